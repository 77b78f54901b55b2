"""The judged set of our own: topics over the demo library, answered as its list of cases answers readers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import select

from app import migrations
from app.demo.loading import load_finished
from app.domain.progress import Progress, silent
from app.models.cases import Case
from app.search.correcting import kindly
from app.search.engine import EVERYBODY, SearchRequest
from app.services import Services
from app.settings import Settings
from benchmarks.relevance_collections import Qrels, Topic, read_qrels, read_topics
from benchmarks.relevance_systems import Run

Loading = Callable[[Services, Progress], None]
JUDGED = Path(__file__).parent / "judged"


def topics() -> list[Topic]:
    return read_topics(JUDGED / "topics.tsv", "en")


def qrels() -> Qrels:
    return read_qrels(JUDGED / "qrels.txt")


@contextmanager
def demo_library(folder: Path, *, loaded: Loading = load_finished) -> Iterator[Services]:
    """The demo library, finished or as it is `loaded`, with a database, files and an index of its own."""
    settings = Settings(
        data_dir=folder,
        media_dir=folder / "media",
        database_url=f"sqlite:///{folder}/demo.sqlite3",
        worker_in_web=False,
        base_url="http://testserver",
    )
    services = Services.open(settings)
    try:
        migrations.prepare(services.database)
        loaded(services, silent)
        services.search.rebuild(services)
        yield services
    finally:
        services.close()


def answers(services: Services, asked: Sequence[Topic]) -> Run:
    """For each topic the external ids of the cases found, best first; typing errors as they are corrected."""
    with services.database.reading() as session:
        book = services.terms(session)
        names = {f"case:{code}": name for code, name in session.exec(select(Case.code, Case.external_id)).all()}
    run: Run = {}
    for topic in asked:
        request = SearchRequest(
            tokens=frozenset((EVERYBODY,)),
            text=topic.text,
            language=topic.language,
            filters={"type": ("case",)},
            limit=100,
        )
        answer, _ = kindly(lambda wanted: services.search.search(wanted, book), request)
        run[topic.id] = [names[hit.group] or hit.group for hit in answer.hits]
    return run
