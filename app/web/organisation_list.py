"""The list of organisations as its page shows it: filters with counts, chosen ones, cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from app.content.text import N_, one_line
from app.domain.organisations.directory import FACETS, Found, Wanted
from app.domain.terms import TermBook
from app.exports.organisations import country
from app.i18n import translate
from app.models.organisations import Organisation
from app.web.browsing import ANY_VALUE, with_value
from app.web.requests import language_of
from app.web.templating import address

FACET_LABELS = {"kind": N_("Kind"), "tier": N_("Tier"), "country": N_("Country"), "product": N_("Product")}
_VOCABULARIES = {"kind": "organisation_kind", "tier": "tier", "product": "product"}
_ON_CARD = 180


def wanted(
    q: Annotated[str, Query(max_length=200)] = "",
    kind: Annotated[str, Query(max_length=60)] = "",
    tier: Annotated[str, Query(max_length=60)] = "",
    country: Annotated[str, Query(max_length=60)] = "",
    product: Annotated[str, Query(max_length=60)] = "",
) -> Wanted:
    """What the address of a list asks for."""
    return Wanted(q=one_line(q), kind=kind, tier=tier, country=country, product=product)


WantedOrganisations = Annotated[Wanted, Depends(wanted)]


def list_address(request: Request, wanted: Wanted, name: str = "organisation_list", **more: Any) -> str:
    asked = {name: getattr(wanted, name) for name in ("q", *FACETS)}
    return address(request, name, lang=language_of(request), **asked, **more)


def facet_word(facet: str, code: str, terms: TermBook, language: str) -> str:
    return country(code, language) if facet == "country" else terms.label(_VOCABULARIES[facet], code, language)


def facet_groups(request: Request, wanted: Wanted, found: Found, terms: TermBook) -> list[dict[str, Any]]:
    """The filters, in each what occurs most first."""
    language = language_of(request)
    groups: list[dict[str, Any]] = []
    for facet in FACETS:
        chosen = getattr(wanted, facet)
        counts = {**({chosen: 0} if chosen else {}), **found.facets[facet]}
        without, pattern = (list_address(request, replace(wanted, **{facet: code})) for code in ("", ANY_VALUE))
        options = [
            {
                "label": facet_word(facet, code, terms, language),
                "count": count,
                "selected": code == chosen,
                "address": without if code == chosen else with_value(pattern, code),
            }
            for code, count in counts.items()
        ]
        options.sort(key=lambda option: (-option["count"], option["label"]))
        groups.append({"label": translate(language, FACET_LABELS[facet]), "options": options})
    return groups


def chosen_filters(request: Request, wanted: Wanted, terms: TermBook) -> list[tuple[str, str]]:
    """Each filter that is set, with the address of the list without it."""
    language = language_of(request)
    chips = [(f"“{wanted.q}”", list_address(request, replace(wanted, q="")))] if wanted.q else []
    for facet in FACETS:
        if code := getattr(wanted, facet):
            without = replace(wanted, **{facet: ""})
            chips.append((facet_word(facet, code, terms, language), list_address(request, without)))
    return chips


def organisation_cards(
    request: Request, organisations: Sequence[Organisation], counts: Mapping[int, int], terms: TermBook
) -> list[dict[str, Any]]:
    language = language_of(request)
    return [_card(request, one, counts.get(one.id or 0, 0), terms, language) for one in organisations]


def _card(request: Request, one: Organisation, cases: int, terms: TermBook, language: str) -> dict[str, Any]:
    text = one_line(one.description)
    return {
        "address": address(request, "organisation_page", lang=language, code=one.code),
        "name": one.name,
        "country": country(one.country, language),
        "place": one.region,
        "kind": terms.label("tier" if one.tier else "organisation_kind", one.tier or one.kind, language),
        "products": ", ".join(terms.label("product", code, language) for code in one.products[:4]),
        "cases": cases,
        "text": text if len(text) <= _ON_CARD else text[:_ON_CARD].rsplit(" ", 1)[0] + " …",
        "state": (translate(language, N_("Illustration")), "quiet") if one.illustration else None,
    }
