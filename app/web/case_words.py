"""The texts of a version as a page shows them: each says in which language it is, and finds its own direction."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from app.content.text import N_
from app.domain.cases.reading import Reading
from app.domain.terms import TermBook
from app.exports.shapes import Shapes
from app.models.cases import CaseTier


class Answers(dict[str, Any]):
    """What was answered in a section or an item; None for what was not."""

    def __missing__(self, _: str) -> None:
        return None


def answers(data: dict[str, Any]) -> Answers:
    return Answers({name: _answered(value) for name, value in data.items()})


def _answered(value: Any) -> Any:
    return [answers(item) if isinstance(item, dict) else item for item in value] if isinstance(value, list) else value


class Words:
    """`attributes` for the element around a text of a section, `marked` for a text within a sentence of ours."""

    def __init__(self, reading: Reading, page_language: str) -> None:
        self.reading, self.page_language = reading, page_language

    def language(self, section: str) -> str:
        return self.reading.language if section in self.reading.translated else self.reading.case.original_language

    def attributes(self, section: str) -> Markup:
        language = self.language(section)
        foreign = Markup(' lang="{}"').format(language) if language != self.page_language else Markup("")
        return foreign + Markup(' dir="auto"')

    def marked(self, section: str, text: str) -> Markup:
        return Markup("<span{}>{}</span>").format(self.attributes(section), text) if text else Markup("")


def numbers(reading: Reading, words: Words, terms: TermBook, language: str) -> list[dict[str, Any]]:
    """The results as the chart macro wants them; how well a number is known is said in words."""
    return [
        {
            "indicator": words.marked("results", row["indicator"]),
            "before": row.get("before"),
            "after": row.get("after"),
            "unit": words.marked("results", row.get("unit", "")),
            "when": row.get("date", ""),
            "evidence": terms.label("evidence", row["evidence"], language) if row.get("evidence") else "",
            "source": words.marked("results", row.get("source", "")),
        }
        for row in reading.section("results").get("results", ())
        if row.get("indicator")
    ]


def contents(reading: Reading, gallery: Shapes, around: dict[str, bool]) -> list[tuple[str, str]]:
    """(heading, id) of the parts that this page has. `around` says which parts beside the content there are."""
    return [(label, name) for label, name, there in _parts(reading, gallery, around) if there]


def _parts(reading: Reading, gallery: Shapes, around: dict[str, bool]) -> Iterator[tuple[str, str, Any]]:
    def has(section: str, *names: str) -> bool:
        return any(reading.section(section).get(name) for name in names)

    deep = reading.version.tier is CaseTier.SYSTEMATISED
    yield N_("What can be learned"), "learn", deep or has("facts", "benefits", "capabilities", "activities")
    yield N_("The story"), "story", True
    yield N_("Who took part"), "actors", has("actors", "actors", "money_from", "money_to", "time", "inputs")
    yield N_("In numbers"), "numbers", has("results", "results")
    yield N_("What helped, what hindered"), "conditions", has("conditions", "conditions", "matrix")
    yield N_("Difficulties, and looking back"), "voices", has("lessons", "weaknesses", "differently")
    yield N_("Pictures, voices, documents"), "media", gallery
    yield N_("Learn from them"), "offer", has("replication", "offers") or around["contact"]
    yield N_("Does it still work?"), "later", around["later"]
    yield N_("Related experiences"), "related", around["related"] or has("references", "references")
    yield N_("About this text"), "about", True
