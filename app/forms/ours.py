"""What a reader's own organisation is like, for lists that begin with experiences of organisations like it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import QueryParams

from app.content.text import N_, one_line
from app.search.engine import Preference

# Facet of the search: the question in the small form, and how much it counts that both have it.
LIKENESS: dict[str, tuple[str, float]] = {
    "country": (N_("Country"), 2.0),
    "product": (N_("Product"), 3.0),
    "organisation_tier": (N_("Tier of the organisation"), 2.0),
    "organisation_size": (N_("How many members"), 1.0),
    "benefit": (N_("What you would like to reach"), 3.0),
    "capability": (N_("What you would like to get better at"), 3.0),
}
# Those that anybody may tell in the address, by their names there.
ASKED = {
    "our_country": "country",
    "our_product": "product",
    "our_tier": "organisation_tier",
    "our_size": "organisation_size",
    "our_benefit": "benefit",
}
MOST_VALUES = 8


@dataclass(frozen=True, slots=True)
class Ours:
    """The values of facets that describe an organisation, or what it looks for."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values)

    def prefer(self) -> tuple[Preference, ...]:
        return tuple(self._preferences())

    def _preferences(self) -> Iterator[Preference]:
        for facet, codes in self.values.items():
            for code in codes[:MOST_VALUES]:
                yield Preference(facet, code, LIKENESS[facet][1])

    def params(self) -> dict[str, list[str]]:
        return {name: list(self.values[facet]) for name, facet in ASKED.items() if facet in self.values}


def read_ours(query: QueryParams) -> Ours:
    """What the address tells of an organisation; nobody has to sign in for it, and nothing of it is kept."""
    told = {
        facet: tuple(dict.fromkeys(clean for value in query.getlist(name) if (clean := one_line(value)[:80])))[
            :MOST_VALUES
        ]
        for name, facet in ASKED.items()
    }
    return Ours({facet: codes for facet, codes in told.items() if codes})
