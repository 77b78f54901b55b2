"""Drawings of stores, markets and the river."""

from demo_media import shapes as s


def store_house() -> str:
    walls = s.rect(330, 330, 620, 330, s.CREAM) + s.rect(330, 590, 620, 70, s.TEAL)
    roof = s.path("M280 345 L420 190 L860 190 L1000 345 Z", s.TIN) + "".join(
        s.line(f"M{430 + 48 * n} 196 L{304 + 75 * n} 340", "#8FA0A2", 5) for n in range(10)
    )
    door = s.rect(540, 400, 200, 260, s.INK) + s.rect(500, 400, 44, 260, s.CLAY) + s.rect(736, 400, 44, 260, s.CLAY)
    sign = s.rect(400, 352, 480, 40, s.INDIGO, r=6) + s.words(640, 382, 26, "ALMACÉN COMÚN", s.CREAM)
    windows = "".join(
        s.rect(x, 430, 80, 80, s.TEAL, r=4) + s.line(f"M{x + 40} 430 L{x + 40} 510 M{x} 470 L{x + 80} 470", s.CREAM, 6)
        for x in (375, 828)
    )
    pile = "".join(s.sack(x, y, 92) for x, y in ((575, 655), (645, 655), (708, 655), (610, 590), (675, 590)))
    truck = (
        s.rect(960, 560, 210, 120, s.OCHRE, r=6)
        + s.path("M1170 680 L1170 585 L1222 585 L1258 640 L1258 680 Z", s.CLAY)
        + s.path("M1184 634 L1184 598 L1216 598 L1236 634 Z", s.SKY)
        + "".join(s.disc(x, 690, 32, s.INK) + s.disc(x, 690, 13, s.TIN) for x in (1010, 1196))
        + "".join(s.sack(x, 566, 66) for x in (1000, 1060, 1120))
    )
    people = (
        s.person(250, 790, 215, coat=s.CLAY, hat=s.SAND, skin=s.SKINS[2])
        + s.sack(212, 610, 70)
        + s.person(470, 800, 210, coat=s.PLUM, skirt=s.INDIGO, scarf=s.SUN, skin=s.SKINS[0], arm="out")
        + s.person(860, 800, 215, coat=s.LEAF, hat=s.WOOD, skin=s.SKINS[1], arm="up")
        + s.sack(860, 580, 80)
    )
    return s.framed(
        s.sky(),
        s.sun(160, 170, 58),
        s.ridge([330, 260, 330, 250, 320, 270, 330], s.MIST),
        s.ridge([440, 400, 430, 380, 430, 390, 420], s.LEAF),
        s.ridge([560, 540, 560, 550, 560, 540, 560], s.DEEP),
        s.path("M-20 853 L-20 660 Q640 610 1300 660 L1300 853 Z", s.SAND),
        walls,
        door,
        roof,
        sign,
        windows,
        pile,
        truck,
        people,
    )


def grain_store() -> str:
    bricks = "".join(
        s.rect(
            500 + 58 * column + (29 if row % 2 else 0),
            392 + 27 * row,
            54,
            23,
            s.CLAY if (row + column) % 3 else s.BRICK,
            r=2,
        )
        for row in range(11)
        for column in range(10)
    )
    walls = s.rect(490, 385, 640, 300, s.SAND) + bricks + s.path("M1130 385 L1170 385 L1170 685 L1130 685 Z", s.BRICK)
    roof = s.path("M440 396 L560 250 L1090 250 L1215 396 Z", s.TIN) + "".join(
        s.line(f"M{575 + 52 * n} 258 L{468 + 73 * n} 390", "#91A1A3", 5) for n in range(10)
    )
    door = (
        s.rect(720, 450, 170, 235, s.INK)
        + s.path("M890 450 L960 470 L960 705 L890 685 Z", s.TEAL)
        + s.disc(948, 590, 7, s.SUN)
    )
    piles = "".join(
        s.sack(x, y, 88, s.PAPER, s.TEAL)
        for x, y in ((760, 682), (822, 682), (790, 622), (530, 712), (606, 712), (568, 650))
    )
    acacia = s.path("M196 720 Q214 520 206 380 L232 380 Q236 520 262 720 Z", s.WOOD) + s.line(
        "M218 430 Q150 350 90 320 M222 420 Q300 340 370 310", s.WOOD, 14
    )
    crown = "".join(
        s.oval(x, y, rx, ry, colour)
        for x, y, rx, ry, colour in (
            (220, 270, 250, 62, s.DEEP),
            (120, 300, 140, 44, s.LEAF),
            (330, 290, 150, 44, s.LEAF),
            (220, 230, 170, 46, s.LEAF),
        )
    )
    people = (
        s.person(400, 800, 225, coat=s.PLUM, skirt=s.OCHRE, scarf=s.CLAY, skin=s.SKINS[3], arm="up")
        + s.sack(400, 570, 82, s.PAPER, s.TEAL)
        + s.person(640, 812, 215, coat=s.SUN, skirt=s.TEAL, scarf=s.INDIGO, skin=s.SKINS[1], arm="out")
        + s.person(1060, 800, 222, coat=s.INDIGO, skin=s.SKINS[3], hat=s.SAND, arm="out", flip=True)
    )
    return s.framed(
        s.sky("#F7CF8B", "#FCEBC6"),
        s.sun(840, 170, 66),
        s.ridge([400, 360, 300, 330, 390, 360, 400], "#D9A765"),
        s.ridge([500, 480, 490, 470, 500, 480, 490], s.MOSS),
        s.ridge([620, 610, 620, 600, 610, 620, 610], s.OCHRE),
        s.path("M-20 853 L-20 690 Q640 640 1300 690 L1300 853 Z", s.EARTH),
        acacia,
        crown,
        walls,
        door,
        roof,
        piles,
        people,
    )


def common_scale() -> str:
    floor = s.rect(0, 640, 1280, 213, s.EARTH) + "".join(
        s.line(f"M0 {682 + 48 * n} L1280 {682 + 48 * n}", s.WOOD, 4) for n in range(4)
    )
    wall = s.rect(0, 0, 1280, 640, "#E9D3A4") + "".join(
        s.line(f"M{80 + 160 * n} 0 L{80 + 160 * n} 640", "#DDC28A", 5) for n in range(8)
    )
    window = s.rect(110, 120, 270, 230, s.SKY, r=6) + s.path(
        "M110 350 L110 270 Q180 220 250 270 Q320 230 380 280 L380 350 Z", s.LEAF
    )
    window += s.line("M245 120 L245 350 M110 235 L380 235", s.WOOD, 10) + s.line(
        "M110 120 L380 120 L380 350 L110 350 Z", s.WOOD, 14
    )
    scale = (
        s.rect(400, 690, 420, 44, s.INDIGO, r=8)
        + s.rect(430, 668, 360, 26, s.TIN, r=5)
        + s.rect(440, 732, 40, 26, s.INK, r=4)
        + s.rect(740, 732, 40, 26, s.INK, r=4)
        + s.rect(776, 330, 28, 350, s.INDIGO)
        + s.disc(790, 270, 112, s.INDIGO)
        + s.disc(790, 270, 94, s.PAPER)
        + "".join(
            s.disc(x, y, 5 if place % 3 else 9, s.INK) for place, (x, y) in enumerate(s.ring(790, 270, 76, 76, 12))
        )
        + s.line("M790 270 L836 222", s.CLAY, 9)
        + s.disc(790, 270, 12, s.CLAY)
    )
    sacks = s.sack(550, 676, 205) + s.sack(680, 676, 180, s.PAPER, s.TEAL)
    book = (
        s.path("M900 560 L1050 536 L1200 560 L1200 776 L1050 750 L900 776 Z", s.CLAY)
        + s.path("M914 556 L1050 534 L1050 736 L914 762 Z", s.PAPER)
        + s.path("M1186 556 L1050 534 L1050 736 L1186 762 Z", "#F5EBD2")
        + "".join(
            s.line(f"M930 {586 + 27 * n} L1036 {568 + 27 * n}", s.MIST, 5)
            + s.line(f"M1066 {568 + 27 * n} L1170 {586 + 27 * n}", s.MIST, 5)
            for n in range(6)
        )
        + s.line("M984 560 L984 740 M1118 560 L1118 740", s.CLAY, 3)
        + s.line("M1150 690 L1222 590", s.SUN, 12)
        + s.path("M1150 690 L1142 706 L1160 698 Z", s.INK)
    )
    people = s.person(250, 800, 330, coat=s.LEAF, skirt=s.PLUM, scarf=s.SUN, skin=s.SKINS[0], arm="out")
    return s.framed(wall, window, floor, people, scale, sacks, book)


def market_board() -> str:
    stalls = ""
    for x, colour in ((60, s.CLAY), (1010, s.TEAL)):
        stalls += (
            s.rect(x + 14, 330, 12, 300, s.WOOD)
            + s.rect(x + 204, 330, 12, 300, s.WOOD)
            + s.rect(x, 520, 230, 60, s.EARTH)
        )
        stalls += "".join(
            s.path(
                f"M{x - 20 + 45 * n} 300 L{x + 25 + 45 * n} 300 L{x + 25 + 45 * n} 370 "
                f"Q{x + 2 + 45 * n} 396 {x - 20 + 45 * n} 370 Z",
                colour if n % 2 else s.PAPER,
            )
            for n in range(6)
        )
        stalls += "".join(
            s.disc(x + 30 + 34 * n, 510 - (n % 2) * 12, 20, (s.SUN, s.LEAF, s.BRICK)[n % 3]) for n in range(6)
        )
    board = (
        s.rect(338, 150, 604, 400, s.WOOD, r=10)
        + s.rect(360, 172, 560, 356, "#20382F")
        + s.rect(400, 550, 24, 180, s.WOOD)
        + s.rect(856, 550, 24, 180, s.WOOD)
    )
    prices = (("Maize", "41", "44", "39"), ("Beans", "96", "101", "98"), ("Coffee", "212", "220", "215"))
    chalk = s.words(640, 226, 38, "Prices today", s.SUN) + s.line("M390 246 L890 246", s.MIST, 3)
    for row, (product, *numbers) in enumerate(prices):
        y = 310 + 72 * row
        chalk += s.words(396, y, 34, product, s.CREAM, anchor="start")
        chalk += "".join(s.words(640 + 118 * column, y, 34, number, s.CREAM) for column, number in enumerate(numbers))
        chalk += s.line(f"M390 {y + 24} L890 {y + 24}", "#456157", 2)
    crowd = (
        s.person(250, 810, 245, coat=s.INDIGO, skin=s.SKINS[3], hat=s.SAND)
        + s.person(420, 830, 240, coat=s.CLAY, skirt=s.SUN, scarf=s.TEAL, skin=s.SKINS[1])
        + s.person(600, 822, 235, coat=s.PLUM, skirt=s.INDIGO, scarf=s.SUN, skin=s.SKINS[3], arm="out")
        + s.person(800, 828, 245, coat=s.LEAF, skin=s.SKINS[1])
        + s.person(1010, 815, 240, coat=s.OCHRE, skirt=s.BRICK, scarf=s.PAPER, skin=s.SKINS[3], arm="out", flip=True)
    )
    return s.framed(
        s.sky(),
        s.ridge([260, 230, 190, 150, 190, 230, 260], s.MIST),
        s.ridge([400, 380, 400, 390, 380, 400, 390], s.MOSS),
        s.path("M-20 853 L-20 600 Q640 560 1300 600 L1300 853 Z", s.SAND),
        stalls,
        board,
        chalk,
        crowd,
    )


def jute() -> str:
    river = s.path(
        "M-20 420 Q400 380 700 430 Q1000 480 1300 430 L1300 640 Q900 690 640 640 Q320 590 -20 650 Z", "#5FA3A6"
    )
    river += "".join(
        s.line(f"M{x} {y} q30 -9 60 0", "#A9D2CF", 4) for x, y in s.scattered(12, 20, (30, 440, 1200, 600))
    )
    boat = s.placed(
        930,
        505,
        1,
        s.path("M-130 0 Q0 40 140 -8 L112 36 Q0 62 -100 36 Z", s.WOOD),
        s.path("M0 -4 L0 -210 Q-110 -90 -96 -22 Z", s.CLAY),
        s.path("M8 -4 L8 -190 Q96 -90 78 -22 Z", s.PAPER),
        s.line("M4 0 L4 -214", s.INK, 6),
    )
    stalks = "".join(
        s.line(f"M{x} 470 Q{x + 8} 330 {x + (x % 3 - 1) * 12} {180 + x % 50}", s.LEAF if x % 2 else s.DEEP, 7)
        + s.path(f"M{x} {250 + x % 40} q30 -26 54 -10 q-26 22 -54 10 z", s.MOSS)
        for x in range(40, 330, 21)
    )
    bundles = ""
    for x in (110, 250, 390):
        bundles += s.path(
            f"M{x - 52} 790 Q{x - 20} 700 {x - 60} 580 L{x + 60} 580 Q{x + 20} 700 {x + 52} 790 Z", "#D9B873"
        )
        bundles += "".join(
            s.line(f"M{x + 11 * n} 584 Q{x + 4 * n} 700 {x + 9 * n} 784", "#B98F4C", 3) for n in range(-4, 5)
        ) + s.rect(x - 30, 684, 60, 18, s.CLAY, r=6)
    baskets = ""
    for x, w, colour in ((610, 110, s.TEAL), (830, 90, s.PLUM)):
        baskets += s.path(f"M{x - w} 640 L{x + w} 640 L{x + w * 0.78} 800 Q{x} 822 {x - w * 0.78} 800 Z", s.SAND)
        baskets += "".join(
            s.line(
                f"M{x - w + 6 * n + 4} {662 + 30 * n} Q{x} {682 + 30 * n} {x + w - 6 * n - 4} {662 + 30 * n}",
                colour if n % 2 else s.EARTH,
                10,
            )
            for n in range(5)
        )
        baskets += s.oval(x, 640, w, 20, s.EARTH) + s.oval(x, 640, w - 14, 13, s.WOOD)
    bag = s.path("M980 600 L1200 600 L1216 806 L964 806 Z", "#D9B873") + s.line(
        "M1030 604 Q1036 500 1090 500 Q1144 500 1150 604", s.CLAY, 15
    )
    bag += s.rect(968, 690, 244, 58, s.INDIGO) + "".join(
        s.path(f"M{1000 + 40 * n} 719 l20 -22 l20 22 l-20 22 z", s.SUN) for n in range(5)
    )
    return s.framed(
        s.sky("#BBDAD6", "#FBE5BC"),
        s.sun(640, 190, 70),
        s.ridge([400, 390, 405, 395, 400, 390, 400], s.MOSS),
        river,
        boat,
        stalks,
        s.path("M-20 853 L-20 640 Q640 600 1300 650 L1300 853 Z", s.EARTH),
        bundles,
        baskets,
        bag,
    )
