"""Offers as columns of whole numbers, one row per offer: what a demand is compared with all at once."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.matching.costs import provided
from app.matching.days import month_bits, offer_days, start_bits
from app.matching.inputs import Offer, Settings, Span
from app.matching.relations import EVIDENCE, NEARNESS, beside, relation, thousandths

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Kept = TypeVar("Kept")
UNKNOWN = -1


class OfferColumns:
    """Prepared once for many demands; columns that depend on a term or a length are made when first asked for."""

    def __init__(self, offers: Sequence[Offer], settings: Settings, within: Span) -> None:
        self.offers = offers
        self.settings = settings
        self.within = within
        self.words = ((within[1] - within[0]).days + 64) // 64
        self._kept: dict[tuple[object, ...], Any] = {}

    def numbers(self, read: Callable[[Offer], int | None]) -> Whole:
        """A number per offer, -1 where it is not told."""
        told = (read(offer) for offer in self.offers)
        return np.array([UNKNOWN if value is None else value for value in told], dtype=np.int64)

    def flags(self, read: Callable[[Offer], object]) -> Flags:
        return np.array([bool(read(offer)) for offer in self.offers], dtype=np.bool_)

    @cached_property
    def caps(self) -> Whole:
        return self.numbers(lambda offer: offer.people_cap)

    @cached_property
    def fixed_costs(self) -> Whole:
        return self.numbers(lambda offer: offer.fixed_cost)

    @cached_property
    def costs_per_person(self) -> Whole:
        return self.numbers(lambda offer: offer.cost_per_person)

    @cached_property
    def levels(self) -> Whole:
        return self.numbers(lambda offer: offer.level)

    @cached_property
    def sizes(self) -> Whole:
        return self.numbers(lambda offer: None if offer.size is None else thousandths(offer.size))

    @cached_property
    def coaching(self) -> Whole:
        return self.numbers(lambda offer: offer.coaching_hours)

    @cached_property
    def closed(self) -> Flags:
        return self.flags(lambda offer: offer.visits_left == 0)

    @cached_property
    def has_topics(self) -> Flags:
        return self.flags(lambda offer: offer.topics)

    @cached_property
    def has_languages(self) -> Flags:
        return self.flags(lambda offer: offer.languages)

    @cached_property
    def has_roles(self) -> Flags:
        return self.flags(lambda offer: offer.roles is not None)

    @cached_property
    def has_products(self) -> Flags:
        return self.flags(lambda offer: offer.products)

    @cached_property
    def has_certifications(self) -> Flags:
        return self.flags(lambda offer: offer.certifications is not None)

    @cached_property
    def seasonal(self) -> Flags:
        return self.flags(lambda offer: offer.months_visible)

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """Rows of each offer's id and of each organisation."""
        rows: dict[str, list[int]] = {}
        for row, offer in enumerate(self.offers):
            for name in {offer.id, offer.organisation}:
                rows.setdefault(name, []).append(row)
        return rows

    @cached_property
    def by_organisation(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, offer in enumerate(self.offers):
            rows.setdefault(offer.organisation, []).append(row)
        return rows

    def having(self, attribute: str, code: str) -> Flags:
        """Offers whose set of that name holds the code."""
        return self._keep(
            (attribute, code), lambda: self.flags(lambda offer: code in (getattr(offer, attribute) or ()))
        )

    def providing(self, need: str) -> Flags:
        return self._keep(("providing", need), lambda: self.flags(lambda offer: need in provided(offer)))

    def topic_points(self, code: str) -> Whole:
        """40 · the best nearness · evidence for a topic."""
        return self._keep(("topic", code), lambda: self._topic_points(code))

    def _topic_points(self, code: str) -> Whole:
        parents = self.settings.taxonomy.topics
        near = {shown: NEARNESS[relation(code, shown, parents)] for shown in self._shown}
        best = [
            max((40 * near[shown.code] * EVIDENCE[shown.evidence] for shown in offer.topics), default=0)
            for offer in self.offers
        ]
        return np.array([int(points) for points in best], dtype=np.int64)

    @cached_property
    def _shown(self) -> set[str]:
        return {shown.code for offer in self.offers for shown in offer.topics}

    def product_halves(self, code: str) -> Whole:
        """2 with the product itself, 1 with a related one."""
        return self._keep(("product", code), lambda: self._nearest(code, lambda offer: offer.products or ()))

    def _nearest(self, code: str, read: Callable[[Offer], Iterable[str]]) -> Whole:
        parents = self.settings.taxonomy.products
        worth = {"same": 2, "parent": 1, "sibling": 1, "none": 0}
        return self.numbers(
            lambda offer: max((worth[relation(code, other, parents)] for other in read(offer)), default=0)
        )

    def wanting(self, code: str) -> Flags:
        """Offers whose host wants the topic or its broader or narrower term."""
        parents = self.settings.taxonomy.topics
        near = ("same", "parent")
        return self._keep(
            ("wanting", code),
            lambda: self.flags(lambda offer: any(relation(want, code, parents) in near for want in offer.wants)),
        )

    def lengths(self, days: int) -> Whole:
        """Days of a visit by travellers who would stay `days`."""
        return self._keep(("lengths", days), lambda: self.numbers(lambda offer: offer.length_days or days))

    def starts(self, days: int) -> NDArray[np.uint64]:
        """Possible first days as bits, one row of words per offer."""
        return self._keep(("starts", days), lambda: self._starts(days))

    def _starts(self, days: int) -> NDArray[np.uint64]:
        return self.packed(
            start_bits(offer_days(offer, self.within), offer.length_days or days) for offer in self.offers
        )

    @cached_property
    def visible(self) -> NDArray[np.uint64]:
        return self.packed(month_bits(self.within, offer.months_visible or frozenset()) for offer in self.offers)

    @cached_property
    def beside_visible(self) -> NDArray[np.uint64]:
        return self.packed(
            month_bits(self.within, beside(offer.months_visible or frozenset())) for offer in self.offers
        )

    def packed(self, rows: Iterable[int]) -> NDArray[np.uint64]:
        """Bits of whole numbers in rows of 64."""
        raw = b"".join(bits.to_bytes(self.words * 8, "little") for bits in rows)
        return np.frombuffer(raw, dtype="<u8").reshape(-1, self.words)

    def _keep(self, key: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
        if key not in self._kept:
            self._kept[key] = make()
        kept: Kept = self._kept[key]
        return kept
