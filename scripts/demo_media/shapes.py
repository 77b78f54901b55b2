"""The shapes that the drawings share, as pieces of SVG. Lengths are in pixels of a 1280 by 853 sheet."""

from collections.abc import Sequence
from math import cos, pi, sin
from random import Random

WIDTH, HEIGHT = 1280, 853

INK, CREAM, PAPER = "#243447", "#F7EBD3", "#FFF8EA"
SKY, DAWN, SUN = "#CFE4DD", "#F9E2B8", "#F3B53F"
OCHRE, CLAY, BRICK, ROSE = "#DB9330", "#C65F3B", "#9B4030", "#D9848B"
MOSS, LEAF, DEEP, NIGHT = "#93B257", "#4F9150", "#2C6549", "#1F4A3A"
TEAL, MIST, INDIGO, PLUM = "#2F7F7C", "#8FB9B3", "#30427A", "#6E3C66"
WOOD, EARTH, SAND, TIN = "#7B4F2E", "#A9713F", "#E3C38D", "#B9C4C4"
SKINS = ("#8A5A3B", "#6B4128", "#A87149", "#55321F")

Point = tuple[float, float]


def path(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {more}/>'


def line(d: str, colour: str, width: float) -> str:
    style = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" {style}/>'


def rect(x: float, y: float, width: float, height: float, fill: str, *, r: float = 0) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{r}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}" {more}/>'


def disc(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    return oval(x, y, r, r, fill, more)


def placed(x: float, y: float, scale: float, *parts: str, turn: float = 0, flip: bool = False) -> str:
    across = -scale if flip else scale
    return f'<g transform="translate({x} {y}) rotate({turn}) scale({across} {scale})">{"".join(parts)}</g>'


def words(x: float, y: float, size: float, text: str, fill: str, *, anchor: str = "middle", bold: bool = True) -> str:
    weight = "bold" if bold else "normal"
    font = f'font-family="DejaVu Sans" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {font} fill="{fill}">{text}</text>'


def sky(top: str = SKY, bottom: str = DAWN) -> str:
    stops = f'<stop offset="0" stop-color="{top}"/><stop offset="0.75" stop-color="{bottom}"/>'
    gradient = f'<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient>'
    return f"<defs>{gradient}</defs>" + rect(0, 0, WIDTH, HEIGHT, "url(#sky)")


def sun(x: float, y: float, r: float) -> str:
    return (
        disc(x, y, r * 1.75, SUN, 'opacity="0.18"') + disc(x, y, r * 1.35, SUN, 'opacity="0.28"') + disc(x, y, r, SUN)
    )


def smooth(points: Sequence[Point]) -> str:
    """A curve through all points (Catmull-Rom, as cubic Béziers)."""
    ends = [points[0], *points, points[-1]]
    d = f"M{points[0][0]} {points[0][1]}"
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        d += f" C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f} {end[0]} {end[1]}"
    return d


def ridge(heights: Sequence[float], fill: str) -> str:
    """Hills from edge to edge, down to the bottom; `heights` are the places of the crest from the top."""
    step = (WIDTH + 80) / (len(heights) - 1)
    crest = smooth([(-40 + step * place, height) for place, height in enumerate(heights)])
    return path(f"{crest} L{WIDTH + 40} {HEIGHT} L-40 {HEIGHT} Z", fill)


def rows_of(fill: str, *, left: float, top: float, right: float, bottom: float, count: int, bow: float = 26) -> str:
    """Rows of plants or furrows, closer together towards the back."""
    drawn = ""
    for number in range(count):
        y = top + (bottom - top) * (number / (count - 1)) ** 1.35
        width = 5 + 9 * number / count
        drawn += line(f"M{left} {y:.0f} Q{(left + right) / 2} {y - bow:.0f} {right} {y:.0f}", fill, round(width, 1))
    return drawn


def person(
    x: float,
    y: float,
    height: float,
    *,
    coat: str,
    skirt: str = "",
    skin: str = SKINS[0],
    hat: str = "",
    scarf: str = "",
    arm: str = "down",
    flip: bool = False,
) -> str:
    """Somebody standing on (x, y). `arm`: down, out (pointing), up (carrying on the head)."""
    arms = {
        "down": line("M-15 -68 L-21 -44", coat, 9) + line("M15 -68 L21 -44", coat, 9),
        "out": line("M-15 -68 L-21 -44", coat, 9) + line("M14 -68 L42 -76", coat, 9) + disc(46, -77, 5, skin),
        "up": line("M-14 -68 L-26 -92 L-14 -112", coat, 9) + line("M14 -68 L26 -92 L14 -112", coat, 9),
    }[arm]
    low = (
        path("M-15 -50 L15 -50 L27 -3 Q0 3 -27 -3 Z", skirt)
        if skirt
        else rect(-13, -36, 11, 36, INK, r=3) + rect(2, -36, 11, 36, INK, r=3)
    )
    head = rect(-4, -84, 8, 12, skin) + disc(0, -90, 11.5, skin)
    body = path("M-17 -70 Q0 -82 17 -70 L18 -32 Q0 -28 -18 -32 Z", coat)
    return placed(x, y, height / 105, low, body, arms, head, _headwear(hat, scarf), flip=flip)


def _headwear(hat: str, scarf: str) -> str:
    if hat:
        return oval(0, -97, 21, 4.5, hat) + path("M-12 -98 Q-11 -114 0 -114 Q11 -114 12 -98 Z", hat)
    if scarf:
        return path("M-13 -86 Q-15 -104 0 -104 Q15 -104 13 -86 Q6 -96 -13 -86 Z", scarf) + disc(-13, -88, 5, scarf)
    return path("M-12 -89 Q-13 -103 0 -103 Q13 -103 12 -89 Q4 -96 -12 -89 Z", "#1E1A18")


def seated(
    x: float,
    y: float,
    size: float,
    *,
    coat: str,
    skirt: str,
    skin: str,
    hat: str = "",
    scarf: str = "",
    flip: bool = False,
) -> str:
    """Somebody sitting on the ground or on a low stool."""
    lap = path("M-24 -2 Q-28 -30 -12 -34 L20 -34 Q46 -24 44 -2 Z", skirt)
    body = path("M-18 -72 Q0 -84 18 -72 L20 -26 L-20 -26 Z", coat)
    head = rect(-4, -86, 8, 12, skin) + disc(0, -92, 11.5, skin)
    arms = line("M15 -66 L26 -44 L36 -32", coat, 9)
    return placed(x, y, size / 105, lap, body, arms, head, placed(0, -2, 1, _headwear(hat, scarf)), flip=flip)


def sack(x: float, y: float, size: float, fill: str = SAND, band: str = CLAY) -> str:
    body = path("M-34 0 Q-46 -40 -30 -78 Q0 -88 30 -78 Q46 -40 34 0 Q0 8 -34 0 Z", fill)
    tie = path("M-12 -80 L-18 -98 Q0 -90 18 -98 L12 -80 Z", fill) + line("M-14 -82 Q0 -76 14 -82", band, 5)
    return placed(x, y, size / 100, body, tie, line("M-37 -36 Q0 -28 37 -36", band, 6))


def leafy(x: float, y: float, size: float, fill: str, *, count: int = 7, spread: float = 150, rib: str = MOSS) -> str:
    """Long leaves that fan out of one point, as of a plantain or a palm."""
    drawn = ""
    for number in range(count):
        turn = -90 - spread / 2 + spread * number / (count - 1)
        leaf = path("M0 0 Q34 -26 104 -6 Q52 24 0 0 Z", fill) + line("M0 0 Q44 -4 98 -5", rib, 2.5)
        drawn += placed(x, y, size / 100, leaf, turn=round(turn, 1))
    return drawn


def plantain(x: float, y: float, size: float, fill: str = LEAF) -> str:
    trunk = path(
        f"M{x - size * 0.07} {y} L{x - size * 0.04} {y - size} L{x + size * 0.04} {y - size} L{x + size * 0.07} {y} Z",
        MOSS,
    )
    fruit = "".join(
        placed(
            x + size * 0.13,
            y - size * (0.9 - 0.09 * row),
            size / 170,
            path("M-16 0 Q0 16 16 0 Q8 -7 0 -5 Q-8 -7 -16 0 Z", "#D8C24A"),
        )
        for row in range(4)
    )
    stem = line(
        f"M{x} {y - size} Q{x + size * 0.16} {y - size * 1.05} {x + size * 0.13} {y - size * 0.6}", DEEP, size / 40
    )
    return trunk + stem + fruit + leafy(x, y - size, size * 0.95, fill)


def scattered(seed: int, count: int, box: tuple[float, float, float, float]) -> list[Point]:
    """The same points at every run."""
    random = Random(seed)
    return [(round(random.uniform(box[0], box[2])), round(random.uniform(box[1], box[3]))) for _ in range(count)]


def ring(x: float, y: float, rx: float, ry: float, count: int, start: float = 0) -> list[Point]:
    turns = (start + 2 * pi * number / count for number in range(count))
    return [(round(x + rx * cos(turn)), round(y + ry * sin(turn))) for turn in turns]


def framed(*parts: str) -> str:
    """The whole sheet with the poster's border."""
    edge = f'x="13" y="13" width="{WIDTH - 26}" height="{HEIGHT - 26}" rx="10"'
    border = f'<rect {edge} fill="none" stroke="{CREAM}" stroke-width="26"/>'
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}{border}</svg>'
