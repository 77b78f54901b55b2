"""Entering: who may, with which case, until when; taking an entry back."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from app.content.text import N_
from app.domain import audit
from app.domain.cases import drafting
from app.domain.cases.access import organisation_people
from app.domain.cup.behalf import Behalf, consent_of, tell_organisation
from app.domain.cup.consent_proof import forget_proof
from app.domain.cup.deadlines import closed_because
from app.domain.cup.locking import hold
from app.domain.cup.workflow import change_state
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.jobs import enqueue
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseEvent, CaseState, CaseVersion
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState
from app.models.organisations import Organisation, OrganisationKind

S = EntryState
# An experience that is told here already in one of these states cannot enter.
_NOT_ENTERABLE = (CaseState.WITHDRAWN, CaseState.ARCHIVED, CaseState.DECLINED)


CHOOSE_ORGANISATION = N_("Choose one of your organisations.")
CHOOSE_CASE = N_("Choose one of your organisation's experiences.")
BEGUN = N_("Your entry is begun. First tell the experience; what you type is kept.")


class LimitReached(Conflict):
    """The organisation has as many entries as it may; `entry` is one of them."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(N_("Your organisation has entered this cup already."))
        self.entry = entry


def organisations_to_enter(session: Session, *, viewer: Viewer) -> list[Organisation]:
    """The producer organisations for which this person writes, by name."""
    return [one for one in drafting.writing_for(session, viewer=viewer) if is_producer(one)]


def organisation_of(offered: Iterable[Organisation], code: str) -> Organisation:
    """Raises Invalid (field "organisation")."""
    found = next((one for one in offered if one.code == code), None)
    if found is None:
        raise Invalid(CHOOSE_ORGANISATION, "organisation")
    return found


def is_producer(organisation: Organisation) -> bool:
    return organisation.kind is OrganisationKind.PRODUCER_ORGANISATION


def cases_to_enter(session: Session, *, edition: Edition, organisations: list[Organisation]) -> list[Case]:
    """What these organisations have told already and may enter, the latest first."""
    entered = select(Entry.case_id).where(Entry.edition_id == edition.id)
    query = select(Case).where(
        col(Case.organisation_id).in_([one.id for one in organisations]),
        col(Case.state).not_in(_NOT_ENTERABLE),
        col(Case.original_language).in_(edition.languages),
        col(Case.id).not_in(entered),
    )
    return list(session.exec(query.order_by(col(Case.updated_at).desc()).limit(50)).all())


def begin(
    session: Session,
    *,
    edition: Edition,
    organisation: Organisation,
    by: Viewer,
    language: str = "",
    case: Case | None = None,
    behalf: Behalf | None = None,
) -> Entry:
    """A draft entry, told by a case the organisation has or by a new one in `language`.

    Raises Late or Conflict while no entry is taken, LimitReached, and Invalid (fields "organisation", "case",
    "language", "who", "how", "day").
    """
    why = closed_because(session, edition=edition)
    if why is not None:
        raise why
    consent = consent_of(organisation, by, behalf)
    if not is_producer(organisation):
        raise Invalid(N_("Only producer organisations can enter."), "organisation")
    _require_room(session, edition, organisation)
    if case is None:
        _require_language(edition, language, "language")
        case = _new_case(session, organisation, language, by, behalf is not None)
    else:
        _require_enterable(session, edition, organisation, case)
    entry = Entry(
        edition_id=edition.id or 0,
        organisation_id=organisation.id or 0,
        case_id=case.id or 0,
        licence=case.licence,
        on_behalf_by_id=by.id if behalf else None,
        consent_record=consent,
        created_by_id=by.id,
    )
    session.add(entry)
    session.flush()
    session.add(EntryEvent(entry_id=entry.id or 0, after=S.DRAFT, by_id=by.id))
    _record(session, by, "entry.begin", entry, {"case": case.code, "on_behalf": behalf is not None})
    if behalf:
        tell_organisation(session, edition=edition, entry=entry, by=by)
    return entry


def _require_room(session: Session, edition: Edition, organisation: Organisation) -> None:
    # Of two who enter at once the second sees the entry of the first.
    session.exec(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()).one()
    query = select(Entry).where(
        Entry.edition_id == edition.id, Entry.organisation_id == organisation.id, Entry.state != S.WITHDRAWN
    )
    found = session.exec(query.order_by(col(Entry.id).desc())).all()
    if len(found) >= edition.entries_per_organisation:
        raise LimitReached(found[0])


def organisations_without_room(session: Session, *, edition: Edition) -> set[int]:
    """The organisations that have as many entries in this edition as they may."""
    query = (
        select(Entry.organisation_id)
        .where(Entry.edition_id == edition.id, Entry.state != S.WITHDRAWN)
        .group_by(col(Entry.organisation_id))
        .having(func.count() >= edition.entries_per_organisation)
    )
    return set(session.exec(query).all())


def case_of(session: Session, entry: Entry) -> Case:
    return session.get_one(Case, entry.case_id)


def case_and_organisation(session: Session, entry: Entry) -> tuple[Case, Organisation]:
    query = select(Case, Organisation).join(Organisation, col(Organisation.id) == entry.organisation_id)
    return session.exec(query.where(Case.id == entry.case_id)).one()


def _require_language(edition: Edition, language: str, field: str) -> None:
    if language not in edition.languages:
        raise Invalid(N_("Entries are not taken in this language. Choose one of the languages of the call."), field)


def _require_enterable(session: Session, edition: Edition, organisation: Organisation, case: Case) -> None:
    if case.organisation_id != organisation.id or case.state in _NOT_ENTERABLE:
        raise Invalid(CHOOSE_CASE, "case")
    _require_language(edition, case.original_language, "case")
    query = select(Entry.id).where(Entry.edition_id == edition.id, Entry.case_id == case.id)
    if session.exec(query).first() is not None:
        raise Invalid(N_("This experience was entered already."), "case")


def _new_case(session: Session, organisation: Organisation, language: str, by: Viewer, on_behalf: bool) -> Case:
    if not on_behalf:
        return drafting.create_draft(session, organisation_id=organisation.id or 0, language=language, by=by)
    case = Case(
        organisation_id=organisation.id or 0,
        original_language=language,
        country=organisation.country,
        created_by_id=by.id,
        on_behalf_by_id=by.id,
    )
    session.add(case)
    session.flush()
    facts = {"role": "owner", "country": organisation.country, "region": organisation.region}
    content = {"facts": {name: value for name, value in facts.items() if value}}
    session.add(CaseVersion(case_id=case.id or 0, author_id=by.id, content=content))
    session.add(CaseEvent(case_id=case.id or 0, after=CaseState.DRAFT, by_id=by.id))
    session.flush()
    return case


def people_of(session: Session, entry: Entry) -> list[int]:
    """Who hears of an entry: those who act for the organisation, and the facilitator who entered it."""
    people = organisation_people(session, entry.organisation_id)
    return [*people, *([entry.on_behalf_by_id] if entry.on_behalf_by_id else [])]


def entries_of(session: Session, *, edition: Edition, viewer: Viewer) -> list[tuple[Entry, Case, Organisation]]:
    """One's own entries of an edition with their cases and organisations, the latest first."""
    mine = [organisation_id for organisation_id in viewer.memberships if viewer.edits_for(organisation_id)]
    reasons: list[ColumnElement[bool]] = [col(Entry.organisation_id).in_(mine)]
    if viewer.is_facilitator:
        reasons.append(col(Entry.on_behalf_by_id) == viewer.id)
    query = (
        select(Entry, Case, Organisation)
        .join(Case, col(Case.id) == Entry.case_id)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .where(Entry.edition_id == edition.id, or_(*reasons))
    )
    return list(session.exec(query.order_by(col(Entry.id).desc())).all())


def entries_of_organisation(session: Session, organisation_id: int) -> list[tuple[Entry, int, str]]:
    """All entries of an organisation, for its own people: with year and title, the latest first."""
    query = (
        select(Entry, Edition.year, Case.title)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .join(Case, col(Case.id) == Entry.case_id)
        .where(Entry.organisation_id == organisation_id)
    )
    return list(session.exec(query.order_by(col(Edition.year).desc(), col(Entry.id).desc())).all())


def discard(session: Session, *, entry: Entry, by: Viewer) -> None:
    """Forget an entry that was never sent; its experience stays as a draft. Raises Conflict once it was sent."""
    hold(session, entry)
    if entry.state is not S.DRAFT:
        raise Conflict(N_("It was sent already. You can withdraw it instead."))
    for event in session.exec(select(EntryEvent).where(EntryEvent.entry_id == entry.id)).all():
        session.delete(event)
    forget_proof(session, entry=entry)
    _record(session, by, "entry.discard", entry, {})
    session.flush()
    session.delete(entry)


def withdraw(session: Session, *, edition: Edition, entry: Entry, message: str, by: Viewer) -> None:
    """Take an entry back before the results are out, with a reason. There is no way back. Raises Conflict, Invalid."""
    # Who won nothing stays eligible, and belongs to results that are public.
    session.refresh(edition, with_for_update=True)
    if edition.released_at:
        raise Conflict(N_("The results are out; that cannot be undone."))
    change_state(session, entry=entry, verb="withdraw", by=by, message=message)
    enqueue(session, "pdf_forget", code=f"entry-{entry.code}")
    notify(
        session,
        people=people_of(session, entry),
        kind="cup_withdrawn",
        path=f"/cup/{edition.year}/entries/{entry.code}",
        besides=by.id,
        year=edition.year,
        title=session.get_one(Case, entry.case_id).title,
        who=by.user.name if by.user else "",
        message=message,
    )


def entry_of_case(session: Session, case: Case) -> Entry | None:
    """The entry that a case tells and that is not decided yet: until then the case waits with it.

    A draft whose call is over no longer holds its case.
    """
    query = (
        select(Entry, Edition)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .where(Entry.case_id == case.id, col(Edition.released_at).is_(None), Entry.state != S.WITHDRAWN)
    )
    for entry, edition in session.exec(query.order_by(col(Entry.id).desc())).all():
        if entry.state is not S.DRAFT or closed_because(session, edition=edition) is None:
            return entry
    return None


def is_of_short_list(event: EntryEvent) -> bool:
    """A step that stays with the jury until the results are out."""
    return event.after == S.SHORTLISTED or (event.before == S.SHORTLISTED and event.after == S.ELIGIBLE)


def require_own(entry: Entry, by: Viewer) -> None:
    if not (by.edits_for(entry.organisation_id) or (by.is_facilitator and entry.on_behalf_by_id == by.id)):
        raise Forbidden


def _record(session: Session, by: Viewer, verb: str, entry: Entry, after: dict[str, Any]) -> None:
    audit.record(session, by=by, verb=verb, object_type="entry", object_id=entry.code, after=after)
