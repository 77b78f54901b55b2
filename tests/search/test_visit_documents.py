"""Offers and reports of learning visits are found while everybody may read them, and by nobody after."""

from typing import Any

import pytest
from sqlmodel import select

from app.domain.media import keeping, processing
from app.domain.visits import offering, report_steps
from app.domain.visits.offer_fields import OfferFields
from app.files.storage import save_bytes
from app.models.demands import Offer, OfferState
from app.models.learning import LearningReport, ReportState
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import Tier
from app.models.types import now
from app.models.visits import VisitState
from app.search.documents import documents_of, public_sources, sources_of
from app.search.engine import EVERYBODY, SearchDocument, SearchRequest
from app.services import Services
from tests.factories import Make
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit

PUBLISHED: dict[str, Any] = {"state": ReportState.PUBLISHED, "published_at": now()}


@pytest.fixture
def learning(make: Make) -> MakeLearning:
    return MakeLearning(make, MakeVisit(make))


def document(services: Services, source: str) -> list[SearchDocument]:
    with services.database.reading() as session:
        return documents_of(session, source, services.terms(session))


def found(services: Services, text: str, **filters: tuple[str, ...]) -> list[str]:
    """Groups that a stranger finds once the index has caught up."""
    while services.search.catch_up(services):
        pass
    with services.database.reading() as session:
        request = SearchRequest(tokens=frozenset({EVERYBODY}), text=text, filters=filters)
        return [hit.group for hit in services.search.search(request, services.terms(session)).hits]


def change(learning: MakeLearning, thing: Any, **fields: Any) -> None:
    with learning.database.writing() as session:
        row = session.get_one(type(thing), thing.id)
        for name, value in fields.items():
            setattr(row, name, value)


def test_offer_becomes_one_document(services: Services, learning: MakeLearning) -> None:
    change(learning, learning.host, products=["coffee_arabica"], tier=Tier.UNION, members=100)
    topics = [{"code": code, "evidence": "declared"} for code in ("capability:marketing_negotiation", "benefit:scale")]
    offer = learning.visits.offer(learning.host, text="We show the scale.", topics=topics, coaching=True)

    (made,) = document(services, f"offer:{offer.code}")

    host = learning.host
    assert (made.id, made.source, made.group, made.kind, made.language) == (
        f"offer:{offer.code}:en",
        f"offer:{offer.code}",
        f"offer:{offer.code}",
        "offer",
        "en",
    )
    assert {section.name: section.text for section in made.sections} == {
        "text": "We show the scale.",
        "conditions": "Jaén",
        "organisation": "Hosts",
    }
    assert made.facets["method"] == ("exchange_visit", "peer_coaching")
    assert (made.facets["capability"], made.facets["benefit"]) == (("marketing_negotiation",), ("scale",))
    assert (made.facets["country"], made.facets["organisation"]) == ((host.country,), (host.code,))
    assert (made.facets["organisation_tier"], made.facets["organisation_size"]) == (("union",), ("to_250",))
    assert (made.facets["type"], made.facets["year"]) == (("offer",), (str(now().year),))
    assert (made.visible_to, made.published_at) == ((EVERYBODY,), offer.opened_at)


def test_report_is_filed_by_where_it_was_learned_and_what_was_wished(
    services: Services, learning: MakeLearning
) -> None:
    change(learning, learning.host, country="PE", products=["coffee_arabica"])
    change(learning, learning.guest, country="BO", tier=Tier.FIRST_TIER)
    visit = learning.visit()
    with services.database.writing() as session:
        offer = session.exec(select(Offer)).one()
        offer.topics = [*offer.topics, {"code": "benefit:scale", "evidence": "declared"}]
    report = learning.report(visit, **PUBLISHED, not_here="No road.", host_comment="Come again")
    learning.commitment(report, note="Every sack")

    (made,) = document(services, f"report:{report.code}")

    assert (made.kind, made.title, made.group) == ("report", "A warehouse of our own", f"report:{report.code}")
    assert {section.name: (section.text, section.role) for section in made.sections} == {
        "seen": ("They weigh every sack in front of the member.", "summary"),
        "not_here": ("No road.", "lesson"),
        "resolved": ("Buy a scale\nEvery sack", "lesson"),
        "comment": ("Come again", "body"),
        "organisation": ("Guests\nHosts", "organisation"),
    }
    assert (made.facets["country"], made.facets["capability"]) == (("PE",), ("marketing_negotiation",))
    assert ("benefit" in made.facets, made.facets["method"]) == (False, ("exchange_visit",))
    assert made.facets["organisation"] == (learning.guest.code, learning.host.code)
    assert made.facets["organisation_tier"] == ("first_tier",)


def add_file(learning: MakeLearning, report: LearningReport, kind: MediaKind, **fields: Any) -> Any:
    values = {"content_type": "x/y", "sha256": "x", "size": 1, "state": MediaState.READY, "consent": True, **fields}
    return learning.add(Media(report_id=report.id, kind=kind, **values))


def test_words_and_documents_of_a_report_are_sections_of_their_own(services: Services, learning: MakeLearning) -> None:
    report = learning.report(**PUBLISHED)
    picture = add_file(learning, report, MediaKind.PICTURE)
    paper = add_file(learning, report, MediaKind.DOCUMENT, pages=["Rules of the\fhouse", "Weigh twice"])
    add_file(learning, report, MediaKind.DOCUMENT, pages=["Not agreed"], consent_withdrawn_at=now())
    add_file(learning, report, MediaKind.DOCUMENT, pages=["Not prepared"], state=MediaState.WAITING)
    said = {"caption": "The scale", "alt": "Two weigh", "credit": "Rosa", "transcript": "**All** of it"}
    change(learning, report, media=[{"medium": picture.public_id, **said}, {"medium": "0" * 16, "caption": "Gone"}])

    (made,) = document(services, f"report:{report.code}")

    assert {section.name: (section.text, section.role) for section in made.sections if ":" in section.name} == {
        f"media:{picture.public_id}": ("The scale\nTwo weigh\nAll of it", "body"),
        f"attachment:{paper.public_id}": ("Rules of the house\fWeigh twice", "attachment"),
    }


def test_document_is_found_once_it_is_ready_and_until_its_consent_is_withdrawn(
    services: Services, learning: MakeLearning
) -> None:
    report = learning.report(**PUBLISHED)
    stored = save_bytes(services.storage, b"Everybody inspects the granary before harvest.")
    upload = {"key": stored.key, "kind": "text", "type": "text/plain", "size": stored.size}
    medium = add_file(learning, report, MediaKind.DOCUMENT, state=MediaState.WAITING, files={"upload": upload})

    before = found(services, "granary")
    processing.process(services.database, services.storage, services.settings, medium.id)
    during = found(services, "granary")
    with learning.database.writing() as session:
        here, owner = session.get_one(Media, medium.id), session.get_one(LearningReport, report.id)
        by = learning.make.viewer(learning.guest_person)
        keeping.withdraw_consent(session, owner=owner, medium=here, by=by)

    name = [f"report:{report.code}"]
    assert (before, during, found(services, "granary")) == ([], name, [])


@pytest.mark.parametrize("state", [state for state in ReportState if state is not ReportState.PUBLISHED])
def test_report_that_is_not_published_is_in_no_index(
    services: Services, learning: MakeLearning, state: ReportState
) -> None:
    report = learning.report(state=state)

    assert document(services, f"report:{report.code}") == []


@pytest.mark.parametrize("state", [state for state in OfferState if state is not OfferState.OPEN])
def test_offer_that_is_not_open_is_in_no_index(services: Services, learning: MakeLearning, state: OfferState) -> None:
    offer = learning.visits.offer(learning.host, state=state)

    assert document(services, f"offer:{offer.code}") == []


@pytest.mark.parametrize("who", ["host", "guest"])
def test_organisation_that_nobody_has_looked_at_is_in_no_index(
    services: Services, learning: MakeLearning, who: str
) -> None:
    visit = learning.visit(state=VisitState.CLOSED)
    report = learning.report(visit, **PUBLISHED)
    change(learning, getattr(learning, who), approved_at=None)

    with services.database.reading() as session:
        sources = [source for source in public_sources(session) if not source.startswith("case:")]
    assert document(services, f"report:{report.code}") == []
    assert f"report:{report.code}" not in sources
    assert any(source.startswith("offer:") for source in sources) == (who == "guest")


def test_change_of_an_organisation_concerns_its_offers_and_reports(services: Services, learning: MakeLearning) -> None:
    report = learning.report(**PUBLISHED)

    with services.database.reading() as session:
        offer = session.exec(select(Offer)).one()
        of_host = sources_of(session, f"organisation:{learning.host.code}")
        of_guest = sources_of(session, f"organisation:{learning.guest.code}")
        everything = public_sources(session)

    assert (of_host, of_guest) == ([f"offer:{offer.code}", f"report:{report.code}"], [f"report:{report.code}"])
    assert everything == of_host


def test_report_is_found_from_its_publication_until_it_is_taken_off(services: Services, learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.ACCEPTED, consent_at=now(), licence="cc_by_4")
    by, name = learning.make.viewer(learning.coordinator), f"report:{report.code}"

    before = found(services, "sack")
    with learning.database.writing() as session:
        report_steps.publish(session, report=session.get_one(LearningReport, report.id), by=by)
    during = found(services, "sack"), found(services, "", type=("report",)), found(services, "", type=("case",))
    with learning.database.writing() as session:
        report_steps.unpublish(session, report=session.get_one(LearningReport, report.id), message="Sorry", by=by)

    assert (before, during, found(services, "sack")) == ([], ([name], [name], []), [])


def test_offer_is_found_from_its_publication_and_by_its_new_words_until_it_is_paused(
    services: Services, learning: MakeLearning
) -> None:
    offer = learning.visits.offer(learning.host, state=OfferState.DRAFT, text="Weighing in public")
    by, name = learning.make.viewer(learning.host_person), f"offer:{offer.code}"

    def do(verb: Any, **asked: Any) -> None:
        with learning.database.writing() as session:
            verb(session, offer=session.get_one(Offer, offer.id), by=by, **asked)

    def rewrite(session: Any, *, offer: Offer, by: Any) -> None:
        said = OfferFields.of(offer)
        said = OfferFields(**{**{name: getattr(said, name) for name in said.__dataclass_fields__}, "text": "Drying"})
        terms = services.terms(session)
        offering.save(session, offer=offer, said=said, terms=terms, row_version=offer.row_version, by=by)

    before = found(services, "weighing")
    do(offering.publish)
    published = found(services, "weighing")
    do(rewrite)
    rewritten = found(services, "weighing"), found(services, "drying")
    do(offering.pause)
    paused = found(services, "drying")
    do(offering.publish)
    do(offering.withdraw, message="Harvest")

    assert (before, published, rewritten, paused, found(services, "drying")) == ([], [name], ([], [name]), [], [])


def test_rebuilt_index_holds_offers_and_reports(services: Services, learning: MakeLearning) -> None:
    report = learning.report(**PUBLISHED)

    services.search.rebuild(services)

    assert [group.partition(":")[0] for group in sorted(found(services, ""))] == ["offer", "report"]
    assert found(services, "sack") == [f"report:{report.code}"]
