"""The library: demo, import, export, search."""

from typing import Annotated

import typer

from app.cli.console import opened, progress_bars, say
from app.search.engine import EVERYBODY, SearchRequest, Segment


def add_to(program: typer.Typer) -> None:
    program.command()(reindex)
    program.command()(search)


def reindex() -> None:
    """Make the search index anew; searches go on with the old one meanwhile."""
    with opened() as services, progress_bars() as progress:
        services.search.rebuild(services, lambda done: progress("Documents", done, done))
    say("The search index is new.")


def search(
    query: Annotated[str, typer.Argument(help="As typed into the search box")],
    language: Annotated[str, typer.Option(help="Language of the labels that widen the query")] = "en",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
) -> None:
    """Search as a reader who is not signed in; one hit a line: kind, language, id, title."""
    with opened() as services, services.database.reading() as session:
        services.search.catch_up(services)
        request = SearchRequest(tokens=frozenset({EVERYBODY}), text=query, language=language, limit=limit)
        answer = services.search.search(request, services.terms(session))
    for hit in answer.hits:
        say("\t".join((hit.kind, hit.language, hit.id, _plain(hit.title))))
    say(f"{answer.total} found")


def _plain(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments)
