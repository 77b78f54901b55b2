"""What an edition begins with that is no copy: texts, awards, questions and criteria in four languages."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from app.models.cup import Criterion, Question, QuestionKind

FILE = Path(__file__).with_name("template.json")
LANGUAGES = ("en", "es", "fr", "pt")


@cache
def _template() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def texts(year: int) -> dict[str, dict[str, str]]:
    return {
        language: {name: words[name].replace("{year}", str(year)) for name in ("title", "theme", "rules")}
        for language, words in _template()["texts"].items()
    }


def awards() -> list[dict[str, Any]]:
    words = _template()["texts"]
    return [
        {
            **award,
            "texts": {
                language: {"name": words[language][award["key"]], "about": words[language][f"{award['key']}_about"]}
                for language in LANGUAGES
            },
        }
        for award in _template()["awards"]
    ]


def pieces(year: int) -> Iterator[dict[str, str]]:
    """Every text as {language: text}."""
    said = _template()
    whole = texts(year)
    yield from ({language: whole[language][name] for language in LANGUAGES} for name in ("title", "theme", "rules"))
    for award in awards():
        yield from ({language: award["texts"][language][name] for language in LANGUAGES} for name in ("name", "about"))
    for one in (*said["questions"], *said["criteria"]):
        yield from ({language: one["texts"][language][name] for language in LANGUAGES} for name in one["texts"]["en"])
        yield from (option["texts"] for option in one.get("options", ()))
        yield from one.get("levels", ())


def questions(edition_id: int) -> list[Question]:
    return [
        Question(
            edition_id=edition_id,
            position=position,
            kind=QuestionKind(said["kind"]),
            required=said["required"],
            limit=said.get("limit"),
            texts=said["texts"],
            options=said.get("options", []),
        )
        for position, said in enumerate(_template()["questions"])
    ]


def criteria(edition_id: int) -> list[Criterion]:
    return [
        Criterion(
            edition_id=edition_id,
            code=said["code"],
            position=position,
            weight=said["weight"],
            learning=said["learning"],
            texts=said["texts"],
            levels=[{"value": value, "texts": words} for value, words in enumerate(said["levels"])],
        )
        for position, said in enumerate(_template()["criteria"])
    ]
