"""The numbers below a long list, as the `pagination` macro takes them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Query

# A page number of an address. Nobody reads so far; a larger number only costs the database.
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


def paging(number: int, total: int, per_page: int, address_of: Callable[[int], str]) -> dict[str, Any]:
    """`address_of` gives the address of a page by its number; the first and last two and the near ones are shown."""
    pages = max(1, -(-total // per_page))
    shown = sorted({1, 2, number - 1, number, number + 1, pages - 1, pages} & set(range(1, pages + 1)))
    numbers: list[tuple[int | None, str | None]] = []
    for before, page in zip([0, *shown], shown, strict=False):
        if page - before > 1:
            numbers.append((None, None))
        numbers.append((page, address_of(page)))
    return {
        "number": number,
        "pages": pages,
        "previous": address_of(number - 1) if 1 < number <= pages else None,
        "next": address_of(number + 1) if number < pages else None,
        "numbers": numbers,
    }
