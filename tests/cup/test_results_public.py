"""What becomes public with the results: the page of the year, and the library."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlmodel import Session, select

from app.domain.cases.reading import read
from app.domain.cup.calculating import calculate_now
from app.jobs.worker import Worker
from app.models.cases import Case, CaseState, CaseVersion
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.media import Media, MediaKind, MediaState
from app.models.types import now
from app.search.engine import EVERYBODY, SearchRequest
from app.services import Services
from tests.cup.deciding import Decided, add_entry, ask, decide
from tests.cup.making import DAY, MakeCup
from tests.factories import Make, raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def decided(cup: MakeCup) -> Decided:
    return decide(cup)


def release(services: Services, make: Make, decided: Decided) -> None:
    accepted = ["places:winner:1", "calculation", "consent"]
    ask(make, decided, accepted=accepted, reason="As agreed.")
    Worker(services).run_once()


def content_with(word: str) -> dict[str, dict[str, Any]]:
    content = raw_content(title=f"How {word} sells potatoes")
    content["story"]["what_we_did"] = f"{word} met every Monday."
    return content


def version_of(session: Session, entry: Entry) -> CaseVersion:
    case = session.get_one(Case, entry.case_id)
    return session.get_one(CaseVersion, case.current_version_id)


def recalculate(services: Services, decided: Decided) -> None:

    with services.database.writing() as session:
        calculate_now(session, edition=session.get_one(Edition, decided.edition.id), by=None)


def test_hidden_words_stay_out_of_the_library(
    services: Services, make: Make, cup: MakeCup, visit: Visit, decided: Decided
) -> None:
    entry = add_entry(
        cup,
        decided,
        make.organisation("Silent Valley"),
        content=content_with("Doña Xochipilli"),
        redactions=["doña xochipilli"],
    )
    recalculate(services, decided)
    release(services, make, decided)

    with services.database.reading() as session:
        version, case = version_of(session, entry), session.get_one(Case, entry.case_id)
        assert version.content["story"]["what_we_did"] == "[…] met every Monday."
        assert (case.title, case.state) == ("How […] sells potatoes", CaseState.LEARNING_MATERIAL)
        assert (case.licence, case.consent_at is not None) == ("cc_by_4", True)
    for address in (f"/en/cases/{case.code}", "/en/cases?q=potatoes", "/en/cup/2026", f"/api/v1/cases/{case.code}"):
        page = visit().open(address)
        assert page.status == 200
        assert "xochipilli" not in page.html.casefold()


def test_what_was_sent_becomes_public_and_later_words_stay_at_work(
    services: Services, make: Make, decided: Decided
) -> None:
    entry = decided.entries[2]
    with services.database.writing() as session:
        working = session.exec(select(CaseVersion).where(CaseVersion.case_id == entry.case_id)).one()
        working.content = content_with("Somebody else")
    release(services, make, decided)

    with services.database.reading() as session:
        versions = session.exec(select(CaseVersion).where(CaseVersion.case_id == entry.case_id)).all()
        assert {(one.number, one.content["summary"]["title"]) for one in versions} == {
            (1, "Selling potatoes together"),
            (None, "How Somebody else sells potatoes"),
        }


def test_published_experiences_are_found(services: Services, make: Make, decided: Decided) -> None:
    release(services, make, decided)
    services.search.catch_up(services)
    request = SearchRequest(tokens=frozenset({EVERYBODY}), text="potatoes", language="en", limit=10)
    with services.database.reading() as session:
        answer = services.search.search(request, services.terms(session))

    assert answer.total == 4


def test_case_that_is_public_already_stays_as_it_is(
    services: Services, make: Make, cup: MakeCup, decided: Decided
) -> None:
    with services.database.writing() as session:
        case = session.get_one(Case, decided.entries[2].case_id)
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == case.id)).one()
        version.number, version.published_at, case.current_version_id = 1, now(), version.id
        case.state = CaseState.PUBLISHED
    release(services, make, decided)

    with services.database.reading() as session:
        case = session.get_one(Case, decided.entries[2].case_id)
        assert (case.state, case.current_version_id) == (CaseState.PUBLISHED, version.id)


def test_organisation_that_does_not_agree_any_more_keeps_its_text(
    services: Services, make: Make, visit: Visit, decided: Decided
) -> None:
    with services.database.writing() as session:
        session.get_one(Entry, decided.winner.id).consent_at = None
    release(services, make, decided)

    with services.database.reading() as session:
        case = session.get_one(Case, decided.winner.case_id)
        assert (case.state, case.current_version_id) == (CaseState.DRAFT, None)
        assert session.get_one(Entry, decided.winner.id).state is EntryState.WINNER
    record = visit().open("/en/cup/2026/results.json").response.json()["awarded"][0]
    assert (record["organisation"], record["title"], record["case"]) == ("Cooperative 0", "", "")


def medium(entry: Entry, name: str, **fields: Any) -> Media:
    return Media(
        public_id=name,
        case_id=entry.case_id,
        kind=fields.pop("kind", MediaKind.PICTURE),
        state=MediaState.READY,
        content_type="image/jpeg",
        sha256="0" * 64,
        size=1,
        consent=fields.pop("consent", True),
        uploaded_by_id=entry.created_by_id,
        created_at=now() - DAY,
        **fields,
    )


def test_only_files_that_were_sent_and_say_no_hidden_word_are_shown(
    services: Services, make: Make, cup: MakeCup, decided: Decided
) -> None:
    names = ("sent", "withdrawn", "says")
    listed = {"media": {"media": [{"key": name[:4], "medium": name} for name in names]}}
    entry = add_entry(
        cup,
        decided,
        make.organisation("With files"),
        content={**raw_content(), **listed},
        redactions=["xochipilli"],
    )
    with services.database.writing() as session:
        session.add(medium(entry, "sent"))
        session.add(medium(entry, "withdrawn", consent_withdrawn_at=now()))
        session.add(medium(entry, "says", kind=MediaKind.DOCUMENT, pages=["By Xochipilli."]))
        session.add(medium(entry, "later"))
    recalculate(services, decided)
    release(services, make, decided)

    with services.database.reading() as session:
        case = session.get_one(Case, entry.case_id)
        reading = read(session, case=case, version=version_of(session, entry), language="en")
        assert [one.medium.public_id for one in reading.media] == ["sent"]


def test_page_of_the_year_shows_the_results(services: Services, make: Make, visit: Visit, decided: Decided) -> None:
    assert "How the jury came to this" not in visit().open("/en/cup/2026").text
    assert visit().open("/en/cup/2026/results.json").status == 404
    release(services, make, decided)

    text = visit().open("/en/cup/2026").text
    for piece in (
        "The winner Winner Selling potatoes together Cooperative 0",
        "Forty families sell",
        "Finalist Selling potatoes together",
        "Also took part, to learn from",
        "4 entries took part. 3 jurors wrote scorecards: 12 in all.",
        "Krippendorff's alpha",
    ):
        assert piece in text
    assert "Cooperative 0" in visit().open("/en/cup").text


def test_results_lead_to_the_call_that_is_open(
    services: Services, make: Make, cup: MakeCup, visit: Visit, decided: Decided
) -> None:
    release(services, make, decided)
    assert "The next cup is open" not in visit().open("/en/cup/2026").text

    cup.edition(year=2027)

    assert visit().open("/en/cup/2026").links()["To the call of 2027"] == "/en/cup/2027"


def test_many_who_took_part_are_folded_after_ten(
    services: Services, make: Make, cup: MakeCup, visit: Visit, decided: Decided
) -> None:
    for place in range(11):
        add_entry(cup, decided, make.organisation(f"Valley {place}"), content=raw_content())
    recalculate(services, decided)
    release(services, make, decided)

    shown, folded = visit().open("/en/cup/2026").all("ul", class_="cup-list")

    assert (len(shown), len(folded)) == (10, 3)


def test_results_ask_little_of_the_database(
    services: Services, make: Make, visit: Visit, decided: Decided, count_queries: CountQueries
) -> None:
    release(services, make, decided)
    visit().open("/en/cup/2026")

    with count_queries() as queries:
        visit().open("/en/cup/2026")

    assert len(queries) <= 13


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_results_are_there_in_every_language(
    services: Services, make: Make, visit: Visit, decided: Decided, language: str
) -> None:
    release(services, make, decided)

    page = visit().open(f"/{language}/cup/2026")
    record = visit().open(f"/{language}/cup/2026/results.json").response.json()

    assert page.status == 200
    assert record["awarded"][0]["award"] == ("Premier prix" if language == "fr" else "Winner")
    assert [one["result"] for one in record["awarded"]] == ["winner", "finalist"]
    assert len(record["taking_part"]) == 2
    assert record["method"]["scorecards"] == 12


def test_nothing_is_said_of_entries_that_did_not_take_part(
    services: Services, make: Make, cup: MakeCup, visit: Visit, decided: Decided
) -> None:
    for place, state in enumerate((EntryState.INELIGIBLE, EntryState.WITHDRAWN, EntryState.DRAFT)):
        cup.entry(decided.edition, make.organisation(f"Unseen {place}"), state=state)
    release(services, make, decided)

    for address in ("/en/cup/2026", "/en/cup", "/en/cup/2026/results.json"):
        assert "Unseen" not in visit().open(address).html


def test_short_list_stays_with_the_jury(services: Services, make: Make, visit: Visit, decided: Decided) -> None:
    with services.database.writing() as session:
        session.get_one(Entry, decided.entries[3].id).state = EntryState.SHORTLISTED
    release(services, make, decided)

    assert "shortlisted" not in visit().open("/en/cup/2026/results.json").html
