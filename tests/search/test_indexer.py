"""The index follows the search log, batch by batch."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.search_log import note_change
from app.models.cases import Case, CaseState
from app.models.organisations import Organisation
from app.models.search_log import SearchLogEntry
from app.models.types import now
from app.search import indexer
from app.search.engine import IndexBusy, SuggestRequest
from app.services import Services
from tests.factories import Make
from tests.search.corpus import READER
from tests.search.library import behind, catch_up, change_state, groups, note, publish, published, search, translate


def test_published_case_is_found_with_its_translation(services: Services, make: Make) -> None:
    catch_up(services)
    case = make.case()
    version = publish(services, case)
    assert catch_up(services) == 1
    translate(services, version, "fr", "summary", {"title": "Vendre des pommes de terre ensemble"})
    assert catch_up(services) == 1

    answer = search(services, "pomme de terre", language="fr", facets=("language", "type"))

    assert [hit.id for hit in answer.hits] == [f"case:{case.code}:fr"]
    assert [(one.code, one.count) for one in answer.facets["language"]] == [("fr", 1)]
    assert groups(services, "potatoes") == [f"case:{case.code}"]
    assert catch_up(services) == 0


def test_label_in_another_language_finds_the_case(services: Services, make: Make) -> None:
    case = published(services, make, "Selling together")
    catch_up(services)

    answer = search(services, "poder de negociación", language="es")

    assert [hit.group for hit in answer.hits] == [f"case:{case.code}"]
    assert ("label", "benefit", "bargaining_power") in [(w.kind, w.facet, w.code) for w in answer.hits[0].why]


def test_suggestions_know_terms_and_words(services: Services, make: Make) -> None:
    published(services, make, "Selling cassava")
    catch_up(services)
    with services.database.reading() as session:
        book = services.terms(session)

    found = services.search.suggest(SuggestRequest(tokens=READER, text="cassa"), book)

    assert ("word", "cassava") in [(one.kind, one.text) for one in found]
    assert ("title", "Selling cassava") in [(one.kind, one.text) for one in found]


@pytest.mark.parametrize("state", [CaseState.WITHDRAWN, CaseState.ARCHIVED])
def test_case_no_longer_public_leaves_hits_counts_and_suggestions(
    services: Services, make: Make, state: CaseState
) -> None:
    case = published(services, make, "Selling cassava")
    catch_up(services)
    assert groups(services, "cassava") == [f"case:{case.code}"]

    change_state(services, case, state)
    catch_up(services)

    answer = search(services, "cassava", facets=("country",))
    assert (answer.total, answer.facets["country"]) == (0, ())
    with services.database.reading() as session:
        book = services.terms(session)
    request = SuggestRequest(tokens=READER, text="cassa")
    assert [one for one in services.search.suggest(request, book) if one.kind in ("word", "title")] == []


def test_new_name_of_an_organisation_is_found_at_its_cases(services: Services, make: Make) -> None:
    case = published(services, make, "Selling cassava")
    catch_up(services)
    with services.database.writing() as session:
        organisation = session.get_one(Organisation, case.organisation_id)
        organisation.name = "Yuca Junta"
        note_change(session, f"organisation:{organisation.code}")

    catch_up(services)

    assert groups(services, "organisation:yuca") == [f"case:{case.code}"]


def test_rolled_back_change_leaves_no_trace(services: Services, make: Make) -> None:
    case = published(services, make, "Selling cassava")
    catch_up(services)

    def withdraw_and_fail() -> None:
        with services.database.writing() as session:
            session.get_one(Case, case.id).state = CaseState.WITHDRAWN
            note_change(session, f"case:{case.code}")
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        withdraw_and_fail()

    assert catch_up(services) == 0
    assert groups(services, "cassava") == [f"case:{case.code}"]


def test_many_changes_are_taken_in_batches_in_their_order(services: Services, make: Make) -> None:
    case = published(services, make, "Selling cassava")
    catch_up(services)
    note(services, *[f"case:{case.code}"] * (2 * indexer.MOST_ENTRIES + 1))

    assert [services.search.catch_up(services) for _ in range(4)] == [True, True, True, False]
    assert behind(services) == (0, True, "")


def test_batch_ends_after_enough_documents(services: Services, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up(services)
    monkeypatch.setattr(indexer, "MOST_DOCUMENTS", 2)
    for number in range(5):
        published(services, make, f"Selling cassava {number}")

    assert [behind(services)[0], services.search.catch_up(services), behind(services)[0]] == [5, True, 3]
    assert search(services, "cassava").total == 2
    assert catch_up(services) == 2


def test_busy_index_is_left_for_later(services: Services, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up(services)
    published(services, make, "Selling cassava")

    def busy(*_: object, **__: object) -> None:
        raise IndexBusy

    with monkeypatch.context() as patched:
        patched.setattr(services.search.engine, "upsert", busy)
        assert services.search.catch_up(services) is False

    assert catch_up(services) == 1


def test_idle_indexer_gets_the_labels_ready_at_its_second_look(services: Services) -> None:
    catch_up(services)
    services.search.catch_up(services)

    assert [label.code for label in services.search.engine.labels.named(("cafés",))] == ["coffee"]


def test_health_says_how_far_the_index_is_behind(services: Services, make: Make) -> None:
    assert behind(services) == (0, False, "the index must be built anew")
    catch_up(services)
    with services.database.writing() as session:
        session.add(SearchLogEntry(subject="case:none", at=now() - timedelta(seconds=90)))
    note(services, "case:none")

    with services.database.reading() as session:
        health = services.search.health(session)

    assert (health.behind, health.in_step, round(health.seconds)) == (2, False, 90)


def test_index_lies_where_the_settings_say(services: Services, tmp_path: Path) -> None:
    catch_up(services)

    assert (tmp_path / "var" / "search" / "CURRENT").exists()
