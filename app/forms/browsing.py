"""What a reader asks of the library, as it stands in the address: words, filters, dates, order, page.

The address is the whole state, so that it can be shared, bookmarked and exported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import QueryParams

from app.content.text import N_, one_line
from app.forms.ours import Ours, read_ours
from app.forms.published import Published, read_published
from app.search.engine import EVERYBODY, Preference, SearchRequest, Sort

# What can be found, in the order of the tabs.
KINDS: dict[str, str] = {
    "case": N_("Experiences"),
    "block": N_("Building blocks"),
    "offer": N_("Visits on offer"),
    "report": N_("What visits taught"),
}
# Those that are lists of their own; the others are tabs of the search.
ROUTES = {"case": "case_list", "block": "block_list"}
SEARCH = "search"

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
ORDERS: dict[Sort, str] = {
    "relevance": N_("best first"),
    "newest": N_("newest first"),
    "oldest": N_("oldest first"),
    "similar": N_("organisations like ours first"),
}
SIZES = (20, 50, 100)
LONGEST_QUERY = 400
LAST_PAGE = 500
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Browse:
    """One view of the library. `kind` is what is listed, "" everything. With `as_typed` the words are searched as
    they are, even where a spelling that finds something is known; `cut` says that more was typed than is read."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published: Published = field(default_factory=Published)
    sort: Sort | None = None
    ours: Ours = field(default_factory=Ours)
    page: int = 1
    size: int = SIZES[0]
    kind: str = "case"
    as_typed: bool = False
    cut: bool = False

    @property
    def order(self) -> Sort:
        """Without words there is no best, so the newest come first."""
        return self.sort or ("relevance" if self.text else "newest")

    @property
    def chosen(self) -> int:
        return sum(len(values) for values in self.filters.values()) + self.published.narrows

    @property
    def route(self) -> str:
        """The name of the list's route."""
        return ROUTES.get(self.kind, SEARCH)

    def params(self) -> dict[str, Any]:
        """The address's query, without what is as usual."""
        return {
            "q": self.text,
            "type": self.kind if self.kind and self.kind not in ROUTES else "",
            **{name: list(values) for name, values in self.filters.items()},
            **self.published.params(),
            "sort": self.sort,
            **self.ours.params(),
            "as_typed": "1" if self.as_typed else "",
            "page": self.page if self.page > 1 else None,
            "size": self.size if self.size != SIZES[0] else None,
        }

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Names and values of the address for a form that asks for these itself: what it must carry along."""
        params = {name: value for name, value in replace(self, page=1).params().items() if name not in names}
        values = {name: value if isinstance(value, list) else [value] for name, value in params.items()}
        return [(name, str(one)) for name, some in values.items() for one in some if one]

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

    def asking(self, text: str) -> "Browse":
        """The same with other words."""
        return replace(self, text=text, page=1, as_typed=False)

    def request(
        self, language: str, *, facets: bool = True, openings: bool = False, prefer: tuple[Preference, ...] = ()
    ) -> SearchRequest:
        """The same as the search engine understands it. Only what everybody may read is asked for."""
        return SearchRequest(
            tokens=frozenset({EVERYBODY}),
            text=self.text,
            language=language,
            filters={**self.filters, "type": (self.kind,) if self.kind else tuple(KINDS)},
            published_after=self.published.after,
            published_before=self.published.before,
            sort=self.order,
            prefer=prefer or self.ours.prefer(),
            page=self.page,
            limit=self.size,
            facets=tuple(FACETS) if facets else (),
            openings=openings,
        )


def kind_asked(route: str, query: Mapping[str, str] | QueryParams) -> str:
    """What the list of a route shows: the search everything, or the one kind that its address names."""
    own = next((kind for kind, name in ROUTES.items() if name == route), "")
    return own or next((kind for kind in KINDS if kind == query.get("type")), "")


def read_browse(query: QueryParams, kind: str = "case") -> Browse:
    """Read the address; what makes no sense in it is left out, because links live long and get mangled."""
    filters = {
        name: tuple(dict.fromkeys(clean for value in query.getlist(name) if (clean := one_line(value)[:80])))[
            :MOST_VALUES
        ]
        for name in FACETS
    }
    sort, typed = query.get("sort", ""), one_line(query.get("q", ""))
    return Browse(
        text=typed[:LONGEST_QUERY],
        filters={name: values for name, values in filters.items() if values},
        published=read_published(query),
        sort=next((order for order in ORDERS if order == sort), None),
        ours=read_ours(query),
        page=_number(query.get("page", ""), 1, LAST_PAGE),
        size=next((size for size in SIZES if str(size) == query.get("size")), SIZES[0]),
        kind=kind,
        as_typed=query.get("as_typed") == "1",
        cut=len(typed) > LONGEST_QUERY,
    )


def _number(text: str, lowest: int, highest: int) -> int:
    return min(max(int(text), lowest), highest) if text.isascii() and text.isdecimal() and len(text) < 8 else lowest
