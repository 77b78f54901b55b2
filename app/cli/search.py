"""`search`: the public library at the console, or any texts in an index of their own.

With `--index` neither settings nor a database are asked for, and nothing of the platform is loaded but the search.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated
from unicodedata import category

import typer

from app.search.engine import EVERYBODY, Engine, IndexBusy, SearchDocument, SearchRequest, SearchUnavailable, Segment
from app.search.engines import ENGINES, EngineMissing, open_engine
from app.search.plain import LineWrong, last_of_each, plain_request, read_documents, read_queries

TOGETHER = 2_000
MOST_HITS = 1_000
WRONG = (LineWrong, EngineMissing, IndexBusy, SearchUnavailable, OSError)

program = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def run_alone(arguments: Sequence[str]) -> int:
    """The command by itself, without loading the others; 0 only if it did all that was asked."""
    try:
        program(args=arguments, prog_name="python -m app search")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except WRONG as error:
        sys.stderr.write(f"Sorry: {error}\n")
        return 1
    return 0


@program.command()
def search(
    query: Annotated[str, typer.Argument(help="As typed into the search box")] = "",
    language: Annotated[str, typer.Option(help="The language the words are typed in")] = "en",
    limit: Annotated[int, typer.Option(min=1, max=MOST_HITS, help="How many hits at most")] = 10,
    index: Annotated[Path | None, typer.Option(help="Folder of an index of its own, apart from the library")] = None,
    add: Annotated[Path | None, typer.Option(help='Index {"id", "title", "text", "language"} a line')] = None,
    queries: Annotated[Path | None, typer.Option(help='Answer {"id", "query"} a line')] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one line of JSON a query")] = False,
    engine_name: Annotated[
        str, typer.Option("--engine", help=f"Of an index of its own: {' or '.join(ENGINES)}")
    ] = "whoosh",
) -> None:
    """Search the library as a reader who is not signed in, or texts of your own (--index)."""
    if index is None:
        if add or queries or as_json:
            raise typer.BadParameter("--add, --queries and --json go with --index")
        _search_library(query, language, limit)
        return
    if engine_name not in ENGINES:
        raise typer.BadParameter(f"--engine is {' or '.join(ENGINES)}")
    engine = open_engine(engine_name, index)
    try:
        if add:
            _add(engine, add)
        elif not engine.generation():
            raise LineWrong(f"there is no index in {index}; make one with --add")
        if queries:
            _answer_file(engine, queries, limit, language, as_json=as_json)
        elif query:
            _answer(engine, query, limit, language)
    finally:
        engine.close()


def _search_library(query: str, language: str, limit: int) -> None:
    # Here, because the whole platform takes a second to load, and an index of its own needs none of it.
    from app.cli.console import opened  # noqa: PLC0415

    with opened() as services, services.database.reading() as session:
        services.search.catch_up(services)
        request = SearchRequest(tokens=frozenset((EVERYBODY,)), text=query, language=language, limit=limit)
        answer = services.search.search(request, services.terms(session))
    for hit in answer.hits:
        _say("\t".join((hit.kind, hit.language, hit.id, _plain(hit.title))))
    _say(f"{answer.total} found")


# Texts of one's own


def _add(engine: Engine, path: Path) -> None:
    """Index a file; into an empty index as one commit, else batch by batch. Nothing of a wrong file is indexed."""

    def documents() -> Iterator[SearchDocument]:
        with path.open("rb") as lines:
            yield from read_documents(lines)

    begun = time.monotonic()
    generation = engine.generation()
    if generation and engine.outdated():
        raise LineWrong("another version made this index; add everything again to a new one")
    put = _put_batches if generation else _build
    count = put(engine, last_of_each(documents), generation + 1)
    sys.stderr.write(f"\r{count} documents are indexed, in {time.monotonic() - begun:.1f} s.\n")


def _put_batches(engine: Engine, documents: Iterator[SearchDocument], generation: int) -> int:
    """Add to what the index holds; how many they are."""
    count = 0
    while batch := tuple(islice(documents, TOGETHER)):
        engine.upsert(batch, generation=generation)
        count += len(batch)
        _progress(count)
    return count


def _build(engine: Engine, documents: Iterator[SearchDocument], generation: int) -> int:
    """Make the index of these documents alone; how many they are."""
    given = 0

    def counted() -> Iterator[SearchDocument]:
        nonlocal given
        for document in documents:
            given += 1
            yield document

    engine.rebuild(counted(), generation=generation, progress=_progress)
    return given


def _progress(done: int) -> None:
    if done % 500 == 0:
        sys.stderr.write(f"\r{done} documents")


def _answer(engine: Engine, text: str, limit: int, language: str) -> None:
    """One hit a line: id, score, title."""
    request = SearchRequest(tokens=frozenset((EVERYBODY,)), text=text, language=language, limit=min(limit, 100))
    answer = engine.search(request)
    for hit in answer.hits:
        _say(f"{hit.id}\t{hit.score:.3f}\t{_plain(hit.title)}")
    _say(f"{answer.total} found")


def _answer_file(engine: Engine, path: Path, limit: int, language: str, *, as_json: bool) -> None:
    """Each line of the file, read as words. `cpu_ms` is the processor time of the process for one query; opening
    the index, before the first of them, is not in it."""
    engine.generation()
    with path.open("rb") as lines:
        for query in read_queries(lines, language):
            begun = time.process_time()
            answer = engine.search(plain_request(query.text, limit=limit, language=query.language))
            spent = (time.process_time() - begun) * 1000
            if as_json:
                hits = [{"id": hit.id, "score": round(hit.score, 6)} for hit in answer.hits]
                row = {"id": query.id, "total": answer.total, "hits": hits, "cpu_ms": round(spent, 3)}
                _say(json.dumps(row, ensure_ascii=False))
            else:
                for place, hit in enumerate(answer.hits, 1):
                    _say(f"{query.id}\t{place}\t{hit.id}\t{hit.score:.3f}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _plain(segments: tuple[Segment, ...]) -> str:
    """Without what a terminal would obey."""
    return "".join(sign for segment in segments for sign in segment.text if category(sign) != "Cc")
