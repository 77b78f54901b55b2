"""What the browser is sent: small, readable in both colour schemes, without anything the security policy forbids."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from app.i18n import COUNTRIES

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app" / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Mail programs and printers know no policy, and no stylesheet of ours.
PAGES = [path for path in TEMPLATES if path.relative_to(ROOT / "templates").parts[0] not in ("mail", "exports")]
BASE = (STATIC / "css" / "base.css").read_text()


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def colours(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", BASE, re.DOTALL)
    pairs = re.findall(r"--([\w-]+): (#[0-9a-f]+)", light if scheme == "light" else dark)
    return dict(pairs)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_stylesheets_of_any_page_stay_within_fourteen_kilobytes() -> None:
    """Every page loads the base; the case page, the API's page, the cup, an editor or a desk add their own."""
    sizes = {path.stem: packed(path) for path in (STATIC / "css").glob("*.css")}
    base = sizes.pop("base")

    assert max(base + sizes[name] for name in ("case", "api", "cup", "learning")) <= 14_000
    assert base + sizes["editor"] + max(sizes["desk"], sizes["questions"]) <= 14_000
    assert max(base + sizes["desk"] + sizes[name] for name in ("board", "scorecard")) <= 14_000
    # Those of papers, visit papers and certificates are for print alone.
    assert set(sizes) == {
        "case",
        "api",
        "editor",
        "desk",
        "board",
        "scorecard",
        "cup",
        "paper",
        "certificate",
        "questions",
        "learning",
        "visit-paper",
    }


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_script_stays_within_four_kilobytes(path: Path) -> None:
    assert packed(path) <= 4_000


def test_map_stays_within_twelve_kilobytes() -> None:
    assert packed(STATIC / "world.svg") <= 12_000


def test_map_names_only_countries() -> None:
    names = set(re.findall(r'id="(\w+)"', (STATIC / "world.svg").read_text())) - {"land"}

    assert names - COUNTRIES == set()
    assert len(names) > 200


def test_htmx_is_the_file_that_was_checked() -> None:
    digest = hashlib.sha256((STATIC / "vendor" / "htmx.min.js").read_bytes()).hexdigest()

    assert f"`{digest}`" in (STATIC / "vendor" / "README.md").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "surface"),
        ("ink", "tint"),
        ("quiet", "paper"),
        ("quiet", "surface"),
        ("quiet", "tint"),
        ("strong", "paper"),
        ("strong", "tint"),
        ("on-strong", "strong"),
        ("on-strong", "strong-over"),
        ("link", "paper"),
        ("link", "surface"),
        ("link", "tint"),
        ("link", "link-tint"),
        ("paper", "link"),
        ("paper", "ink"),
        ("ink", "mark"),
        ("good", "good-tint"),
        ("info", "info-tint"),
        ("warn", "warn-tint"),
        ("bad", "bad-tint"),
        ("bad", "paper"),
        ("bad", "surface"),
        ("good", "surface"),
    ],
)
def test_words_can_be_read(scheme: str, text: str, ground: str) -> None:
    colour = colours(scheme)

    assert contrast(colour[text], colour[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface", "tint"])
@pytest.mark.parametrize("line", ["edge", "focus"])
def test_edges_of_controls_can_be_seen(scheme: str, ground: str, line: str) -> None:
    colour = colours(scheme)

    assert contrast(colour[line], colour[ground]) >= 3


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_nothing_the_policy_forbids(path: Path) -> None:
    markup = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)

    assert (
        re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|[\"']js:|<script(?![^>]*(?:\ssrc=|ld\+json))[^>]*>", markup)
        == []
    )


def test_every_icon_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r"""(?:\bicon\(|\bsymbol=)["']([\w-]+)["']""", path.read_text())
    }

    assert used - drawn == set()


def test_cheat_sheet_names_every_macro() -> None:
    folder = ROOT / "templates" / "ui"
    told = (folder / "README.md").read_text()
    macros = {
        name for path in folder.glob("*.html") for name in re.findall(r"\{%-? macro ([a-z]\w*)\(", path.read_text())
    }

    assert {name for name in macros if f"`{name}(" not in told} == set()
