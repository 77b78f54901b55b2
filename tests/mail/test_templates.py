"""Each mail that the code asks for has a template, and the template asks for nothing that the code does not give."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import meta

import app
from app.domain.cases.telling import HEARS
from app.i18n import LANGUAGES
from app.mail.rendering import FOLDER, Reader, environment, render

AT_HAND = {"link", "address", "name", "lang", "gettext", "ngettext", "pgettext", "_"}
OF_A_STEP = {"title", "message", "who", "changes"}
OF_THE_VERBS = {"people", "kind", "path", "besides", "to", "language"}


def asked_for() -> Iterator[tuple[str, set[str]]]:
    """(kind, names of its parameters) of every notify() and send_mail() whose kind is written out."""
    for verb in HEARS:
        yield f"case_{verb}", OF_A_STEP
    for path in sorted(Path(app.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name in ("notify", "send_mail"):
                given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
                if isinstance(given.get("kind"), ast.Constant):
                    yield given["kind"].value, set(given) - OF_THE_VERBS


@pytest.mark.parametrize(("kind", "given"), sorted(asked_for(), key=lambda pair: pair[0]))
def test_mail_has_a_template_that_asks_for_no_more_than_it_is_given(kind: str, given: set[str]) -> None:
    source = (FOLDER / f"{kind}.txt").read_text()

    wanted = meta.find_undeclared_variables(environment("en").parse(source)) - AT_HAND

    assert wanted <= given


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_mail_says_something_in_every_language(path: Path, language: str) -> None:
    wanted = meta.find_undeclared_variables(environment(language).parse(path.read_text())) - AT_HAND
    params = {name: sample(name) for name in wanted}

    mail = render(path.stem, reader=Reader(language), base_url="https://x.example", path="/somewhere", params=params)

    assert mail.subject
    assert "\n" not in mail.subject
    assert mail.text.strip() or path.stem == "daily_digest"


SAMPLES: dict[str, object] = {
    **dict.fromkeys(("hours", "days", "more", "count", "appeal", "months"), 2),
    **dict.fromkeys(("phase", "before", "after"), "judging"),
    **dict.fromkeys(("due", "day", "date", "until", "expires", "starts", "ends", "at"), "2026-11-21"),
    "awards": {"en": "First prize"},
    "commitments": [{"text": "Buy a scale", "who": "Rosa", "due": "2026-11-21"}],
    "first_days": ["2026-11-21"],
    "clashes": [{"code": "busy", "name": "Rosa", "starts": "2026-11-21", "ends": "2026-11-23", "most": 0}],
    "paths": ["/learning/answer/key"],
    "news": [],
}


def sample(name: str) -> object:
    """Something of the kind that a parameter of this name holds."""
    return SAMPLES.get(name, "Rosa")
