"""The fields of a scorecard: made once for each edition and language with marks for what is written, then filled in.

Eight criteria are some sixty controls, and every juror opens the same ones again and again.
"""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from app.domain.cup.cards import LIMITS
from app.forms.bind import Bound
from app.forms.scorecard import Asked
from app.web.templating import environment

# Characters for private use: `typed_values` could bring them, but only the template's own marks are looked for.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_RADIO = re.compile(r'(<input type="radio" name="([^"]+)" value="([^"]+)"(?: id="[^"]*")?)')


class _Marked(Bound[Any]):
    """Answers for each value with a mark that says which it is."""

    def value(self, name: str) -> str:
        return f"{_OPEN}{name}{_CLOSE}"


Skeleton = list[str]


def skeleton(asked: Sequence[Asked], language: str) -> Skeleton:
    """The fields cut at their marks: text, name, text, name, … text; "name=value" is the tick of a radio button."""
    html = _html(_Marked(), asked, language)
    return _MARK.split(_RADIO.sub(rf"\1{_OPEN}\2=\3{_CLOSE}", html))


def filled_in(cut: Skeleton, bound: Bound[Any]) -> Markup:
    """What `rendered` would give for a form without errors."""
    pieces = [_written(piece, bound) if place % 2 else piece for place, piece in enumerate(cut)]
    return Markup("".join(pieces))  # noqa: S704 - our own HTML, and values escaped below


def _written(mark: str, bound: Bound[Any]) -> str:
    name, is_tick, value = mark.partition("=")
    if is_tick:
        return " checked" if bound.value(name) == value else ""
    return str(escape(bound.value(name)))


def rendered(bound: Bound[Any], asked: Sequence[Asked], language: str) -> Markup:
    return Markup(_html(bound, asked, language))  # noqa: S704 - an escaping template


def _html(bound: Bound[Any], asked: Sequence[Asked], language: str) -> str:
    template = environment(language).get_template("cup_desk/_fields.html")
    return template.render(bound=bound, asked=asked, limits=LIMITS)
