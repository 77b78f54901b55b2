"""What administrators with a tie may not read on their own pages while a cup is running: rows of the audit trail, mails
and jobs about the entry of that organisation. And what nobody reads there before the results are out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, not_, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.domain.cup.conflicts import hidden_from
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import Conflict, Scorecard
from app.models.media import Media
from app.models.platform import AuditEvent, Job, MailMessage, Notification

# Values of the trail that tell how the jury scores and decides.
SECRET_VALUES = frozenset({"scores", "award", "result"})
# What is done to all entries of an edition at once: moments and numbers tell of each of them.
_OF_ALL_ENTRIES = (
    *("edition.calculate", "edition.ask_release", "edition.second_round", "edition.second_round_end"),
    *("cup.propose", "cup.assign", "cup.anchors", "juror.remind"),
)
# Mails of the cup that say the same whatever happens to an entry.
_PLAIN_MAILS = tuple(
    f"cup_{kind}"
    for kind in (
        *("blocked", "call_open", "dates", "moved", "judging", "judging_over"),
        *("juror_invitation", "juror_answered", "juror_declare", "juror_removed"),
    )
)
_JOBS = ("cup_calculate", "cup_assign", "cup_confirm", "cup_repair_reminder", "cup_release", "mail_digest")


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the entries that this person may know nothing of; `since` the first of their editions was made."""

    years: tuple[str, ...]
    organisations: tuple[tuple[int, int], ...]
    entries: tuple[int, ...]
    codes: tuple[str, ...]
    cases: tuple[str, ...]
    since: datetime


def kept_from(session: Session, *, viewer: Viewer) -> Kept | None:
    """None for whoever has no tie in a cup that is running, which is the rule."""
    running = session.exec(select(Edition).where(col(Edition.released_at).is_(None))).all()
    ties = {edition.id or 0: hidden_from(session, edition=edition, viewer=viewer) for edition in running}
    tied = [edition for edition in running if ties[edition.id or 0]]
    if not tied:
        return None
    pairs = [(edition, organisation) for edition, hidden in ties.items() for organisation in sorted(hidden)]
    theirs = or_(*(and_(col(Entry.edition_id) == one, col(Entry.organisation_id) == other) for one, other in pairs))
    rows = session.exec(select(Entry.id, Entry.code, Case.code).join(Case).where(theirs)).all()
    return Kept(
        years=tuple(str(edition.year) for edition in tied),
        organisations=tuple(pairs),
        entries=tuple(entry or 0 for entry, _, _ in rows),
        codes=tuple(code for _, code, _ in rows),
        cases=tuple(case for _, _, case in rows),
        since=min(edition.created_at for edition in tied),
    )


def events_shown(kept: Kept | None) -> list[ColumnElement[bool]]:
    """Which rows of the audit trail may be read."""
    if kept is None:
        return []
    thing, number = col(AuditEvent.object_type), col(AuditEvent.object_id)
    cards = select(cast(Scorecard.id, String)).where(col(Scorecard.entry_id).in_(kept.entries))
    ties = select(cast(Conflict.id, String)).where(
        or_(
            *(
                and_(col(Conflict.edition_id) == one, col(Conflict.organisation_id) == it)
                for one, it in kept.organisations
            )
        )
    )
    media = select(Media.public_id).join(Case).where(col(Case.code).in_(kept.cases))
    jobs = select(cast(Job.id, String)).where(_job_hidden(kept))
    mails = select(cast(MailMessage.id, String)).where(_mail_hidden(kept))
    hidden = [
        and_(thing == "entry", number.in_(kept.codes)),
        and_(thing == "card", number.in_(cards)),
        and_(thing == "conflict", number.in_(ties)),
        and_(thing == "edition", number.in_(kept.years), col(AuditEvent.verb).in_(_OF_ALL_ENTRIES)),
        and_(thing == "case", number.in_(kept.cases)),
        and_(thing == "media", number.in_(media)),
        and_(thing == "job", number.in_(jobs)),
        and_(thing == "mail", number.in_(mails)),
        *(and_(thing == "case_section", number.startswith(f"{case}/")) for case in kept.cases),
    ]
    return [not_(or_(*hidden))]


def mails_shown(kept: Kept | None) -> list[ColumnElement[bool]]:
    """Which mails may be read."""
    return [not_(_mail_hidden(kept))] if kept else []


def _mail_hidden(kept: Kept) -> ColumnElement[bool]:
    kind, text = col(MailMessage.kind), col(MailMessage.text)
    named = (text.contains(f"/{code}", autoescape=True) for code in (*kept.codes, *kept.cases))
    return or_(and_(_kind_hidden(kind), col(MailMessage.created_at) >= kept.since), *named)


def _kind_hidden(kind: Mapped[str]) -> ColumnElement[bool]:
    of_cup = and_(kind.startswith("cup_", autoescape=True), kind.not_in(_PLAIN_MAILS))
    return or_(of_cup, kind == "daily_digest")


def jobs_shown(kept: Kept | None) -> list[ColumnElement[bool]]:
    """Which jobs may be seen."""
    return [not_(_job_hidden(kept))] if kept else []


def _job_hidden(kept: Kept) -> ColumnElement[bool]:
    payload, kind = col(Job.payload), col(Job.kind)
    codes = (*kept.codes, *kept.cases)
    named = or_(*(col(Notification.path).contains(f"/{code}", autoescape=True) for code in codes))
    told = select(Notification.id).where(
        or_(and_(_kind_hidden(col(Notification.kind)), col(Notification.at) >= kept.since), named)
    )
    mails = select(MailMessage.id).where(_mail_hidden(kept))
    return or_(
        and_(kind.in_(_JOBS), col(Job.created_at) >= kept.since),
        and_(kind == "mail_notification", func.coalesce(payload["notification_id"].as_integer(), 0).in_(told)),
        and_(kind == "mail_deliver", func.coalesce(payload["message_id"].as_integer(), 0).in_(mails)),
        and_(kind.in_(("pdf_make", "pdf_forget")), func.coalesce(payload["code"].as_string(), "").in_(kept.cases)),
    )


def undecided(session: Session, events: Iterable[AuditEvent]) -> set[int]:
    """Which of these events tell scores or decisions of a cup whose results are not out: their values stay hidden."""
    told = [event for event in events if SECRET_VALUES & (event.before.keys() | event.after.keys())]
    numbers = [int(event.object_id) for event in told if event.object_type == "card"]
    codes = [event.object_id for event in told if event.object_type == "entry"]
    if not (numbers or codes):
        return set()
    query = (
        select(Entry.code, Scorecard.id)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .join(Scorecard, and_(col(Scorecard.entry_id) == Entry.id, col(Scorecard.id).in_(numbers)), isouter=True)
        .where(col(Edition.released_at).is_(None), or_(col(Entry.code).in_(codes), col(Scorecard.id).in_(numbers)))
    )
    found = session.exec(query).all()
    running = {("entry", code) for code, _ in found} | {("card", str(card)) for _, card in found}
    return {event.id or 0 for event in told if (event.object_type, event.object_id) in running}
