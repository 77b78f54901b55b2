"""A browser in words, from what it says about itself."""

import re
from typing import NamedTuple

# The first that fits: most browsers claim to be others as well.
_BROWSERS = (
    ("Opera Mini", r"Opera Mini"),
    ("UC Browser", r"UCBrowser|UBrowser"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Opera", r"OPR/|Opera"),
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("KaiOS", r"KAIOS"),
    ("Android", r"Android"),
    ("iPad", r"iPad"),
    ("iPhone", r"iPhone|iPod"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


class Device(NamedTuple):
    """Proper names, the same in every language; "" when unknown."""

    browser: str
    system: str


def device_of(user_agent: str) -> Device:
    return Device(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, text)), "")
