"""Drawings of fields and harvests."""

from demo_media import shapes as s


def plantain_hills() -> str:
    plants = [(110, 700, 190), (300, 640, 130), (420, 760, 200), (620, 690, 140), (1010, 720, 170), (1180, 650, 130)]
    house = (
        s.rect(770, 520, 190, 95, s.PAPER)
        + s.path("M748 525 L802 462 L928 462 L982 525 Z", s.CLAY)
        + s.rect(800, 552, 34, 63, s.TEAL)
        + s.rect(862, 550, 40, 34, s.TEAL)
        + s.rect(914, 550, 32, 34, s.TEAL)
        + s.line("M762 590 L978 590", s.WOOD, 5)
    )
    people = s.person(565, 800, 165, coat=s.CLAY, hat=s.SAND, arm="up", skin=s.SKINS[2]) + s.leafy(
        565, 622, 52, s.MOSS, spread=170
    )
    return s.framed(
        s.sky(),
        s.sun(960, 205, 74),
        s.ridge([330, 270, 350, 240, 330, 270, 340], s.MIST),
        s.ridge([430, 380, 420, 350, 430, 390, 420], s.TEAL),
        s.ridge([520, 470, 530, 480, 520, 500, 470], s.DEEP),
        s.ridge([610, 560, 600, 640, 600, 610, 590], s.LEAF),
        s.rows_of(s.MOSS, left=-20, top=650, right=1300, bottom=850, count=6),
        house,
        *(s.plantain(x, y, size, s.LEAF if number % 2 else s.DEEP) for number, (x, y, size) in enumerate(plants)),
        people,
    )


def coffee_hills() -> str:
    leaf = s.path("M0 0 Q30 -44 96 -30 Q74 26 0 0 Z", s.DEEP) + s.line("M4 -1 Q44 -16 88 -27", s.LEAF, 3)
    pale = s.path("M0 0 Q30 -44 96 -30 Q74 26 0 0 Z", s.LEAF) + s.line("M4 -1 Q44 -16 88 -27", s.MOSS, 3)
    knots = [(150, 205), (330, 262), (520, 300), (710, 312), (900, 296)]
    leaves = "".join(
        s.placed(x, y, 1.75, pale if side else leaf, turn=74 if side else -52, flip=bool(place % 2))
        for place, (x, y) in enumerate(knots)
        for side in (0, 1)
    )
    cherries = ""
    for place, (x, y) in enumerate(knots):
        for number, (cx, cy) in enumerate(s.ring(x, y + 22, 40, 30, 7, place)):
            colour = (s.CLAY, s.BRICK, "#D2452F")[(number + place) % 3]
            cherries += s.disc(cx, cy, 22, colour) + s.disc(cx - 7, cy - 8, 5, "#F0A58C")
    patio = s.path("M330 853 L470 640 L1010 640 L1200 853 Z", s.SAND) + "".join(
        s.line(f"M{400 + 90 * n} 853 L{505 + 58 * n} 650", s.OCHRE, 7) for n in range(8)
    )
    return s.framed(
        s.sky("#BFDCE2", "#F7E8C8"),
        s.ridge([420, 330, 420, 290, 400, 310, 420], s.MIST),
        s.ridge([500, 450, 480, 400, 500, 440, 480], "#5F93A0"),
        s.ridge([590, 560, 580, 530, 570, 540, 560], s.TEAL),
        s.ridge([650, 640, 620, 630, 640, 620, 610], s.DEEP),
        patio,
        s.person(640, 800, 190, coat=s.INDIGO, skirt=s.CLAY, hat=s.WOOD, skin=s.SKINS[2], arm="out"),
        s.line("M672 660 L770 790", s.WOOD, 8) + s.rect(740, 782, 74, 14, s.WOOD, r=4),
        s.line(s.smooth([(-20, 130), (150, 205), (520, 300), (900, 296), (1080, 250)]), s.WOOD, 15),
        leaves,
        cherries,
    )


def native_potatoes() -> str:
    tubers = [s.PLUM, "#B5413A", s.OCHRE, s.INDIGO, "#E2B657", "#8C2F4B"]
    heap = ""
    for number, (x, y) in enumerate(sorted(s.scattered(7, 34, (350, 545, 770, 640)), key=lambda point: point[1])):
        colour = tubers[number % len(tubers)]
        eyes = s.disc(-16, -8, 4, s.INK, 'opacity="0.45"') + s.disc(14, 6, 4, s.INK, 'opacity="0.45"')
        shine = s.oval(-10, -14, 16, 6, s.PAPER, 'opacity="0.25"')
        heap += s.placed(x, y, 1, s.oval(0, 0, 52, 36, colour), shine, eyes, turn=(number * 37) % 60 - 30)
    basket = s.path("M248 622 Q560 690 862 622 L796 812 Q560 852 314 812 Z", s.OCHRE)
    weave = "".join(
        s.line(f"M{286 + 10 * row} {664 + 36 * row} Q560 {724 + 36 * row} {826 - 10 * row} {664 + 36 * row}", s.WOOD, 8)
        for row in range(4)
    )
    bag = (
        s.path("M900 420 L1120 420 L1140 790 L880 790 Z", s.CLAY)
        + s.path(
            "M900 420 L911 404 L922 420 L933 404 L944 420 L955 404 L966 420 L977 404 L988 420 L999 404 L1010 420 "
            "L1021 404 L1032 420 L1043 404 L1054 420 L1065 404 L1076 420 L1087 404 L1098 420 L1109 404 L1120 420 Z",
            s.BRICK,
        )
        + s.oval(1010, 600, 92, 104, s.CREAM)
        + "".join(
            s.placed(x, y, 1, s.path("M-36 0 Q0 -32 36 0 Q0 20 -36 0 Z", colour), turn=turn)
            for x, y, colour, turn in (
                (980, 560, s.PLUM, -24),
                (1046, 588, s.OCHRE, 18),
                (976, 630, "#B5413A", 10),
                (1040, 656, s.INDIGO, -14),
            )
        )
    )
    peaks = "".join(
        s.path(f"M{x - w} 470 L{x} {top} L{x + w} 470 Z", "#6E8FA3")
        + s.path(
            f"M{x - w * 0.3} {top + (470 - top) * 0.3:.0f} L{x} {top} L{x + w * 0.3} {top + (470 - top) * 0.3:.0f} "
            f"L{x + w * 0.1} {top + (470 - top) * 0.24:.0f} L{x - w * 0.06} {top + (470 - top) * 0.34:.0f} Z",
            s.PAPER,
        )
        for x, top, w in ((230, 170, 250), (560, 110, 300), (930, 150, 280), (1190, 210, 220))
    )
    return s.framed(
        s.sky("#A9CBD8", "#FBE7BE"),
        s.sun(1090, 150, 52),
        peaks,
        s.ridge([450, 420, 450, 430, 440, 420, 450], s.MOSS),
        s.ridge([510, 490, 520, 500, 490, 510, 500], s.DEEP),
        s.rows_of(s.LEAF, left=-20, top=560, right=1300, bottom=850, count=7),
        heap,
        basket,
        weave,
        bag,
    )


def honey_fund() -> str:
    hives = ""
    for x, colour in ((150, s.TEAL), (370, s.OCHRE), (590, s.CLAY)):
        hives += s.rect(x, 450, 170, 92, colour, r=4) + s.rect(x, 548, 170, 110, colour, r=4)
        hives += s.rect(x - 12, 428, 194, 24, s.PAPER, r=4) + s.rect(x + 48, 626, 74, 14, s.INK, r=6)
        hives += (
            s.rect(x + 12, 658, 16, 54, s.WOOD)
            + s.rect(x + 142, 658, 16, 54, s.WOOD)
            + s.line(f"M{x + 8} 545 L{x + 162} 545", s.INK, 3)
        )
    bees = "".join(
        s.placed(
            x,
            y,
            1.25,
            s.oval(-4, -11, 8, 11, s.PAPER, 'opacity="0.85"'),
            s.oval(6, -11, 8, 11, s.PAPER, 'opacity="0.85"'),
            s.oval(0, 0, 15, 10, s.SUN),
            s.rect(-5, -9, 4, 18, s.INK),
            s.rect(4, -8, 4, 16, s.INK),
            turn=(x * 7) % 50 - 25,
        )
        for x, y in s.scattered(21, 15, (120, 250, 860, 420))
    )
    box = (
        s.rect(840, 560, 330, 190, s.INDIGO, r=12)
        + s.path("M840 575 Q1005 470 1170 575 Z", "#40569B")
        + s.rect(826, 566, 358, 26, "#40569B", r=8)
        + "".join(
            s.line(f"M{x - 15} 612 Q{x} 574 {x + 15} 612", s.TIN, 9)
            + s.rect(x - 26, 606, 52, 46, s.SUN, r=7)
            + s.disc(x, 626, 7, s.INK)
            for x in (905, 1005, 1105)
        )
    )
    coins = "".join(
        s.oval(x, 786 - 13 * level, 40, 13, s.OCHRE) + s.oval(x, 782 - 13 * level, 40, 13, s.SUN)
        for x, levels in ((900, 3), (1000, 5), (1100, 2))
        for level in range(levels)
    )
    crown = "".join(
        s.disc(x, y, r, colour)
        for x, y, r, colour in (
            (170, 190, 150, s.DEEP),
            (340, 140, 160, s.LEAF),
            (520, 170, 150, s.DEEP),
            (420, 240, 130, s.LEAF),
            (250, 250, 110, s.LEAF),
        )
    )
    fruit = "".join(
        s.disc(x, y, 15, s.CLAY) + s.path(f"M{x - 5} {y + 12} q6 16 12 0 z", s.WOOD)
        for x, y in s.scattered(4, 11, (110, 120, 600, 300))
    )
    return s.framed(
        s.sky("#F6D99A", "#FBEBCB"),
        s.sun(1060, 190, 70),
        s.ridge([420, 400, 430, 380, 420, 390, 410], "#C9B46A"),
        s.ridge([520, 500, 520, 490, 510, 500, 520], s.OCHRE),
        s.ridge([640, 630, 640, 620, 640, 630, 640], s.EARTH),
        s.path("M300 700 Q340 420 320 200 L372 200 Q366 430 410 700 Z", s.WOOD),
        crown,
        fruit,
        hives,
        bees,
        box,
        coins,
    )
