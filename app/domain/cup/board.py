"""The deliberation board: entries with what was calculated of them, for the eyes of one coordinator."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from app.domain.cup.access import entries_to_run, still_judged
from app.domain.cup.calculating import IN_JUDGING, latest, results_among
from app.domain.cup.conflicts import hidden_from
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Decision, Entry, EntryState, EntrySubmission
from app.models.jury import Calculation, Juror
from app.models.organisations import Organisation

S = EntryState
SHOWN = (*IN_JUDGING, S.WINNER, S.FINALIST, S.HONOURED)
# An erratic juror: scatters half as much again as usual, or fits the Rasch model as badly as that.
ERRATIC = 1.5
FEWEST_CARDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. `rank` counts from 1 among the scored ones this person sees, by quality; `above` the line.

    Numbers are points of 100, `chance` from 0 to 1, `fair` a level; None where nothing was calculated or scored.
    """

    entry_id: int
    code: str
    state: EntryState
    anchor: bool
    title: str
    language: str
    organisation: str
    country: str
    decision: "Parked | None"
    rank: int | None
    above: bool
    numbers: Mapping[str, Any]
    fair: float | None

    @property
    def spread(self) -> float:
        return float(self.numbers["highest"] - self.numbers["lowest"]) if self.rank else 0.0


@dataclass(frozen=True, slots=True)
class Parked:
    """What the list shows of a decision; `whole` says that its feedback is complete."""

    result: str
    award: str
    whole: bool
    checked: bool
    row_version: int


@dataclass(frozen=True, slots=True)
class JurorLine:
    """One juror: how much more (or less) they give than others, and whether their scores go another way."""

    id: int
    name: str
    cards: int
    offset: float
    corrected: bool
    scatter: float
    infit: float | None
    outfit: float | None

    @property
    def is_erratic(self) -> bool:
        if self.cards < FEWEST_CARDS:
            return False
        return self.scatter > ERRATIC or (self.outfit or 0.0) > ERRATIC


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """How entries of a language did: `offset` is their mean quality less that of all."""

    language: str
    entries: int
    offset: float


@dataclass(frozen=True, slots=True)
class Board:
    """`rows` by rank, those without scores last. `hidden` are the organisations that the viewer is tied to, `judged`
    the entries they have yet to score themselves: if there are any, `results` know only of what they see."""

    calculation: Calculation | None
    results: Mapping[str, Any]
    rows: list[Row]
    jurors: list[JurorLine]
    places: int
    hidden: frozenset[int] = frozenset()
    judged: frozenset[int] = frozenset()

    @property
    def whole(self) -> bool:
        """Nothing was left out for this person: who does not see everything does not decide either."""
        return not self.hidden and not self.judged


def board(session: Session, *, edition: Edition, viewer: Viewer, number: int) -> Board:
    """The board of a round. Whoever has ties, or still scores some entries, gets numbers as if those were not there."""
    hidden = hidden_from(session, edition=edition, viewer=viewer)
    judged = still_judged(session, edition=edition, viewer=viewer)
    found = [row for row in _entries(session, edition, viewer, hidden) if row.id not in judged]
    calculation = latest(session, edition=edition, round=number)
    if calculation is None:
        rows = _rows(found, {"entries": {}, "order": []}, 0, number)
        return Board(None, {}, rows, [], 0, hidden, judged)
    codes = {row.code for row in found} if hidden or judged else None
    results, places = results_among(calculation, codes), calculation.settings["places"]
    rows = _rows(found, results, places, number)
    return Board(calculation, results, rows, _jurors(session, edition, results), places, hidden, judged)


def _entries(session: Session, edition: Edition, viewer: Viewer, hidden: frozenset[int]) -> Sequence[Any]:
    """Everything of the entries in one query, without their texts."""
    newest = (
        select(func.max(EntrySubmission.number))
        .where(col(EntrySubmission.entry_id) == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )
    columns: list[Any] = [
        *(Entry.id, Entry.code, Entry.state, Entry.anchor, EntrySubmission.title, EntrySubmission.language),
        *(Organisation.name, Organisation.country, Decision.result, Decision.award, Decision.strengths),
        *(Decision.next_step, Decision.checked_at, Decision.row_version),
    ]
    query: Any = (
        entries_to_run(session, edition=edition, viewer=viewer, hidden=hidden)
        .where(col(Entry.state).in_(SHOWN))
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .join(EntrySubmission, and_(col(EntrySubmission.entry_id) == Entry.id, col(EntrySubmission.number) == newest))
        .outerjoin(Decision, col(Decision.entry_id) == Entry.id)
        .with_only_columns(*columns)
        .order_by(col(Entry.code))
    )
    return session.execute(query).all()


def _rows(found: Sequence[Any], results: Mapping[str, Any], places: int, number: int) -> list[Row]:
    by_code = {row.code: row for row in found}
    fair = (results.get("rasch") or {}).get("entries", {})
    order = [code for code in results["order"] if code in by_code]
    rows = [
        _row(by_code[code], rank, rank <= places, results["entries"][code], fair.get(code))
        for rank, code in enumerate(order, 1)
    ]
    rest = [row for row in found if row.code not in results["entries"]]
    if number > 1:
        rest = [row for row in rest if row.state is S.SHORTLISTED]
    return rows + [_row(row, None, False, {}, None) for row in rest]


def _row(found: Any, rank: int | None, above: bool, numbers: Mapping[str, Any], fair: float | None) -> Row:
    entry_id, code, state, anchor, title, language, name, country, *parked = found
    result, award, strengths, next_step, checked_at, version = parked
    decision = None
    if version is not None:
        whole = is_whole(strengths, next_step)
        decision = Parked(result, award, whole, checked_at is not None, version)
    return Row(entry_id, code, state, anchor, title, language, name, country, decision, rank, above, numbers, fair)


def is_whole(strengths: Sequence[str], next_step: str) -> bool:
    """Feedback is complete: two strengths and one next step."""
    return len([text for text in strengths if text]) >= 2 and bool(next_step)


def _jurors(session: Session, edition: Edition, results: Mapping[str, Any]) -> list[JurorLine]:
    """The mildest first."""
    query = select(Juror.id, Juror.name).where(Juror.edition_id == edition.id)
    names = {str(juror): name for juror, name in session.exec(query).all()}
    fits = (results.get("rasch") or {}).get("jurors", {})
    lines = [
        JurorLine(
            int(juror),
            names.get(juror, ""),
            line["cards"],
            line["offset"],
            line["corrected"],
            line["scatter"],
            fits.get(juror, {}).get("infit"),
            fits.get(juror, {}).get("outfit"),
        )
        for juror, line in results["jurors"].items()
    ]
    return sorted(lines, key=lambda line: (-line.offset, line.name))


def by_language(rows: Iterable[Row]) -> list[LanguageLine]:
    """Whether entries of one language did better than others: the first thing to ask of a jury of many languages."""
    scored = [(row.language, _level(row)) for row in rows if row.rank]
    if not scored:
        return []
    mean = fmean(level for _, level in scored)
    groups: dict[str, list[float]] = {}
    for language, level in scored:
        groups.setdefault(language, []).append(level)
    return [LanguageLine(code, len(levels), fmean(levels) - mean) for code, levels in sorted(groups.items())]


def _level(row: Row) -> float:
    quality = row.numbers["quality"]
    return float(row.numbers["raw"] if quality is None else quality)


ORDERS = ("quality", "raw", "spread", "chance", "learning")


def ordered(rows: Sequence[Row], order: str) -> list[Row]:
    """By one of ORDERS, the largest first; those without scores last. Equal ones stay in the order of quality."""
    if order == "quality":
        return list(rows)
    scored = [row for row in rows if row.rank]
    key = (lambda row: -row.spread) if order == "spread" else (lambda row: -(row.numbers[order] or 0.0))
    return sorted(scored, key=key) + [row for row in rows if not row.rank]
