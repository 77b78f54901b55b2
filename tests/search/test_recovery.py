"""The index after kills, restarts, restored databases and damage; with two indexers, and open transactions."""

import threading

import pytest
from sqlmodel import Session, col, delete, select

from app.models.cases import Case, CaseState
from app.models.platform import AuditEvent
from app.models.search_log import SearchLogEntry
from app.search import indexer
from app.search.engine import Hint, SuggestRequest
from app.search.service import SearchService
from app.services import Services
from tests.factories import Make, raw_content
from tests.search.corpus import READER
from tests.search.library import (
    behind,
    catch_up,
    change_state,
    groups,
    note,
    publish,
    published,
    reopened,
    search,
)


def test_half_read_log_is_read_on_after_a_restart(
    services: Services, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(services)
    monkeypatch.setattr(indexer, "MOST_DOCUMENTS", 2)
    cases = [published(services, make, f"Selling cassava {number}") for number in range(5)]
    change_state(services, cases[0], CaseState.WITHDRAWN)
    services.search.catch_up(services)

    reopened(services)

    assert behind(services) == (3, False, "")
    catch_up(services)
    assert sorted(groups(services, "cassava")) == sorted(f"case:{case.code}" for case in cases[1:])
    assert services.search.engine.generation() == 6


def test_indexer_killed_between_reading_and_commit_loses_nothing(
    services: Services, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(services)
    case = published(services, make, "Selling cassava")

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("app.search.whoosh_engine.store.generation_fields", die)
        with pytest.raises(Killed):
            services.search.catch_up(services)

    reopened(services)
    assert catch_up(services) == 1
    assert groups(services, "cassava") == [f"case:{case.code}"]


def test_first_look_builds_the_index_from_the_database(services: Services, make: Make) -> None:
    case = published(services, make, "Selling cassava")
    with services.database.writing() as session:
        session.exec(delete(SearchLogEntry))  # type: ignore[call-overload]

    assert catch_up(services) == 1
    assert groups(services, "cassava") == [f"case:{case.code}"]


def test_index_ahead_of_a_restored_database_is_built_anew(services: Services, make: Make) -> None:
    case = published(services, make, "Selling cassava")
    note(services, *[f"case:{case.code}"] * 5)
    catch_up(services)
    with services.database.writing() as session:
        session.exec(delete(SearchLogEntry).where(col(SearchLogEntry.id) > 2))  # type: ignore[call-overload]
        session.get_one(Case, case.id).state = CaseState.WITHDRAWN
        assert services.search.check(session) == ["the index knows of changes that the database has not"]

    reopened(services)
    catch_up(services)

    assert services.search.engine.generation() == 2
    assert groups(services, "cassava") == []


def damage(services: Services) -> None:
    [contents] = (services.settings.data_dir / "search").glob("index-*/*.toc")
    contents.write_bytes(b"damaged")


def test_damaged_index_is_built_anew_and_meanwhile_says_so(services: Services, make: Make) -> None:
    case = published(services, make, "Selling cassava")
    catch_up(services)
    damage(services)
    reopened(services)

    assert search(services, "cassava").hints == (Hint("unavailable"),)
    with services.database.reading() as session:
        assert services.search.suggest(SuggestRequest(tokens=READER, text="cassa"), services.terms(session)) == ()
        assert len(services.search.check(session)) == 1
    assert behind(services)[2].startswith("index-")

    assert catch_up(services) == 1
    assert groups(services, "cassava") == [f"case:{case.code}"]
    assert behind(services) == (0, True, "")
    with services.database.reading() as session:
        [event] = session.exec(select(AuditEvent).where(AuditEvent.verb == "index_rebuilt")).all()
    assert (event.by_id, event.after["why"][:6]) == (None, "index-")


def test_first_build_and_usual_work_are_no_news_for_administrators(services: Services, make: Make) -> None:
    catch_up(services)
    published(services, make, "Selling cassava")
    catch_up(services)

    with services.database.reading() as session:
        assert session.exec(select(AuditEvent).where(AuditEvent.verb == "index_rebuilt")).all() == []


@pytest.mark.parametrize("kind", ["*.seg", "*.toc", "CURRENT"])
@pytest.mark.parametrize("harm", ["cut", "turned"])
def test_each_kind_of_file_damaged_the_index_repairs_itself(
    services: Services, make: Make, kind: str, harm: str
) -> None:
    case = published(services, make, "Selling cassava")
    catch_up(services)
    root = services.settings.data_dir / "search"
    for file in root.rglob(kind):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] if harm == "cut" else bytes(255 - byte for byte in whole))
    reopened(services)

    search(services, "cassava")
    catch_up(services)

    assert groups(services, "cassava") == [f"case:{case.code}"]
    assert behind(services) == (0, True, "")
    with services.database.reading() as session:
        assert services.search.check(session) == []


def test_administrators_see_that_the_search_needs_somebody(services: Services, make: Make) -> None:
    with services.database.reading() as session:
        assert services.search.health(session).needs_somebody is True
    catch_up(services)
    with services.database.reading() as session:
        assert services.search.health(session).needs_somebody is False


def test_rebuild_that_does_not_help_is_not_begun_again_at_once(services: Services, make: Make) -> None:
    published(services, make, "Selling cassava")
    catch_up(services)
    damage(services)
    services.search.engine.close()

    assert services.search.catch_up(services) is False


def test_rebuild_follows_what_was_written_meanwhile(services: Services, make: Make) -> None:
    first = published(services, make, "Selling cassava")
    catch_up(services)
    found: list[object] = []

    def meanwhile(_: int) -> None:
        if not found:
            found.append(groups(services, "cassava"))
            change_state(services, first, CaseState.WITHDRAWN)
            published(services, make, "Buying cassava")

    for number in range(50):
        published(services, make, f"Growing maize {number}")
    services.search.rebuild(services, progress=meanwhile)
    catch_up(services)

    assert found == [[f"case:{first.code}"]]
    assert [hit.title[-1].text for hit in search(services, "cassava").hits] == ["cassava"]
    assert search(services, "title:maize").total == 50
    assert behind(services) == (0, True, "")


def test_two_indexers_at_once_leave_a_right_index(services: Services, make: Make) -> None:
    catch_up(services)
    cases = [published(services, make, f"Selling cassava {number}") for number in range(12)]
    other = SearchService(services.settings.data_dir / "search")
    failed: list[BaseException] = []

    def work(service: SearchService) -> None:
        try:
            while service.catch_up(services):
                pass
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in (services.search, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    catch_up(services)

    assert failed == []
    assert sorted(groups(services, "cassava")) == sorted(f"case:{case.code}" for case in cases)
    with services.database.reading() as session:
        assert services.search.check(session) == []
    other.close()


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """While the set is not empty, a transaction that has written to the log is open (as on PostgreSQL)."""
    open_transactions: set[str] = set()
    settled = indexer._settled_entry

    def pretend(session: Session) -> int:
        return 0 if open_transactions else settled(session)

    monkeypatch.setattr(indexer, "_settled_entry", pretend)
    return open_transactions


def test_entry_that_appears_behind_a_later_one_is_not_missed(services: Services, make: Make, writing: set[str]) -> None:
    catch_up(services)
    early, late = (make.case(content=raw_content(title=f"Selling cassava {n}")) for n in range(2))
    for case in (early, late):
        publish(services, case)
    with services.database.writing() as session:
        [first, second] = session.exec(select(SearchLogEntry).order_by(col(SearchLogEntry.id))).all()
        first_id, subject = first.id, first.subject
        session.delete(first)
    writing.add("the one that writes the first entry")

    services.search.catch_up(services)

    assert groups(services, "cassava") == [f"case:{late.code}"]
    assert services.search.engine.generation() == 0
    assert services.search.catch_up(services) is False
    with services.database.writing() as session:
        session.add(SearchLogEntry(id=first_id, subject=subject))
    writing.clear()
    assert catch_up(services) == 1
    assert sorted(groups(services, "cassava")) == sorted(f"case:{case.code}" for case in (early, late))
    assert services.search.engine.generation() == second.id


def test_open_transaction_is_seen(services: Services, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    note(services, "case:first")
    with services.database.reading() as reader:
        assert indexer._settled_entry(reader) == 1
        with services.database.writing() as writer:
            writer.add(SearchLogEntry(subject="case:second"))
            writer.flush()
            note(services, "case:third")
            assert indexer._settled_entry(reader) == 0
        assert indexer._settled_entry(reader) == 3
