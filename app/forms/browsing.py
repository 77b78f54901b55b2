"""What a reader asks of the library, as it stands in the address: words, filters, order, page.

The address is the whole state, so that it can be shared, bookmarked and exported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import QueryParams

from app.content.text import N_, one_line
from app.search.engine import EVERYBODY, SearchRequest, Sort

# The filters, in the order of the page: name in the address, label, vocabulary of its values ("" has none).
FACETS: dict[str, tuple[str, str]] = {
    "benefit": (N_("Benefit"), "benefit"),
    "capability": (N_("What it got better at"), "capability"),
    "product": (N_("Product"), "product"),
    "country": (N_("Country"), ""),
    "kind": (N_("Kind of experience"), "case_kind"),
    "tier": (N_("Depth"), ""),
    "language": (N_("Language"), ""),
    "method": (N_("How people learned"), "method"),
    "maturity": (N_("Maturity"), "maturity"),
    "organisation_tier": (N_("Tier of the organisation"), "tier"),
    "activity": (N_("Practical activity"), "activity"),
    "year": (N_("Year of publication"), ""),
    "video": (N_("Film"), ""),
}
ORDERS: dict[Sort, str] = {"relevance": N_("best first"), "newest": N_("newest first"), "oldest": N_("oldest first")}
SIZES = (20, 50, 100)
LONGEST_QUERY = 400
LAST_PAGE = 500
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Browse:
    """One view of the library. `kind` is what is listed: cases or building blocks."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    size: int = SIZES[0]
    kind: str = "case"

    @property
    def order(self) -> Sort:
        """Without words there is no best, so the newest come first."""
        return self.sort or ("relevance" if self.text else "newest")

    @property
    def chosen(self) -> int:
        return sum(len(values) for values in self.filters.values())

    def params(self) -> dict[str, Any]:
        """The address's query, without what is as usual."""
        usual = {"sort": self.sort, "page": self.page if self.page > 1 else None}
        size = self.size if self.size != SIZES[0] else None
        return {"q": self.text, **{name: list(values) for name, values in self.filters.items()}, **usual, "size": size}

    def toggled(self, name: str, code: str) -> "Browse":
        """The view with one value more, or without it if it was chosen."""
        values = self.filters.get(name, ())
        changed = tuple(value for value in values if value != code) if code in values else (*values, code)
        filters = {**self.filters, name: changed}
        return replace(self, filters={key: kept for key, kept in filters.items() if kept}, page=1)

    def at(self, page: int) -> "Browse":
        return replace(self, page=page)

    def sorted_by(self, sort: Sort) -> "Browse":
        return replace(self, sort=sort, page=1)

    def sized(self, size: int) -> "Browse":
        return replace(self, size=size, page=1)

    def request(self, language: str, *, facets: bool = True, openings: bool = False) -> SearchRequest:
        """The same as the search engine understands it. Only what everybody may read is asked for."""
        return SearchRequest(
            tokens=frozenset({EVERYBODY}),
            text=self.text,
            language=language,
            filters={**self.filters, "type": (self.kind,)},
            sort=self.order,
            page=self.page,
            limit=self.size,
            facets=tuple(FACETS) if facets else (),
            openings=openings,
        )


def read_browse(query: QueryParams, kind: str = "case") -> Browse:
    """Read the address; what makes no sense in it is left out, because links live long and get mangled."""
    filters = {
        name: tuple(dict.fromkeys(one_line(value)[:80] for value in query.getlist(name) if value))[:MOST_VALUES]
        for name in FACETS
    }
    sort = query.get("sort", "")
    return Browse(
        text=one_line(query.get("q", ""))[:LONGEST_QUERY],
        filters={name: values for name, values in filters.items() if values},
        sort=next((order for order in ORDERS if order == sort), None),
        page=_number(query.get("page", ""), 1, LAST_PAGE),
        size=next((size for size in SIZES if str(size) == query.get("size")), SIZES[0]),
        kind=kind,
    )


def _number(text: str, lowest: int, highest: int) -> int:
    return min(max(int(text), lowest), highest) if text.isascii() and text.isdecimal() and len(text) < 8 else lowest
