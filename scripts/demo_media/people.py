"""Drawings of people who work and think together."""

from demo_media import shapes as s

_SHIRTS = (s.CLAY, s.TEAL, s.SUN, s.PLUM, s.INDIGO, s.LEAF)


def meeting_tree() -> str:
    trunk = s.path("M566 640 Q600 470 560 250 L700 250 Q664 470 714 640 Z", s.WOOD) + s.line(
        "M600 380 Q480 300 400 250 M670 370 Q790 300 880 250", s.WOOD, 26
    )
    crown = "".join(
        s.disc(x, y, r, colour)
        for x, y, r, colour in (
            (300, 230, 140, s.DEEP),
            (480, 160, 170, s.LEAF),
            (660, 130, 180, s.DEEP),
            (840, 170, 165, s.LEAF),
            (990, 240, 135, s.DEEP),
            (560, 240, 130, s.LEAF),
            (760, 250, 130, s.DEEP),
            (420, 270, 100, s.LEAF),
            (900, 285, 90, s.LEAF),
        )
    )
    light = "".join(s.disc(x, y, 9, s.MOSS) for x, y in s.scattered(5, 60, (250, 130, 1010, 300)))
    shade = s.oval(640, 690, 520, 110, s.EARTH, 'opacity="0.55"')
    circle = ""
    places = sorted(s.ring(640, 690, 440, 96, 10, 0.0), key=lambda point: point[1])
    for number, (x, y) in enumerate(places):
        if number in (3, 7):  # the two who are missing
            circle += s.rect(x - 30, y - 24, 60, 12, s.WOOD, r=4) + s.line(
                f"M{x - 20} {y - 14} L{x - 26} {y + 18} M{x + 20} {y - 14} L{x + 26} {y + 18}", s.WOOD, 8
            )
            continue
        size = 120 + (y - 600) * 0.28
        head = {"hat": s.SAND} if number % 3 == 0 else {"scarf": _SHIRTS[(number + 2) % 6]} if number % 3 == 1 else {}
        circle += s.seated(
            x,
            y + 30,
            size,
            coat=_SHIRTS[number % 6],
            skirt=_SHIRTS[(number + 3) % 6],
            skin=s.SKINS[number % 4],
            flip=x > 640,
            **head,
        )
    return s.framed(
        s.sky("#F8DDA4", "#FDEFD0"),
        s.sun(1110, 180, 54),
        s.ridge([470, 430, 470, 440, 460, 430, 460], s.MIST),
        s.ridge([540, 520, 540, 530, 540, 520, 540], s.MOSS),
        s.path("M-20 853 L-20 590 Q640 550 1300 590 L1300 853 Z", s.OCHRE),
        shade,
        trunk,
        crown,
        light,
        circle,
    )


def weaving() -> str:
    frame = (
        s.rect(500, 150, 26, 640, s.WOOD)
        + s.rect(1080, 150, 26, 640, s.WOOD)
        + s.rect(470, 190, 666, 26, s.EARTH)
        + s.rect(470, 700, 666, 26, s.EARTH)
    )
    warp = "".join(s.line(f"M{552 + 16 * n} 214 L{552 + 16 * n} 702", "#8DA0C8", 4) for n in range(32))
    cloth = s.rect(546, 430, 506, 272, s.INDIGO)
    for row in range(3):
        for column in range(6):
            x, y = 590 + 84 * column, 482 + 84 * row
            cloth += s.path(
                f"M{x - 34} {y} L{x} {y - 34} L{x + 34} {y} L{x} {y + 34} Z", "#5B79BF" if (row + column) % 2 else s.SKY
            )
            cloth += s.path(f"M{x - 15} {y} L{x} {y - 15} L{x + 15} {y} L{x} {y + 15} Z", s.CLAY)
    cloth += (
        s.rect(546, 424, 506, 10, s.CREAM)
        + s.rect(1064, 330, 12, 370, s.SUN, r=4)
        + "".join(s.rect(1064, 350 + 52 * n, 12, 6, s.BRICK) for n in range(7))
    )
    woman = s.placed(
        330,
        800,
        1,
        s.seated(0, 0, 470, coat=s.CLAY, skirt=s.PLUM, skin=s.SKINS[2], hat=s.WOOD),
        s.line("M64 -290 Q140 -300 216 -330", s.CLAY, 38),
        s.disc(226, -334, 21, s.SKINS[2]),
        s.line("M-14 -372 Q-64 -300 -44 -220", "#1E1A18", 15),
    )
    scarves = "".join(
        s.path(f"M{x} 96 L{x + 76} 96 L{x + 70} 330 L{x + 6} 330 Z", colour)
        + "".join(s.line(f"M{x + 14 + 12 * n} 330 l0 24", colour, 4) for n in range(5))
        + s.line(f"M{x + 6} 270 l66 0 M{x + 6} 290 l66 0", s.CREAM, 5)
        for x, colour in ((90, s.INDIGO), (190, "#5B79BF"), (290, s.TEAL), (390, "#40569B"))
    )
    wool = "".join(
        s.disc(x, y, r, colour)
        + s.line(
            f"M{x - r * 0.7} {y - 4} Q{x} {y - r} {x + r * 0.7} {y - 2} "
            f"M{x - r * 0.7} {y + 12} Q{x} {y - 12} {x + r * 0.6} {y + 18}",
            s.CREAM,
            3,
        )
        for x, y, r, colour in ((1170, 760, 46, s.INDIGO), (1100, 786, 36, s.CLAY), (1196, 690, 34, "#5B79BF"))
    )
    return s.framed(
        s.rect(0, 0, 1280, 853, "#F1D9A8"),
        s.rect(0, 640, 1280, 213, s.EARTH),
        s.line("M40 96 L500 96", s.WOOD, 10),
        scarves,
        warp,
        cloth,
        frame,
        woman,
        wool,
    )


def river_of_change() -> str:
    sheet = s.path("M150 90 Q640 60 1130 92 L1160 770 Q640 806 118 772 Z", s.PAPER) + s.line(
        "M150 90 Q640 60 1130 92 L1160 770 Q640 806 118 772 Z", s.SAND, 6
    )
    course = s.smooth([(520, 800), (600, 690), (830, 610), (760, 500), (480, 430), (560, 320), (760, 260), (660, 130)])
    river = s.line(course, "#7FBAC4", 124) + s.line(course, "#9BD0D4", 74) + s.line(course, "#C8E7E6", 8)
    stones = "".join(
        s.oval(x, y, r, r * 0.72, "#7D8790") + s.oval(x - r * 0.25, y - r * 0.25, r * 0.35, r * 0.18, "#A9B2B8")
        for x, y, r in (
            (640, 674, 40),
            (842, 600, 28),
            (690, 474, 62),
            (470, 436, 32),
            (600, 306, 34),
            (752, 262, 26),
            (676, 170, 30),
        )
    )
    planks = "".join(s.rect(n, -24, 17, 48, s.EARTH if n % 40 else "#C08A54", r=3) for n in range(-100, 100, 20))
    bridge = planks + s.line("M-108 -26 L108 -26 M-108 26 L108 26", s.WOOD, 9)
    bridges = "".join(
        s.placed(x, y, 1, bridge, turn=turn) for x, y, turn in ((812, 552, -22), (496, 374, 12), (740, 224, 14))
    )
    cards = "".join(
        s.placed(
            x,
            y,
            1,
            s.rect(-62, -44, 124, 88, colour, r=6),
            s.line("M-42 -18 L38 -18 M-42 2 L42 2 M-42 22 L12 22", s.PAPER, 7),
            turn=turn,
        )
        for x, y, colour, turn in (
            (972, 520, s.CLAY, 7),
            (320, 352, s.TEAL, -6),
            (900, 210, s.PLUM, 5),
            (300, 590, s.OCHRE, -8),
            (1010, 690, s.LEAF, 4),
        )
    )
    moons = "".join(
        s.disc(x, y, 24, s.SUN) + s.disc(x + cut, y - 5, 21, s.PAPER)
        for x, y, cut in ((1070, 420, 12), (220, 450, -12), (1010, 130, 16))
    )
    loom = (
        s.rect(350, 690, 150, 12, s.WOOD)
        + s.rect(356, 640, 10, 120, s.WOOD)
        + s.rect(484, 640, 10, 120, s.WOOD)
        + "".join(s.line(f"M{376 + 14 * n} 652 l0 100", s.INDIGO, 4) for n in range(8))
    )
    goal = "".join(
        s.rect(560 - 8 * n, 92 + 16 * n, 130, 15, colour, r=5) for n, colour in enumerate((s.INDIGO, "#5B79BF", s.TEAL))
    )
    hands = "".join(
        s.placed(
            x,
            y,
            1,
            s.path("M-40 150 Q-46 60 -26 20 Q0 -12 26 20 Q46 60 40 150 Z", coat),
            s.oval(0, 2, 26, 30, skin),
            "".join(s.line(f"M{f} -8 L{f * 1.5:.0f} -46", skin, 13) for f in (-18, -6, 6, 18)),
            s.line("M22 8 L44 -16", skin, 13),
            turn=turn,
        )
        for x, y, turn, coat, skin in (
            (150, 700, 64, s.CLAY, s.SKINS[2]),
            (1150, 600, -66, s.PLUM, s.SKINS[0]),
            (1150, 250, -104, s.TEAL, s.SKINS[1]),
        )
    )
    return s.framed(
        s.rect(0, 0, 1280, 853, s.EARTH),
        "".join(s.line(f"M0 {n} L1280 {n + 30}", s.WOOD, 3) for n in range(-20, 853, 58)),
        sheet,
        river,
        loom,
        goal,
        stones,
        bridges,
        cards,
        moons,
        hands,
    )


def story_circle() -> str:
    course = [(230, 770), (400, 720), (560, 742), (720, 700), (880, 722), (1060, 676)]
    time_line = s.line(s.smooth(course), s.CREAM, 16)
    stones = "".join(
        s.oval(x, y - 6, 36, 25, "#7D8790") + s.oval(x - 9, y - 14, 12, 6, "#A9B2B8") for x, y in course[::2]
    )
    ears = "".join(
        s.line(f"M{x - 40} {y + 8} L{x + 40} {y - 14}", s.LEAF, 6)
        + "".join(s.oval(x - 20 + 11 * n, y - 2 - 3 * n, 9, 6, s.SUN) for n in range(6))
        for x, y in course[1::2]
    )
    huts = "".join(
        s.rect(x, 440, 130, 120, "#C98A55", r=6)
        + s.path(f"M{x - 34} 452 L{x + 65} 330 L{x + 164} 452 Z", s.OCHRE)
        + s.path(f"M{x + 45} 560 L{x + 45} 490 Q{x + 65} 468 {x + 85} 490 L{x + 85} 560 Z", s.INK)
        for x in (120, 320)
    )
    baobab = s.path("M1010 600 Q1040 420 990 300 L1120 300 Q1090 430 1130 600 Z", "#8B6A4E") + s.line(
        "M1020 330 Q960 240 900 220 M1060 320 Q1060 220 1050 170 M1100 330 Q1160 240 1220 220", "#8B6A4E", 26
    )
    crown = "".join(
        s.disc(x, y, r, c)
        for x, y, r, c in (
            (900, 205, 62, s.LEAF),
            (990, 150, 72, s.DEEP),
            (1090, 140, 76, s.LEAF),
            (1190, 200, 66, s.DEEP),
        )
    )
    people = (
        s.seated(330, 690, 285, coat=s.INDIGO, skirt=s.SUN, skin=s.SKINS[3], scarf=s.CLAY)
        + s.person(620, 690, 290, coat=s.CLAY, skirt=s.TEAL, scarf=s.SUN, skin=s.SKINS[1], arm="out")
        + s.oval(748, 480, 24, 17, "#7D8790")
        + s.seated(930, 676, 280, coat=s.LEAF, skirt=s.INK, skin=s.SKINS[3], flip=True)
    )
    return s.framed(
        s.sky("#F3C98B", "#FBE6BF"),
        s.sun(660, 190, 74),
        s.ridge([480, 470, 490, 460, 480, 470, 480], "#D3A567"),
        s.path("M-20 853 L-20 540 Q640 500 1300 540 L1300 853 Z", s.EARTH),
        huts,
        baobab,
        crown,
        people,
        time_line,
        stones,
        ears,
    )
