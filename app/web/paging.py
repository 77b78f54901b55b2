"""Long lists page by page, as `ui/page.html` draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Request
from sqlalchemy import func
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

T = TypeVar("T")

SIZE = 50
FURTHEST = 10_000


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """`numbers` are (number, address); (None, None) stands for those left out."""

    rows: Sequence[T]
    total: int
    number: int
    pages: int
    previous: str | None
    next: str | None
    numbers: Sequence[tuple[int | None, str | None]]


def paged(request: Request, session: Session, query: SelectOfScalar[T], *, size: int = SIZE) -> Paged[T]:
    """The page that the address asks for with `page=`; a number beyond the end gives the last one."""
    total = session.exec(select(func.count()).select_from(query.order_by(None).subquery())).one()
    pages = max(1, -(-total // size))
    number = min(_asked(request), pages)
    rows = session.exec(query.offset((number - 1) * size).limit(size)).all()
    return Paged(
        rows=rows,
        total=total,
        number=number,
        pages=pages,
        previous=_address(request, number - 1) if number > 1 else None,
        next=_address(request, number + 1) if number < pages else None,
        numbers=[(shown, _address(request, shown)) if shown else (None, None) for shown in _shown(number, pages)],
    )


def _asked(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return min(int(text), FURTHEST) if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) else 1


def _address(request: Request, number: int) -> str:
    url = request.url.include_query_params(page=number) if number > 1 else request.url.remove_query_params("page")
    return f"{url.path}?{url.query}" if url.query else url.path


def _shown(number: int, pages: int) -> list[int | None]:
    """The first, the last, and those around this one; None for a gap."""
    wanted = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    shown: list[int | None] = []
    for page in wanted:
        last = shown[-1] if shown else None
        if last and page > last + 1:
            shown.append(None)
        shown.append(page)
    return shown
