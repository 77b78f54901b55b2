"""What the numbers of the board mean, in plain words. The thresholds and where they come from: docs/cup-results.md."""

from collections.abc import Mapping
from typing import Any

from app.content.text import N_
from app.domain.cup.board import JurorLine

# A sentence marked for translation, with what fills it.
Sentence = tuple[str, dict[str, Any]]

# At least so much of alpha (the last for all below), and what it says.
ALPHA: tuple[tuple[float, str], ...] = (
    (0.8, N_("The jurors agree well: alpha %(alpha)s. The order can be relied on.")),
    (0.667, N_("The jurors agree fairly: alpha %(alpha)s. The order holds roughly; talk about entries near the line.")),
    (0.4, N_("The jurors agree moderately: alpha %(alpha)s. The order is a beginning for your talks, not their end.")),
    (0.0, N_("The jurors agree little: alpha %(alpha)s. Talk about every entry; the order alone decides nothing.")),
    (-9.0, N_("The jurors disagree more than by chance: alpha %(alpha)s. Ask whether they read the criteria alike.")),
)
CONSISTENCY: tuple[tuple[float, str], ...] = (
    (0.9, N_("On the %(entries)s entries that all of them scored, they see the same differences: C1 %(c1)s.")),
    (0.75, N_("On the %(entries)s entries that all of them scored, they see mostly the same differences: C1 %(c1)s.")),
    (0.5, N_("On the %(entries)s entries that all of them scored, they see partly the same differences: C1 %(c1)s.")),
    (-9.0, N_("On the %(entries)s entries that all of them scored, they see different things: C1 %(c1)s.")),
)
# By how much C1 is above A1.
SEVERITY: tuple[tuple[float, str], ...] = (
    (0.15, N_("They differ much in severity: with it, agreement is only A1 %(a1)s. The calibration takes this out.")),
    (0.05, N_("They differ somewhat in severity: with it, agreement is A1 %(a1)s. The calibration takes this out.")),
    (-9.0, N_("They are about equally severe: A1 %(a1)s is nearly the same.")),
)
CHANCE: tuple[tuple[float, str], ...] = (
    (0.95, N_("almost certainly")),
    (0.75, N_("probably")),
    (0.25, N_("open")),
    (0.05, N_("probably not")),
    (0.0, N_("hardly")),
)
# Points of 100 by which a juror differs before it is worth a word.
WORTH_A_WORD = 2.0


def _said(table: tuple[tuple[float, str], ...], value: float) -> str:
    return next((words for least, words in table if value >= least), table[-1][1])


def agreement_words(results: Mapping[str, Any]) -> list[Sentence]:
    """How far the jurors agree: alpha, then consistency and severity where all scored the same entries."""
    found = results.get("agreement") or {}
    if not found:
        return []
    said: list[Sentence] = []
    if found["alpha"] is None:
        said.append((N_("Too few entries have two scorecards to say how far the jurors agree."), {}))
    else:
        said.append((_said(ALPHA, found["alpha"]), {"alpha": found["alpha"]}))
    if found["c1"] is not None:
        said.append((_said(CONSISTENCY, found["c1"]), {"c1": found["c1"], "entries": found["complete"]}))
        said.append((_said(SEVERITY, found["c1"] - found["a1"]), {"a1": found["a1"]}))
    if found["variances"] and not found["variances"][0]:
        said.append((N_("The differences between entries are no larger than chance would make them."), {}))
    if rasch := results.get("rasch"):
        message = N_("Level by level (Rasch), entries are told apart with a reliability of %(reliability)s.")
        said.append((message, {"reliability": rasch["reliability"]}))
    return said


def chance_word(chance: float) -> str:
    """Whether an entry is among the winners, in a word."""
    return _said(CHANCE, chance)


def juror_words(juror: JurorLine) -> list[Sentence]:
    """How a juror compares, and whether to talk with them."""
    said: list[Sentence] = []
    if not juror.corrected:
        said.append((N_("Too few scorecards to say how severe they are; nothing is corrected."), {}))
    elif juror.offset >= WORTH_A_WORD:
        said.append((N_("Gives %(points)s points more than the others; taken out."), {"points": juror.offset}))
    elif juror.offset <= -WORTH_A_WORD:
        said.append((N_("Gives %(points)s points less than the others; taken out."), {"points": -juror.offset}))
    else:
        said.append((N_("As severe as the others."), {}))
    if juror.is_erratic:
        said.append((N_("Often sees it otherwise than the others: talk with them about their scorecards."), {}))
    return said


PROBLEMS: dict[str, str] = {
    "no_scores": N_("No scorecard has been handed in yet."),
    "nothing_to_compare": N_(
        "There is nothing to compare: it takes two entries, and one that two jurors scored. The order is that of the"
        " raw means."
    ),
    "not_connected": N_(
        "The jury falls apart into groups that share no entry, so nobody can tell better entries from milder jurors."
        " The order is that of the raw means. One more scorecard helps: let a juror of each group read an entry of"
        " another."
    ),
}
