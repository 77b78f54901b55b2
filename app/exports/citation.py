"""How a version of a case is cited: as BibTeX, RIS and CSL-JSON.

Authors are the organisation and the people who systematised the experience, each written as it stands: names
are put together differently around the world, so none is taken apart into given and family name.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.content.text import one_line
from app.domain.cases.reading import Reading

_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


@dataclass(frozen=True, slots=True)
class Citation:
    """`address` is that of exactly this version; `title` and `summary` are in `language`."""

    code: str
    version: int
    authors: tuple[str, ...]
    title: str
    summary: str
    language: str
    published: date
    publisher: str
    address: str
    accessed: date

    @property
    def key(self) -> str:
        return f"excellent-experiences-{self.code}-v{self.version}"


def cite(reading: Reading, *, address: str, publisher: str, accessed: date) -> Citation:
    """The citation of a published version. Raises ValueError for a version that was never published."""
    version = reading.version
    if version.number is None or version.published_at is None:
        raise ValueError("a working copy cannot be cited")
    return Citation(
        code=reading.case.code,
        version=version.number,
        authors=authors(reading),
        title=one_line(reading.title),
        summary=one_line(reading.section("summary").get("summary", "")),
        language=reading.language if "summary" in reading.translated else reading.case.original_language,
        published=version.published_at.date(),
        publisher=publisher,
        address=address,
        accessed=accessed,
    )


def authors(reading: Reading) -> tuple[str, ...]:
    """The organisation first, then those who systematised, nobody twice."""
    team = (one_line(person.get("name", "")) for person in reading.section("systematisation").get("team", ()))
    return tuple(dict.fromkeys(name for name in (one_line(reading.organisation.name), *team) if name))


def bibtex(citation: Citation) -> str:
    """One `@misc` entry; every value protected, so that capitals and "and" within names survive."""
    fields: dict[str, str] = {
        # Two pairs of braces: the whole name is one, whatever words are in it.
        "author": " and ".join(f"{{{_escaped(author)}}}" for author in citation.authors),
        "title": f"{{{_escaped(citation.title)}}}",
        "year": str(citation.published.year),
        "month": str(citation.published.month),
        "publisher": _escaped(citation.publisher),
        "version": str(citation.version),
        "note": f"Version {citation.version}",
        "url": citation.address,
        "urldate": citation.accessed.isoformat(),
        "language": citation.language,
    }
    lines = (f"  {name} = {{{value}}}," for name, value in fields.items())
    return "\n".join((f"@misc{{{citation.key},", *lines, "}", ""))


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(letter, letter) for letter in text)


def ris(citation: Citation) -> str:
    """One record of type ELEC; lines end with CRLF, as the format wants."""
    rows = [
        ("TY", "ELEC"),
        ("ID", citation.key),
        *(("AU", author) for author in citation.authors),
        ("TI", citation.title),
        ("PY", str(citation.published.year)),
        ("DA", f"{citation.published:%Y/%m/%d}"),
        ("ET", str(citation.version)),
        ("PB", citation.publisher),
        ("AB", citation.summary),
        ("LA", citation.language),
        ("UR", citation.address),
        ("Y2", f"{citation.accessed:%Y/%m/%d}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value or tag == "ER")


def csl(citation: Citation) -> dict[str, Any]:
    """One item of CSL-JSON, as citation processors and Zotero read it."""
    return {
        "id": citation.key,
        "type": "webpage",
        "title": citation.title,
        "author": [{"literal": author} for author in citation.authors],
        "issued": {"date-parts": [_parts(citation.published)]},
        "accessed": {"date-parts": [_parts(citation.accessed)]},
        "container-title": citation.publisher,
        "publisher": citation.publisher,
        "version": str(citation.version),
        "abstract": citation.summary,
        "language": citation.language,
        "URL": citation.address,
    }


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def csl_json(citation: Citation) -> str:
    return json.dumps([csl(citation)], ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file for programs that manage references."""

    label: str
    media_type: str
    write: Callable[[Citation], str]


FORMATS: Mapping[str, Format] = {
    "bib": Format("BibTeX", "application/x-bibtex", bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", ris),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
