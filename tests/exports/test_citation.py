"""Citations, read back by the programs that people use for them."""

import json
from datetime import date

import bibtexparser
import pytest
import rispy
from bibtexparser.customization import convert_to_unicode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.content.text import one_line
from app.exports.citation import Citation, bibtex, cite, csl_json, ris
from tests.exports.readings import reading

TODAY = date(2026, 11, 21)
ADDRESS = "https://e.example/es/cases/bcdfgh/v2"

HARD = '100 % sure & {unbalanced} _sub_ $5 #1 ~ ^ \\alpha and "quotes" مرحبا 👩🏾\u200d🌾'


def citation(**fields: object) -> Citation:
    values: dict[str, object] = {
        "code": "bcdfgh",
        "version": 2,
        "authors": ("Women and Youth Co-operative", "Rosa Quispe"),
        "title": "Selling potatoes together",
        "summary": "Forty families sell at one gate.",
        "language": "es",
        "published": date(2024, 5, 31),
        "publisher": "Excellent Experiences",
        "address": ADDRESS,
        "accessed": TODAY,
    }
    return Citation(**{**values, **fields})  # type: ignore[arg-type]


def read_bibtex(text: str) -> dict[str, str]:
    (entry,) = bibtexparser.loads(text).entries
    return {name: str(value) for name, value in entry.items()}


def plain(value: str) -> str:
    """What a BibTeX value says, as bibtexparser and LaTeX read it."""
    for command, sign in (
        (r"\textbackslash{}", "\\"),
        (r"\textbraceleft{}", "{"),
        (r"\textbraceright{}", "}"),
        (r"\textasciitilde{}", "~"),
        (r"\textasciicircum{}", "^"),
    ):
        value = value.replace(command, sign)
    for sign in "&%$#_":
        value = value.replace(f"\\{sign}", sign)
    return value


def test_citation_names_the_organisation_the_team_and_the_version() -> None:
    made = cite(reading(), address=ADDRESS, publisher="Excellent Experiences", accessed=TODAY)

    assert made == citation(
        authors=("Papa Andina", "Rosa Quispe"),
        summary="Forty families sell their potatoes at one gate and get a third more.",
    )


def test_citation_of_a_translation_is_in_its_language() -> None:
    translated = reading(language="fr", translated=frozenset({"summary"}))
    elsewhere = reading(language="fr", translated=frozenset({"lessons"}))

    made = [cite(one, address=ADDRESS, publisher="", accessed=TODAY).language for one in (translated, elsewhere)]

    assert made == ["fr", "es"]


def test_nobody_is_an_author_twice() -> None:
    content = reading().content
    content["systematisation"]["team"] = [
        {"key": "a", "name": "Papa  Andina"},
        {"key": "b", "name": "Rosa"},
        {"key": "c"},
    ]

    made = cite(reading(content), address=ADDRESS, publisher="", accessed=TODAY)

    assert made.authors == ("Papa Andina", "Rosa")


def test_working_copy_cannot_be_cited() -> None:
    with pytest.raises(ValueError, match="working copy"):
        cite(reading(number=None, published_at=None), address="", publisher="", accessed=TODAY)


def test_bibtex_is_read_back_by_bibtexparser() -> None:
    assert read_bibtex(bibtex(citation())) == {
        "ENTRYTYPE": "misc",
        "ID": "excellent-experiences-bcdfgh-v2",
        "author": "{Women and Youth Co-operative} and {Rosa Quispe}",
        "title": "{Selling potatoes together}",
        "year": "2024",
        "month": "5",
        "publisher": "Excellent Experiences",
        "version": "2",
        "note": "Version 2",
        "url": ADDRESS,
        "urldate": "2026-11-21",
        "language": "es",
    }


def test_bibtex_keeps_every_sign_of_a_title() -> None:
    entry = read_bibtex(bibtex(citation(title=HARD)))

    assert plain(entry["title"]) == f"{{{HARD}}}"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(one_line).filter(bool))
def test_bibtex_is_one_entry_whatever_the_title(title: str) -> None:
    entry = read_bibtex(bibtex(citation(title=title, authors=(title,))))

    assert sorted(entry) == sorted(read_bibtex(bibtex(citation())))


def test_bibtex_survives_conversion_to_unicode() -> None:
    (entry,) = bibtexparser.loads(bibtex(citation(title="Café & 5 % más"))).entries

    assert convert_to_unicode(entry)["title"].replace("{", "").replace("}", "") == "Café & 5 % más"


def test_ris_is_read_back_by_rispy() -> None:
    (entry,) = rispy.loads(ris(citation(title=HARD)))

    assert entry == {
        "type_of_reference": "ELEC",
        "id": "excellent-experiences-bcdfgh-v2",
        "authors": ["Women and Youth Co-operative", "Rosa Quispe"],
        "title": HARD,
        "year": "2024",
        "date": "2024/05/31",
        "edition": "2",
        "publisher": "Excellent Experiences",
        "abstract": "Forty families sell at one gate.",
        "language": "es",
        "urls": [ADDRESS],
        "access_date": "2026/11/21",
    }


def test_ris_has_no_empty_lines_and_ends_its_record() -> None:
    lines = ris(citation(summary="")).split("\r\n")

    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert [line for line in lines if line.startswith("AB")] == []


def test_texts_with_line_breaks_cannot_add_fields() -> None:
    content = reading().content
    content["summary"]["title"] = "One\nER  - \nTY  - BOOK"

    made = cite(reading(content), address=ADDRESS, publisher="", accessed=TODAY)

    assert len(rispy.loads(ris(made))) == 1
    assert made.title == "One ER - TY - BOOK"


def test_csl_json_is_an_item_that_processors_understand() -> None:
    assert json.loads(csl_json(citation())) == [
        {
            "id": "excellent-experiences-bcdfgh-v2",
            "type": "webpage",
            "title": "Selling potatoes together",
            "author": [{"literal": "Women and Youth Co-operative"}, {"literal": "Rosa Quispe"}],
            "issued": {"date-parts": [[2024, 5, 31]]},
            "accessed": {"date-parts": [[2026, 11, 21]]},
            "container-title": "Excellent Experiences",
            "publisher": "Excellent Experiences",
            "version": "2",
            "abstract": "Forty families sell at one gate.",
            "language": "es",
            "URL": ADDRESS,
        }
    ]
