"""The criteria of an edition: written, translated, and frozen once somebody has scored with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from app.content.text import N_, one_line
from app.domain.cup.versions import begin_change, keep_change
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cup import Criterion, Edition
from app.models.jury import Scorecard
from app.models.types import new_code

MOST, LEAST_LEVELS, HEAVIEST = 15, 3, 1000
# The names under which forms hold the levels, the lowest first.
LEVEL_FIELDS = ("level_zero", "level_one", "level_two", "level_three", "level_four")
NAME, ASKS, LEVEL = 80, 300, 500
FROZEN = N_("Jurors have already scored with these criteria, so they can no longer be changed.")
TOO_LITTLE_LEARNING = N_(
    "Criteria of learning have to carry more than half of the weight: now it is %(learning)s of %(all)s."
)


@dataclass(frozen=True, slots=True)
class CriterionSaid:
    """A criterion in one language. `levels` are the described behaviours, the lowest first.

    `code` is "" for a new one.
    """

    code: str
    name: str
    asks: str
    weight: int
    learning: bool
    levels: tuple[str, ...]

    def tidied(self) -> "CriterionSaid":
        levels = tuple(one_line(level) for level in self.levels)
        return CriterionSaid(
            self.code, one_line(self.name), one_line(self.asks), self.weight, self.learning, _without_end(levels)
        )


def _without_end(levels: tuple[str, ...]) -> tuple[str, ...]:
    while levels and not levels[-1]:
        levels = levels[:-1]
    return levels


def criteria_of(session: Session, edition: Edition) -> list[Criterion]:
    query = select(Criterion).where(Criterion.edition_id == edition.id)
    return list(session.exec(query.order_by(col(Criterion.position), col(Criterion.id))).all())


def said_in(criterion: Criterion, language: str) -> CriterionSaid:
    words = criterion.texts.get(language, {})
    return CriterionSaid(
        criterion.code,
        words.get("name", ""),
        words.get("asks", ""),
        criterion.weight,
        criterion.learning,
        tuple(level["texts"].get(language, "") for level in criterion.levels),
    )


def is_frozen(session: Session, edition: Edition) -> bool:
    """Whether any scorecard holds a score."""
    scored = select(Scorecard.id).where(Scorecard.edition_id == edition.id, cast(Scorecard.scores, String) != "{}")
    return session.exec(scored.limit(1)).first() is not None


def learning_share(criteria: Sequence[CriterionSaid] | Sequence[Criterion]) -> tuple[int, int]:
    """The weight of the criteria of learning, and of all."""
    return sum(one.weight for one in criteria if one.learning), sum(one.weight for one in criteria)


def is_sound(criteria: Sequence[CriterionSaid] | Sequence[Criterion]) -> bool:
    learning, everything = learning_share(criteria)
    return learning * 2 > everything


def part_of(session: Session, edition: Edition, language: str) -> list[CriterionSaid]:
    return [said_in(criterion, language) for criterion in criteria_of(session, edition)]


def set_criteria(session: Session, *, edition: Edition, by: Viewer, seen: str, said: Sequence[CriterionSaid]) -> None:
    """All criteria, in their order, in the edition's language. Raises Invalid, Conflict once scored, Stale."""
    language = edition.language
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(session, edition, language))
    said = [one.tidied() for one in said]
    _check_unfrozen(session, edition)
    _check(said)
    stored = {criterion.code: criterion for criterion in criteria_of(session, edition)}
    for code in stored.keys() - {one.code for one in said}:
        session.delete(stored[code])
    for position, one in enumerate(said):
        criterion = stored.get(one.code) or Criterion(edition_id=edition.id or 0, code=f"c_{new_code()}")
        criterion.position, criterion.weight, criterion.learning = position, one.weight, one.learning
        _write(criterion, language, one)
        session.add(criterion)
    _note(session, edition, by, language, before)


def translate_criteria(
    session: Session, *, edition: Edition, by: Viewer, seen: str, language: str, said: Sequence[CriterionSaid]
) -> None:
    """The words of criteria in another language; weights and order stay. Raises Invalid, Conflict, Stale."""
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(session, edition, language))
    _check_unfrozen(session, edition)
    by_code = {one.code: one for one in said}
    for place, criterion in enumerate(criteria_of(session, edition)):
        if criterion.code in by_code:
            one = by_code[criterion.code].tidied()
            _check_lengths(place, one)
            _write(criterion, language, one, levels=len(criterion.levels))
            session.add(criterion)
    _note(session, edition, by, language, before)


def _note(session: Session, edition: Edition, by: Viewer, language: str, before: Sequence[CriterionSaid]) -> None:
    keep_change(
        session,
        edition=edition,
        by=by,
        part="criteria",
        language=language,
        before=before,
        after=lambda: part_of(session, edition, language),
        plain=_plain,
    )


def _plain(one: CriterionSaid) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("code", "name", "weight", "learning")}


def _write(criterion: Criterion, language: str, said: CriterionSaid, *, levels: int | None = None) -> None:
    """Set the words of one language. With fewer levels than before the words of the others go with them."""
    criterion.texts = {**criterion.texts, language: {"name": said.name, "asks": said.asks}}
    count = len(said.levels) if levels is None else levels
    known = [level["texts"] for level in criterion.levels]
    criterion.levels = [
        {
            "value": value,
            "texts": {
                **(known[value] if value < len(known) else {}),
                language: said.levels[value] if value < len(said.levels) else "",
            },
        }
        for value in range(count)
    ]


def _check_unfrozen(session: Session, edition: Edition) -> None:
    if is_frozen(session, edition):
        raise Conflict(FROZEN)


def _check(said: Sequence[CriterionSaid]) -> None:
    if not said:
        raise Invalid(N_("At least one criterion is needed."), "criteria")
    if len(said) > MOST:
        raise Invalid(N_("At most %(max_length)s of these."), "criteria", max_length=MOST)
    for place, one in enumerate(said):
        _check_one(place, one)
    if not is_sound(said):
        learning, everything = learning_share(said)
        raise Invalid(TOO_LITTLE_LEARNING, "criteria", learning=learning, all=everything)


def _check_one(place: int, said: CriterionSaid) -> None:
    for name in ("name", "asks"):
        if not getattr(said, name):
            raise Invalid(N_("Please fill this in."), f"criteria-{place}-{name}")
    if not 1 <= said.weight <= HEAVIEST:
        raise Invalid(N_("From %(least)s to %(most)s."), f"criteria-{place}-weight", least=1, most=HEAVIEST)
    empty = next((value for value, level in enumerate(said.levels) if not level), len(said.levels))
    if empty < max(LEAST_LEVELS, len(said.levels)):
        raise Invalid(N_("Please describe what one sees at this level."), f"criteria-{place}-{LEVEL_FIELDS[empty]}")
    _check_lengths(place, said)


def _check_lengths(place: int, said: CriterionSaid) -> None:
    texts = [("name", said.name, NAME), ("asks", said.asks, ASKS)]
    texts += [(name, text, LEVEL) for name, text in zip(LEVEL_FIELDS, said.levels, strict=False)]
    for name, text, longest in texts:
        if len(text) > longest:
            message = N_("Too long: at most %(max_length)s characters.")
            raise Invalid(message, f"criteria-{place}-{name}", max_length=longest)
