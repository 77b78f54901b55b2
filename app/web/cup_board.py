"""The board as its page draws it: numbers as the reader writes them, rows as lines of text, the dots of the plot.

A board may have five hundred rows, so that everything is made ready here, once each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from typing import Any, NamedTuple

from babel.numbers import get_decimal_symbol

from app.domain.cup.awards import RESULTS
from app.domain.cup.board import Board, Row
from app.domain.cup.board_words import Sentence, chance_word
from app.i18n import locale, territories, translate
from app.models.entries import EntryState
from app.web.cup_words import EditionWords

NOTHING = "–"
# More rows than this are drawn small, without their titles.
MANY = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """The view box of a plot. `left` is where its bars begin, `drop` how far they stand below their titles."""

    width: int
    left: int
    margin: int
    step: int
    drop: int
    title: int


# Titles beside the bars, or, where the page is narrow, above them.
WIDE = Frame(width=760, left=260, margin=40, step=20, drop=0, title=38)
NARROW = Frame(width=340, left=14, margin=14, step=36, drop=16, title=46)


class Line(NamedTuple):
    """One row of the table, in words. `ticked` is the value of its box: code and the version that was seen."""

    code: str
    rank: str
    title: str
    lang: str
    organisation: str
    country: str
    quality: str
    margin: str
    raw: str
    chance: str
    chance_word: str
    learning: str
    spread: str
    lowest: str
    highest: str
    cards: str
    shortlisted: bool
    anchor: bool
    decision: str
    whole: bool
    checked: bool
    above: bool
    last_above: bool
    ticked: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A label of the plot and where it stands."""

    y: float
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Paths in the units of the view box; `line` is the height of the line after the places, None without one."""

    left: int
    width: int
    height: int
    margins: str
    dots: str
    raws: str
    line: float | None
    ticks: list[tuple[float, str]]
    labels: list[Dot]


@cache
def _point(language: str) -> str:
    return get_decimal_symbol(locale(language))


def figure(value: float | None, language: str, digits: int = 1) -> str:
    """A number with so many digits, always all of them, so that columns line up."""
    if value is None:
        return NOTHING
    text = f"{value:.{digits}f}".replace(".", _point(language))
    return text.replace("-", "−")


def percent(chance: float | None) -> str:
    """Nothing is certain: neither 0 nor 100 %."""
    if chance is None:
        return NOTHING
    return "< 1 %" if chance < 0.005 else "> 99 %" if chance > 0.995 else f"{chance * 100:.0f} %"


def lines(rows: Sequence[Row], board: Board, language: str, words: EditionWords) -> list[Line]:
    countries, said = territories(language), _decisions(words, language)
    last = max((row.rank for row in board.rows if row.rank and row.above), default=0)
    chances = {word: translate(language, word) for word in {chance_word(step / 100) for step in range(101)}}
    return [_line(row, language, countries, said, chances, row.rank == last) for row in rows]


def _line(
    row: Row,
    language: str,
    countries: Mapping[str, str],
    said: Mapping[str, str],
    chances: Mapping[str, str],
    last: bool,
) -> Line:
    numbers, parked = row.numbers, row.decision
    quality, chance = numbers.get("quality"), numbers.get("chance")
    return Line(
        code=row.code,
        rank=str(row.rank or NOTHING),
        title=row.title,
        lang=row.language,
        organisation=row.organisation,
        country=countries.get(row.country, row.country),
        quality=figure(quality, language),
        margin=f"± {figure(numbers['margin'], language)}" if quality is not None else "",
        raw=figure(numbers.get("raw"), language),
        chance=percent(chance),
        chance_word=chances[chance_word(chance)] if chance is not None else "",
        learning=figure(numbers.get("learning"), language),
        spread=figure(row.spread, language) if row.rank else NOTHING,
        lowest=figure(numbers.get("lowest"), language, 0),
        highest=figure(numbers.get("highest"), language, 0),
        cards=str(numbers.get("cards", 0)),
        shortlisted=row.state is EntryState.SHORTLISTED,
        anchor=row.anchor,
        decision=said.get(parked.award, parked.award) if parked else "",
        whole=bool(parked and parked.whole),
        checked=bool(parked and parked.checked),
        above=row.above,
        last_above=last,
        ticked=f"{row.code}:{parked.row_version if parked else 0}",
    )


def _decisions(words: EditionWords, language: str) -> dict[str, str]:
    """What an award is called, by its key; "" is none."""
    return dict(award_options(words, language))


def award_options(words: EditionWords, language: str) -> list[tuple[str, str]]:
    """The awards to choose from, the last for those that get none."""
    named = [
        (award["key"], words.of(award["texts"], "name").text or translate(language, RESULTS[award["result"]]))
        for award in words.edition.awards
    ]
    return [*named, ("", translate(language, "No award"))]


def plots(rows: Sequence[Row]) -> list[tuple[str, Plot]]:
    """The same plot for wide and for narrow pages, of which one is shown, each with its name."""
    drawn = [(name, plot(rows, frame)) for name, frame in (("wide", WIDE), ("narrow", NARROW))]
    return [(name, one) for name, one in drawn if one is not None]


def plot(rows: Sequence[Row], frame: Frame = WIDE) -> Plot | None:
    """Quality with its margin, and the raw mean, of all scored rows from the best down; None for fewer than two."""
    drawn = [row for row in rows if row.rank]
    if len(drawn) < 2:
        return None
    many = len(drawn) > MANY
    step, drop, left = (6, 0, frame.margin) if many else (frame.step, frame.drop, frame.left)
    low, high = _range(drawn)

    def at(value: float) -> float:
        return round(left + (frame.width - left - 16) * (value - low) / (high - low), 1)

    places = [(row, 24 + drop + step * place) for place, row in enumerate(drawn)]
    calibrated = [(row, y) for row, y in places if row.numbers["quality"] is not None]
    above = [y for row, y in places if row.above]
    half = min(step, WIDE.step) / 4
    spans = [(at(_end(row, -1)), at(_end(row, 1)), y) for row, y in calibrated]
    return Plot(
        left,
        frame.width,
        24 + step * len(drawn),
        "".join(f"M{start} {y}H{end}" for start, end, y in spans),
        "".join(f"M{at(row.numbers['quality'])} {y}h0" for row, y in calibrated),
        "".join(f"M{at(row.numbers['raw'])} {y - half}v{2 * half}" for row, y in places),
        max(above) + (step - drop) / 2 if above and len(above) < len(drawn) else None,
        [(at(value), str(value)) for value in range(int(low), int(high) + 1, 10)],
        [] if many else [Dot(y - drop, row.code, _short(f"{row.rank}. {row.title}", frame.title)) for row, y in places],
    )


def _end(row: Row, side: int) -> float:
    return float(row.numbers["quality"] + side * row.numbers["margin"])


def _range(rows: Sequence[Row]) -> tuple[float, float]:
    """Whole tens that hold all dots with their margins."""
    values = [row.numbers["raw"] for row in rows]
    values += [_end(row, side) for row in rows if row.numbers["quality"] is not None for side in (-1, 1)]
    low = floor(min(values) / 10) * 10
    return low, max(ceil(max(values) / 10) * 10, low + 10)


def _short(title: str, most: int) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"


def said(sentence: Sentence, language: str) -> str:
    """A sentence of `board_words` with its numbers as the reader writes them."""
    message, params = sentence
    shown: dict[str, Any] = {
        name: figure(value, language, 1 if name == "points" else 2) if isinstance(value, float) else value
        for name, value in params.items()
    }
    return translate(language, message, **shown)
