"""Where each country lies on the map of the world, to draw lines between them."""

import re
from functools import cache
from typing import NamedTuple

from app.web.static import STATIC_DIR

_SHAPE = re.compile(r'<path id="([A-Z]{2})" d="([^"]+)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Point(NamedTuple):
    """In the units of app/static/world.svg, 960 by 432."""

    x: float
    y: float


@cache
def centres() -> dict[str, Point]:
    """The middle of the largest piece of each country that the map shows, by its code."""
    text = (STATIC_DIR / "world.svg").read_text(encoding="utf-8")
    return {code: _centre(shape) for code, shape in _SHAPE.findall(text)}


def _centre(shape: str) -> Point:
    """`shape` is pieces of "Mx,yl dx dy dx dy…z"; countries are too far from round for more than a middle."""
    boxes = [_box(piece) for piece in shape.split("M") if piece]
    left, top, right, bottom = max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    return Point(round((left + right) / 2, 1), round((top + bottom) / 2, 1))


def _box(piece: str) -> tuple[float, float, float, float]:
    x, y, *steps = map(float, _NUMBER.findall(piece))
    xs, ys = [x], [y]
    for across, down in zip(steps[::2], steps[1::2], strict=True):
        xs.append(xs[-1] + across)
        ys.append(ys[-1] + down)
    return min(xs), min(ys), max(xs), max(ys)
