"""Suggestions of the search engine as a search box lists them: grouped by kind, each with where it leads."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import Request
from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.organisations.access import is_public
from app.forms.browsing import FACETS
from app.i18n import translate, translations
from app.models.organisations import Organisation
from app.search.engine import Suggestion
from app.web.found_pages import page_of
from app.web.templating import address

MOST_BYTES = 2048
LONGEST_SHOWN = 90
# In the order of the list: what leads to many things, then to one, then what only completes the text.
GROUPS: Mapping[str, str] = {
    "label": N_("Topics"),
    "organisation": N_("Organisations"),
    "title": N_("Open directly"),
    "word": N_("Complete the word"),
    "place": N_("On this site"),
}

Option = dict[str, str]


def as_list(
    request: Request,
    session: Session,
    found: Sequence[Suggestion],
    language: str,
    places: Iterable[tuple[str, str]] = (),
) -> bytes:
    """At most 2 KB of JSON: {"groups": [{"label", "options": [{"text", "to"?, "lang"?}]}], "said"}.

    `places` are titles and addresses of pages. What does not fit any more is left out, from the end.
    """
    codes = codes_of(session, [one.text for one in found if one.kind == "organisation"])
    ordered = [(kind, one) for kind in GROUPS for one in found if one.kind == kind]
    named: list[tuple[str, Option]] = [(kind, _option(request, one, codes, language)) for kind, one in ordered]
    options = _apart([*named, *(("place", {"text": title, "to": to}) for title, to in places)])
    while len(body := _written(options, language)) > MOST_BYTES:
        options.pop()
    return body


def _apart(options: Iterable[tuple[str, Option]]) -> list[tuple[str, Option]]:
    """Without those that lead where one before leads already: a synonym beside its term."""
    first: dict[str, tuple[str, Option]] = {}
    for kind, option in options:
        first.setdefault(option.get("to") or option["text"], (kind, option))
    return list(first.values())


def _written(options: Iterable[tuple[str, Option]], language: str) -> bytes:
    kept = list(options)
    groups = [
        {"label": translate(language, label), "options": [option for kind, option in kept if kind == wanted]}
        for wanted, label in GROUPS.items()
        if any(kind == wanted for kind, _ in kept)
    ]
    answer: dict[str, Any] = {"groups": groups, "said": _how_many(len(kept), language) if kept else ""}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _how_many(number: int, language: str) -> str:
    """For those who hear the page."""
    words = str(translations(language).ungettext("%(num)d suggestion", "%(num)d suggestions", number))
    return words % {"num": number}


def _option(request: Request, one: Suggestion, codes: Mapping[str, str], language: str) -> Option:
    shown: Option = {"text": _short(one.text)}
    to = _where(request, one, codes, language)
    if to:
        shown["to"] = to
    if one.kind == "title" and (written := one.document.rpartition(":")[2]) != language:
        shown["lang"] = written
    return shown


def _where(request: Request, one: Suggestion, codes: Mapping[str, str], language: str) -> str:
    """Nowhere for a word: it completes what is being typed."""
    match one.kind:
        case "title":
            return page_of(request, one.document.rpartition(":")[0], language)
        case "label" if one.facet in FACETS:
            return address(request, "case_list", lang=language, **{one.facet: one.code})
        case "label":
            # What lists have no filter for is found by its name.
            return address(request, "case_list", lang=language, q=one.text)
        case "organisation" if one.text in codes:
            return address(request, "organisation_page", lang=language, code=codes[one.text])
        case "organisation":
            return address(request, "case_list", lang=language, q=one.text)
        case _:
            return ""


def codes_of(session: Session, names: Sequence[str]) -> dict[str, str]:
    """The codes of public organisations by name; of two with the same name neither is meant for sure."""
    if not names:
        return {}
    query = select(Organisation.name, Organisation.code).where(is_public(), col(Organisation.name).in_(names))
    rows = session.exec(query).all()
    counted = [name for name, _ in rows]
    return {name: code for name, code in rows if counted.count(name) == 1}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rstrip() + "…"
