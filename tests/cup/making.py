"""Editions, entries, jurors and scorecards for tests, each in one call, with nothing left to chance."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.cup.phases import ORDER, RIGHTS
from app.models.cases import Case, CaseVersion
from app.models.cup import Criterion, Edition, EditionPhase, Phase, Question, QuestionKind
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.organisations import Organisation
from app.models.people import User
from app.models.types import now
from tests.factories import Make, raw_content

DAY = timedelta(days=1)
# Days from the beginning of a phase to that of the next.
LENGTH = 30
CRITERIA: tuple[tuple[str, int, bool], ...] = (("reflection", 3, True), ("transfer", 3, True), ("results", 2, False))


def make_edition(session: Session, *, year: int = 2026, phase: Phase = Phase.CALL_OPEN, **changes: Any) -> Edition:
    """An edition in this phase since ten days, the next one in twenty, with three criteria and two questions."""
    edition = Edition(
        year=year,
        phase=phase,
        language="en",
        texts=changes.pop("texts", {"en": make_texts(year)}),
        languages=changes.pop("languages", ["en", "es", "fr", "pt"]),
        awards=changes.pop("awards", make_awards()),
        **changes,
    )
    session.add(edition)
    session.flush()
    begun = now() - 10 * DAY
    place = ORDER.index(phase)
    for index, each in enumerate(ORDER):
        starts = None if each is Phase.DRAFT else begun + (index - place) * LENGTH * DAY
        session.add(EditionPhase(edition_id=edition.id or 0, phase=each, starts_at=starts, **RIGHTS[each]))
    make_criteria(session, edition)
    make_questions(session, edition)
    session.flush()
    return edition


def make_texts(year: int) -> dict[str, str]:
    return {"title": f"Cup {year}", "theme": "Markets that last", "rules": "One entry each."}


def make_awards() -> list[dict[str, Any]]:
    return [
        {"key": key, "result": key, "places": places, "texts": {"en": {"name": name, "about": ""}}}
        for key, places, name in (("winner", 1, "Winner"), ("finalist", 2, "Finalist"), ("honoured", 3, "Honoured"))
    ]


def make_criteria(session: Session, edition: Edition) -> list[Criterion]:
    """`reflection` and `transfer` (learning, weight 3 each) and `results` (weight 2), levels 0 to 4."""
    criteria = [
        Criterion(
            edition_id=edition.id or 0,
            code=code,
            position=position,
            weight=weight,
            learning=learning,
            texts={"en": {"name": code.capitalize(), "asks": f"What about {code}?"}},
            levels=[{"value": value, "texts": {"en": f"{code.capitalize()} level {value}"}} for value in range(5)],
        )
        for position, (code, weight, learning) in enumerate(CRITERIA)
    ]
    session.add_all(criteria)
    session.flush()
    return criteria


def make_questions(session: Session, edition: Edition) -> list[Question]:
    """A required text of at most 500 characters, and a choice of `yes` or `no`."""
    questions = [
        Question(
            edition_id=edition.id or 0,
            position=0,
            kind=QuestionKind.TEXT,
            required=True,
            limit=500,
            texts={"en": {"label": "Why do you enter?", "help": ""}},
        ),
        Question(
            edition_id=edition.id or 0,
            position=1,
            kind=QuestionKind.CHOICE,
            texts={"en": {"label": "Would you receive visitors?", "help": ""}},
            options=[{"code": "yes", "texts": {"en": "Yes"}}, {"code": "no", "texts": {"en": "No"}}],
        ),
    ]
    session.add_all(questions)
    session.flush()
    return questions


def make_entry(
    session: Session,
    *,
    edition: Edition,
    organisation: Organisation,
    state: EntryState = EntryState.ELIGIBLE,
    case: Case | None = None,
    content: dict[str, dict[str, Any]] | None = None,
    **changes: Any,
) -> Entry:
    """An entry in this state with its draft case; all but a draft have one submission, of this content."""
    content = content if content is not None else raw_content()
    case = case or make_case(session, organisation=organisation, content=content)
    drafted = state is EntryState.DRAFT
    entry = Entry(
        edition_id=edition.id or 0,
        organisation_id=organisation.id or 0,
        case_id=case.id or 0,
        state=state,
        licence=changes.pop("licence", "" if drafted else "cc_by_4"),
        consent_at=changes.pop("consent_at", None if drafted else now()),
        submitted_at=changes.pop("submitted_at", None if drafted else now()),
        **changes,
    )
    session.add(entry)
    session.flush()
    if not drafted:
        make_submission(session, entry=entry, content=content)
    return entry


def make_case(session: Session, *, organisation: Organisation, content: dict[str, dict[str, Any]]) -> Case:
    case = Case(
        organisation_id=organisation.id or 0,
        original_language="en",
        title=content.get("summary", {}).get("title", ""),
        country=content.get("facts", {}).get("country", ""),
        kind=content.get("facts", {}).get("kind", ""),
    )
    session.add(case)
    session.flush()
    session.add(CaseVersion(case_id=case.id or 0, content=content))
    session.flush()
    return case


def make_submission(session: Session, *, entry: Entry, content: dict[str, dict[str, Any]]) -> EntrySubmission:
    """One more submission of an entry, with the entry's present answers."""
    count = session.exec(
        select(func.count()).select_from(EntrySubmission).where(col(EntrySubmission.entry_id) == entry.id)
    ).one()
    submission = EntrySubmission(
        entry_id=entry.id or 0,
        number=count + 1,
        language="en",
        title=content.get("summary", {}).get("title", ""),
        content=content,
        answers=entry.answers,
    )
    session.add(submission)
    session.flush()
    return submission


def make_juror(
    session: Session, *, edition: Edition, user: User, state: JurorState = JurorState.ACCEPTED, **changes: Any
) -> Juror:
    """A member of the jury who reads English and has declared their conflicts."""
    juror = Juror(
        edition_id=edition.id or 0,
        user_id=None if state is JurorState.INVITED else user.id,
        email=user.email or "",
        name=user.name,
        state=state,
        languages=changes.pop("languages", ["en"]),
        conflicts_declared_at=changes.pop("conflicts_declared_at", now()),
        answered_at=changes.pop("answered_at", None if state is JurorState.INVITED else now()),
        **changes,
    )
    session.add(juror)
    session.flush()
    return juror


def make_card(
    session: Session,
    *,
    entry: Entry,
    juror: Juror,
    state: CardState = CardState.ASSIGNED,
    scores: dict[str, int] | None = None,
    **changes: Any,
) -> Scorecard:
    """A scorecard; a final one without `scores` gives every criterion of `CRITERIA` 3."""
    if scores is None:
        scores = {code: 3 for code, _, _ in CRITERIA} if state is CardState.FINAL else {}
    card = Scorecard(
        edition_id=entry.edition_id,
        entry_id=entry.id or 0,
        juror_id=juror.id or 0,
        state=state,
        scores=scores,
        reasons=changes.pop("reasons", dict.fromkeys(scores, "As described.")),
        final_at=changes.pop("final_at", now() if state is CardState.FINAL else None),
        **changes,
    )
    session.add(card)
    session.flush()
    return card


def at_utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def clock(text: str) -> datetime:
    """A time as clocks show it, in whatever zone: "2031-12-04 23:59"."""
    return datetime.fromisoformat(text)


class MakeCup:
    """The same, each committed at once, with the people and organisations they need."""

    def __init__(self, make: Make) -> None:
        self.make, self.database = make, make.services.database

    def edition(self, *, year: int = 2026, phase: Phase = Phase.CALL_OPEN, **changes: Any) -> Edition:
        with self.database.writing() as session:
            return make_edition(session, year=year, phase=phase, **changes)

    def entry(self, edition: Edition, organisation: Organisation | None = None, **changes: Any) -> Entry:
        organisation = organisation or self.make.organisation()
        with self.database.writing() as session:
            return make_entry(session, edition=edition, organisation=organisation, **changes)

    def juror(self, edition: Edition, user: User | None = None, **changes: Any) -> Juror:
        user = user or self.make.user()
        with self.database.writing() as session:
            return make_juror(session, edition=edition, user=user, **changes)

    def card(self, entry: Entry, juror: Juror, **changes: Any) -> Scorecard:
        with self.database.writing() as session:
            return make_card(session, entry=entry, juror=juror, **changes)
