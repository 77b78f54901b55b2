"""A scorecard as a form: its questions in the juror's language, what was typed, and where two texts differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.content.clean import as_typed
from app.content.text import N_, tidy
from app.domain.cup.cards import STRENGTHS, Written
from app.domain.cup.texts import text_in, word_in
from app.domain.errors import Invalid
from app.forms.bind import Bound
from app.i18n import translate
from app.models.cup import Criterion, Edition
from app.models.jury import Scorecard


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion in the juror's language; `levels` are (score, described behaviour), the lowest first."""

    code: str
    name: str
    asks: str
    learning: bool
    weight: int
    levels: Sequence[tuple[int, str]]

    def level(self, score: int | str) -> str:
        """A score with what it stands for."""
        words = next((words for value, words in self.levels if str(value) == str(score)), "")
        return f"{score}: {words}" if words else str(score)


@dataclass(frozen=True, slots=True)
class Difference:
    """One control of which two texts are there, in words."""

    name: str
    label: str
    mine: str
    theirs: str


def asked_in(criteria: Sequence[Criterion], edition: Edition, language: str) -> list[Asked]:
    original = edition.language
    return [
        Asked(
            one.code,
            text_in(one.texts, "name", language=language, original=original) or one.code,
            text_in(one.texts, "asks", language=language, original=original),
            one.learning,
            one.weight,
            [(level["value"], word_in(level["texts"], language=language, original=original)) for level in one.levels],
        )
        for one in criteria
    ]


def stored_in(card: Scorecard) -> dict[str, str]:
    """Everything on a card by the name of its control."""
    parts: dict[str, Mapping[str, Any]] = {"score": card.scores, "reason": card.reasons, "passage": card.passages}
    values = {f"{part}-{code}": as_typed(value) for part, given in parts.items() for code, value in given.items()}
    values |= {f"strength-{place}": text for place, text in enumerate(card.strengths)}
    return values | {"next_step": card.next_step, "note": card.note}


def written_from(bound: Bound[Any], criteria: Sequence[Asked]) -> Written:
    """Raises Invalid (field "score-CODE") for a score that is no number."""
    codes = [one.code for one in criteria]
    return Written(
        {code: _score(bound, code) for code in codes if bound.value(f"score-{code}").strip()},
        {code: bound.value(f"reason-{code}") for code in codes},
        {code: bound.value(f"passage-{code}") for code in codes},
        [bound.value(f"strength-{place}") for place in range(STRENGTHS)],
        bound.value("next_step"),
        bound.value("note"),
    )


def _score(bound: Bound[Any], code: str) -> int:
    score = bound.number(f"score-{code}")
    if score is None:
        raise Invalid(N_("This score is not on the scale."), f"score-{code}")
    return score


def labels_of(criteria: Sequence[Asked], language: str) -> dict[str, str]:
    """The controls in words, in the order of the form."""
    labels: dict[str, str] = {}
    for one in criteria:
        labels[f"score-{one.code}"] = one.name
        labels[f"reason-{one.code}"] = f"{one.name}, {translate(language, N_('reason'))}"
        labels[f"passage-{one.code}"] = f"{one.name}, {translate(language, N_('passage'))}"
    for place in range(STRENGTHS):
        labels[f"strength-{place}"] = translate(language, N_("Strength %(number)s"), number=place + 1)
    return labels | {
        "next_step": translate(language, N_("One next step")),
        "note": translate(language, N_("Note to the jury")),
    }


def differences(
    mine: Mapping[str, str], theirs: Mapping[str, str], criteria: Sequence[Asked], language: str
) -> list[Difference]:
    """Where what was typed is not what is stored; scores with the level they stand for."""
    scores = {f"score-{one.code}": one for one in criteria}
    found = []
    for name, label in labels_of(criteria, language).items():
        one, other = tidy(mine.get(name, "")), tidy(theirs.get(name, ""))
        if one != other:
            said = [scores[name].level(text) if text and name in scores else text for text in (one, other)]
            found.append(Difference(name, label, *said))
    return found


def chosen(mine: Mapping[str, str], theirs: Mapping[str, str], keep: Mapping[str, str]) -> dict[str, str]:
    """What the juror typed, and of the controls for which they chose it, what is stored."""
    return {**mine, **{name: theirs.get(name, "") for name, which in keep.items() if which == "theirs"}}
