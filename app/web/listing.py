"""One page of a long list: the rows that the address asks for, and the numbers below them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from sqlmodel import Session, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.web.paging import paging

T = TypeVar("T")

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    rows: Sequence[T]
    total: int
    paging: dict[str, Any]


def listing(request: Request, session: Session, query: SelectOfScalar[T], *, page: int) -> Listing[T]:
    """The other parameters of the address (filters) stay in the addresses of the other pages."""
    total = session.exec(select(func.count()).select_from(query.order_by(None).subquery())).one()
    rows = session.exec(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Listing(rows, total, paging(page, total, PER_PAGE, lambda number: _address(request, number)))


def _address(request: Request, number: int) -> str:
    url = request.url.include_query_params(page=number) if number > 1 else request.url.remove_query_params("page")
    return f"{url.path}?{url.query}" if url.query else url.path
