"""What the index holds of learning visits: a document for each open offer and each published report.

They are written in one language only. What an offer is about are its topics; a report tells of those topics of the
offer that its organisation had wished to learn about, or of all of them if it had wished for others.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_

from app.domain.organisations.access import is_public
from app.domain.organisations.sizes import size_of
from app.domain.terms import TermBook
from app.domain.visits import commitments, report_media, reporting
from app.domain.visits.access import open_offers, public_reports
from app.domain.visits.report_access import demand_of
from app.models.demands import Offer
from app.models.learning import LearningReport
from app.models.organisations import Organisation
from app.models.visits import Visit
from app.search import attached
from app.search.engine import EVERYBODY, SearchDocument, Section
from app.search.facets import with_broader
from app.search.regions import regions_of

KINDS = ("offer", "report")
_VISIT, _COACHING = "exchange_visit", "peer_coaching"
_WRITER, _HOST = aliased(Organisation), aliased(Organisation)


def documents_of_visits(session: Session, source: str, book: TermBook) -> list[SearchDocument]:
    """The document of an offer or a report; none when it is not public (any more)."""
    kind, _, code = source.partition(":")
    if kind == "offer":
        row = session.exec(_offers().where(Offer.code == code)).first()
        return [_of_offer(row, session.get_one(Organisation, row.organisation_id), book)] if row else []
    report = session.exec(_reports().where(LearningReport.code == code)).first()
    return [_of_report(session, report, book)] if report else []


def sources_of_organisation(session: Session, code: str) -> list[str]:
    """Its offers, and the reports it wrote or that tell of visits to it."""
    offers = _offers().where(Organisation.code == code).with_only_columns(col(Offer.code)).order_by(col(Offer.code))
    reports = _reports().where(or_(col(_WRITER.code) == code, col(_HOST.code) == code))
    return [*_sources(session, "offer", offers), *_sources(session, "report", _codes(reports))]


def public_sources_of_visits(session: Session) -> list[str]:
    """Of all that is public, for a rebuild."""
    offers = _offers().with_only_columns(col(Offer.code)).order_by(col(Offer.code))
    return [*_sources(session, "offer", offers), *_sources(session, "report", _codes(_reports()))]


def _codes(reports: Any) -> Any:
    return reports.with_only_columns(col(LearningReport.code)).order_by(col(LearningReport.code))


def _sources(session: Session, kind: str, codes: Any) -> list[str]:
    return [f"{kind}:{code}" for code in session.execute(codes).scalars()]


def _offers() -> Any:
    """Of organisations that everybody may find."""
    return open_offers().join(Organisation, col(Organisation.id) == Offer.organisation_id).where(is_public())


def _reports() -> Any:
    """Of which both organisations may be found."""
    return (
        public_reports()
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .join(_WRITER, col(_WRITER.id) == LearningReport.organisation_id)
        .join(_HOST, col(_HOST.id) == Visit.host_id)
        .where(col(_WRITER.approved_at).is_not(None), col(_HOST.approved_at).is_not(None))
    )


def _of_offer(offer: Offer, organisation: Organisation, book: TermBook) -> SearchDocument:
    methods = [_VISIT] * offer.visits + [_COACHING] * offer.coaching
    return _document(
        f"offer:{offer.code}",
        title=offer.title,
        language=offer.language,
        sections=(
            Section("text", offer.text, "summary"),
            Section("conditions", "\n".join(filter(None, (offer.conditions, offer.place)))),
            Section("organisation", organisation.name, "organisation"),
        ),
        facets=_facets(organisation, organisation, _topics(offer), methods, book),
        published=offer.opened_at,
    )


def _of_report(session: Session, report: LearningReport, book: TermBook) -> SearchDocument:
    visit = session.get_one(Visit, report.visit_id)
    writer, host = (session.get_one(Organisation, number) for number in (report.organisation_id, visit.host_id))
    shown, wished = _topics(session.get_one(Offer, visit.offer_id)), _topics(demand_of(session, report))
    topics = [topic for topic in shown if topic in wished] or shown
    return _document(
        f"report:{report.code}",
        title=report.title or f"{writer.name} – {host.name}",
        language=report.language,
        sections=tuple(_told(session, report, f"{writer.name}\n{host.name}")),
        facets=_facets(host, writer, topics, [_VISIT], book),
        published=report.published_at,
    )


def _told(session: Session, report: LearningReport, organisations: str) -> Iterator[Section]:
    resolved = [text for row in commitments.of_report(session, report) for text in (row.text, row.note) if text]
    yield Section("seen", report.seen, "summary")
    yield Section("surprised", report.surprised)
    yield Section("not_here", report.not_here, "lesson")
    yield Section("resolved", "\n".join(resolved), "lesson")
    yield Section("goals", "\n".join(goal.text for goal in reporting.goals_of(session, report)))
    yield Section("comment", report.host_comment)
    yield Section("organisation", organisations, "organisation")
    for shown in report_media.shown_media(session, report):
        yield attached.words_of(shown)
        yield attached.text_of(shown)


def _topics(thing: Any) -> list[str]:
    return [str(topic["code"]) for topic in thing.topics]


def _facets(
    place: Organisation, whose: Organisation, topics: list[str], methods: list[str], book: TermBook
) -> dict[str, tuple[str, ...]]:
    """Country and products are those of the hosts; `whose` words it are lets readers find others like themselves."""
    terms: dict[str, list[str]] = {"product": place.products, "method": methods, "certification": place.certifications}
    for topic in topics:
        vocabulary, _, code = topic.partition(":")
        terms.setdefault(vocabulary, []).append(code)
    return {
        **{facet: with_broader(book, facet, codes) for facet, codes in terms.items()},
        "country": (place.country,),
        "region": regions_of(place.country),
        "organisation": tuple(dict.fromkeys((whose.code, place.code))),
        "organisation_tier": (str(whose.tier),) if whose.tier else (),
        "organisation_size": (size,) if (size := size_of(whose.members)) else (),
    }


def _document(
    name: str,
    *,
    title: str,
    language: str,
    sections: tuple[Section, ...],
    facets: Mapping[str, tuple[str, ...]],
    published: datetime | None,
) -> SearchDocument:
    kind = name.partition(":")[0]
    year = (str(published.year),) if published else ()
    return SearchDocument(
        id=f"{name}:{language}",
        source=name,
        group=name,
        kind=kind,
        language=language,
        title=title,
        sections=tuple(section for section in sections if section.text),
        facets={**facets, "year": year, "type": (kind,), "language": (language,)},
        visible_to=(EVERYBODY,),
        published_at=published,
    )
