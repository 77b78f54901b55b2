"""What is in the way of releasing the results of an edition, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, func, select

from app.content.text import N_
from app.domain.cases.telling import coordinators
from app.domain.cup.board import is_whole
from app.domain.cup.calculating import IN_JUDGING, is_stale, latest
from app.domain.cup.conflicts import binding_ties
from app.domain.cup.phases import rights_now
from app.domain.cup.telling import OPEN_CARDS
from app.models.cup import Edition, Phase
from app.models.entries import Decision, Entry, EntryState
from app.models.jury import Scorecard
from app.models.organisations import Organisation

S = EntryState
# Whether these take part is not decided yet.
_UNDECIDED = (S.SUBMITTED, S.TO_COMPLETE, S.APPEAL)


@dataclass(frozen=True, slots=True)
class Concerned:
    """An entry that something is missing of."""

    code: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A sentence marked for translation with what fills it; `route` names the page of the edition where it is mended,
    `entry_route` that of each entry concerned.

    `acceptable`: it may stay so, if a coordinator says why.
    """

    kind: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    route: str = "cup_board"
    entries: tuple[Concerned, ...] = ()
    acceptable: bool = False
    entry_route: str = "cup_board_entry"


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    decision: Decision | None
    concerned: Concerned


def obstacles(session: Session, *, edition: Edition) -> list[Obstacle]:
    """Everything at once, for those who may know of all entries; empty when nothing is in the way."""
    rows = _rows(session, edition)
    judged = [row for row in rows if row.entry.state in IN_JUDGING]
    return [
        *_phase(edition),
        *_undecided(rows),
        *_nothing_judged(judged),
        *_round(session, edition),
        *_decisions(judged),
        *_awards(edition, judged),
        *_checked(session, edition, judged),
        *_calculation(session, edition),
        *_cards(session, edition),
        *_places(edition, judged),
        *_consents(judged),
    ]


def _rows(session: Session, edition: Edition) -> list[_Row]:
    query = (
        select(Entry, Decision, Organisation.name)
        .join(Decision, col(Decision.entry_id) == Entry.id, isouter=True)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .where(Entry.edition_id == edition.id, col(Entry.state).in_((*_UNDECIDED, *IN_JUDGING)))
        .order_by(col(Organisation.name), col(Entry.id))
    )
    return [_Row(entry, decision, Concerned(entry.code, name)) for entry, decision, name in session.exec(query).all()]


def _some(rows: Iterable[_Row]) -> tuple[Concerned, ...]:
    return tuple(row.concerned for row in rows)


def _listed(
    kind: str, message: str, rows: Sequence[_Row], route: str = "cup_board", *, acceptable: bool = False
) -> list[Obstacle]:
    if not rows:
        return []
    return [Obstacle(kind, message, {"count": len(rows)}, route, _some(rows), acceptable)]


def _phase(edition: Edition) -> list[Obstacle]:
    if edition.phase is Phase.DELIBERATION:
        return []
    return [Obstacle("phase", N_("Results are released while the jury deliberates."), route="cup_run")]


def _nothing_judged(judged: Sequence[_Row]) -> list[Obstacle]:
    return [] if judged else [Obstacle("nothing", N_("No entry takes part."), route="cup_run")]


def _undecided(rows: Sequence[_Row]) -> list[Obstacle]:
    open_rows = [row for row in rows if row.entry.state in _UNDECIDED]
    message = N_("Whether they can take part is not decided yet: %(count)s.")
    return [
        replace(one, entry_route="cup_entry_run") for one in _listed("undecided", message, open_rows, "cup_screening")
    ]


def _round(session: Session, edition: Edition) -> list[Obstacle]:
    if edition.phase is not Phase.DELIBERATION or not rights_now(session, edition).score:
        return []
    return [Obstacle("round", N_("The second round is still going on. End it first."))]


def _decisions(judged: Sequence[_Row]) -> list[Obstacle]:
    lacking = [row for row in judged if row.decision is None]
    without_feedback = [
        row for row in judged if row.decision and not is_whole(row.decision.strengths, row.decision.next_step)
    ]
    feedback = N_("The feedback is not complete, two strengths and a next step: %(count)s.")
    return [
        *_listed("decision", N_("Nothing was decided about them yet: %(count)s."), lacking),
        *_listed("feedback", feedback, without_feedback),
    ]


def _awards(edition: Edition, judged: Sequence[_Row]) -> list[Obstacle]:
    """A prize was given that the edition does not have, or has under another name."""
    results = {award["key"]: award["result"] for award in edition.awards}
    wrong = [row for row in judged if row.decision and results.get(row.decision.award, "") != row.decision.result]
    return _listed("award", N_("The award does not fit the result: %(count)s."), wrong)


def _checked(session: Session, edition: Edition, judged: Sequence[_Row]) -> list[Obstacle]:
    open_rows = [row for row in judged if row.decision and not _is_checked(row.decision)]
    if not open_rows:
        return []
    if len(deciders(session, edition)) > 1:
        return _listed("checked", N_("No second person has checked them: %(count)s."), open_rows)
    message = N_("No second person has checked them, and you are the only one without a tie: %(count)s.")
    return _listed("checked", message, open_rows, acceptable=True)


def _is_checked(decision: Decision) -> bool:
    return decision.checked_at is not None and decision.checked_by_id != decision.parked_by_id


def deciders(session: Session, edition: Edition) -> set[int]:
    """The coordinators who have no tie with any organisation in the edition."""
    people = set(coordinators(session))
    return people - {tie.user_id for tie in binding_ties(session, edition=edition, user_ids=people)}


def _calculation(session: Session, edition: Edition) -> list[Obstacle]:
    newest = latest(session, edition=edition, round=edition.round)
    if newest is None:
        return [Obstacle("calculation", N_("The results were not calculated yet."))]
    if is_stale(session, edition=edition, calculation=newest):
        return [Obstacle("calculation", N_("Scorecards have changed since the results were calculated."))]
    return []


def _cards(session: Session, edition: Edition) -> list[Obstacle]:
    query = (
        select(func.count())
        .select_from(Scorecard)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .where(
            Scorecard.edition_id == edition.id,
            Scorecard.round == edition.round,
            col(Scorecard.state).in_(OPEN_CARDS),
            col(Entry.state).in_(IN_JUDGING),
        )
    )
    count = session.exec(query).one()
    if not count:
        return []
    message = N_("Scorecards that were not handed in and do not count: %(count)s.")
    return [Obstacle("cards", message, {"count": count}, "cup_progress", acceptable=True)]


def _places(edition: Edition, judged: Sequence[_Row]) -> list[Obstacle]:
    """More or fewer awards than the edition has promised."""
    given: dict[str, int] = {}
    for row in judged:
        if row.decision and row.decision.award:
            given[row.decision.award] = given.get(row.decision.award, 0) + 1
    return [
        _place(edition, award, given.get(award["key"], 0))
        for award in edition.awards
        if given.get(award["key"], 0) != award["places"]
    ]


def _place(edition: Edition, award: Mapping[str, Any], given: int) -> Obstacle:
    message = (
        N_("“%(award)s” is given more often than it has places: %(given)s of %(places)s.")
        if given > award["places"]
        else N_("“%(award)s” is not given to all its places: %(given)s of %(places)s.")
    )
    name = award["texts"].get(edition.language, {}).get("name", "")
    params = {"award": name, "given": given, "places": award["places"]}
    return Obstacle(f"places:{award['key']}:{given}", message, params, acceptable=True)


def _consents(judged: Sequence[_Row]) -> list[Obstacle]:
    """Nothing becomes public without the organisation's word."""
    lacking = [row for row in judged if row.entry.consent_at is None]
    message = N_("Their organisation does not agree any more; their experience does not become public: %(count)s.")
    return _listed("consent", message, lacking, acceptable=True)
