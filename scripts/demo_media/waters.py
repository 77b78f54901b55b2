"""Drawings of water that is shared."""

from demo_media import shapes as s


def _tufts(points: list[s.Point], fill: str) -> str:
    return "".join(
        s.line(f"M{x} {y} L{x - 9} {y - 30} M{x} {y} L{x} {y - 38} M{x} {y} L{x + 9} {y - 30}", fill, 5)
        for x, y in sorted(points, key=lambda point: point[1])
    )


def water_gate() -> str:
    """A sluice between the fields above and those below, and two people with one key."""
    canal = s.path("M560 430 Q600 560 520 853 L900 853 Q720 600 700 430 Z", s.TEAL) + "".join(
        s.line(f"M{x} {y} q26 -12 52 0 q26 12 52 0", s.MIST, 6)
        for x, y in ((585, 500), (600, 690), (640, 745), (575, 790))
    )
    bank = s.path("M470 560 L610 560 L600 640 L450 640 Z", s.TIN) + s.path(
        "M740 560 L880 560 L910 640 L760 640 Z", s.TIN
    )
    gate = (
        s.rect(600, 440, 22, 200, s.WOOD)
        + s.rect(738, 440, 22, 200, s.WOOD)
        + s.rect(584, 424, 192, 26, s.WOOD, r=4)
        + "".join(s.rect(622, 520 + 29 * row, 116, 25, (s.OCHRE, s.EARTH)[row % 2], r=3) for row in range(4))
        + s.line("M680 432 L680 520", s.INK, 8)
        + s.disc(680, 418, 24, s.INK)
        + s.disc(680, 418, 13, s.SAND)
    )
    book = (
        s.path("M1020 610 L1074 596 L1074 660 L1020 674 Z", s.PAPER)
        + s.path("M1074 596 L1128 610 L1128 674 L1074 660 Z", s.CREAM)
        + "".join(s.line(f"M1030 {626 + 12 * n} L1064 {618 + 12 * n}", s.INDIGO, 3) for n in range(3))
        + s.line("M1074 596 L1074 660", s.CLAY, 4)
    )
    return s.framed(
        s.sky(),
        s.sun(250, 170, 66),
        s.ridge([330, 300, 340, 290, 330, 310, 340], s.MIST),
        s.ridge([400, 380, 400, 390, 410, 380, 400], s.DEEP),
        s.ridge([440, 430, 436, 430, 436, 430, 440], s.MOSS),
        _tufts(s.scattered(3, 60, (30, 480, 500, 560)) + s.scattered(4, 50, (800, 480, 1250, 560)), s.LEAF),
        s.path("M0 600 Q320 570 640 600 Q960 630 1280 600 L1280 853 L0 853 Z", s.LEAF),
        _tufts(s.scattered(5, 70, (20, 660, 470, 840)) + s.scattered(6, 40, (930, 740, 1260, 840)), s.DEEP),
        canal,
        bank,
        gate,
        s.person(430, 700, 230, coat=s.CLAY, skirt=s.INDIGO, scarf=s.SUN, arm="out", skin=s.SKINS[3]),
        s.person(960, 720, 230, coat=s.PLUM, hat=s.SAND, arm="out", skin=s.SKINS[1]),
        s.placed(0, -48, 1, book),
    )


def _roots(x: float, y: float, size: float) -> str:
    """A mangrove on its stilts."""
    arches = "".join(
        s.line(
            f"M{x} {y - size * 0.55:.0f} Q{x + reach * 0.8:.0f} {y - size * 0.5:.0f} {x + reach:.0f} {y:.0f}",
            s.WOOD,
            11,
        )
        for reach in (-size * 0.55, -size * 0.3, -size * 0.1, size * 0.15, size * 0.35, size * 0.58)
    )
    trunk = s.line(f"M{x} {y - size * 0.5:.0f} L{x} {y - size:.0f}", s.WOOD, 20)
    crown = "".join(
        s.oval(x + dx * size, y - size * (1.02 + dy), size * 0.36, size * 0.24, fill)
        for dx, dy, fill in (
            (-0.3, 0, s.NIGHT),
            (0.3, 0.02, s.NIGHT),
            (0, 0.14, s.DEEP),
            (-0.16, 0.05, s.LEAF),
            (0.2, 0.1, s.LEAF),
        )
    )
    return arches + trunk + crown


def _shell(x: float, y: float, size: float, fill: str, turn: float) -> str:
    shell = s.path("M-50 16 Q-44 -40 0 -44 Q44 -40 50 16 Q0 42 -50 16 Z", fill)
    ribs = "".join(s.line(f"M0 -40 Q{bend * 0.8} -8 {bend} 22", s.INK, 3) for bend in (-34, -17, 0, 17, 34))
    return s.placed(x, y, size / 100, shell, ribs, turn=turn)


def mangrove_creek() -> str:
    """Cockles on the mud of a creek, one of them beside a stick with a mark."""
    shells = "".join(
        _shell(x, y, 96, (s.WOOD, s.EARTH, s.BRICK)[number % 3], (number * 53) % 70 - 35)
        for number, (x, y) in enumerate(
            ((150, 720), (262, 776), (360, 712), (470, 782), (92, 796), (1010, 770), (1130, 726), (1200, 800))
        )
    )
    stick = s.placed(
        690,
        760,
        1,
        s.rect(-150, -13, 300, 26, s.SAND, r=8),
        *(s.line(f"M{-120 + 24 * n} -13 L{-120 + 24 * n} {2 if n % 5 else 10}", s.INK, 4) for n in range(11)),
        s.rect(112, -22, 9, 44, s.CLAY),
        turn=-6,
    )
    people = s.person(880, 640, 220, coat=s.ROSE, skirt=s.INDIGO, hat=s.SAND, skin=s.SKINS[0], arm="down") + s.person(
        420, 630, 205, coat=s.OCHRE, skirt=s.PLUM, scarf=s.SUN, skin=s.SKINS[2], arm="out"
    )
    basket = s.path("M930 590 L1020 590 L1004 650 L946 650 Z", s.OCHRE) + s.line("M938 610 L1012 610", s.WOOD, 5)
    return s.framed(
        s.sky("#BFDCE2", "#FBE3BD"),
        s.sun(660, 200, 70),
        s.ridge([380, 360, 390, 370, 380, 360, 390], s.MIST),
        s.path("M0 420 L1280 420 L1280 620 L0 620 Z", s.TEAL),
        *(
            s.line(f"M{x} {y} q34 -12 68 0 q34 12 68 0", s.MIST, 6)
            for x, y in ((520, 452), (690, 480), (560, 520), (760, 545))
        ),
        _roots(150, 590, 330),
        _roots(350, 540, 230),
        _roots(1130, 590, 350),
        _roots(930, 530, 210),
        s.path("M0 600 Q260 560 560 600 Q860 640 1280 580 L1280 853 L0 853 Z", s.EARTH),
        s.path("M0 690 Q320 650 640 690 Q960 730 1280 680 L1280 853 L0 853 Z", s.WOOD, 'opacity="0.45"'),
        people,
        basket,
        shells,
        stick,
        _shell(705, 708, 104, s.BRICK, -6),
    )
