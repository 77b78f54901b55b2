"""What waits for a person in learning visits: the number in the header and the lines of the page behind it come from
the same selects.

A kind of thing that waits is a select of ids, put together once, with what is `asked_by` somebody as parameters. The
lines of all kinds are read by one statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, literal, null, union_all
from sqlalchemy import select as sql
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain.asking import ME, WRITES, asked_by
from app.domain.viewer import Viewer
from app.models.demands import Demand, DemandState, Offer, OfferState

WISH_TO_PUBLISH = N_("Wishes to learn that you have not published yet")
OFFER_TO_PUBLISH = N_("Offers to show that you have not published yet")
MOST = 500


@dataclass(frozen=True, slots=True)
class WaitingOnVisits:
    """One line: why it waits (marked for translation), the path without the language, and the words of the link."""

    reason: str
    path: str
    title: str
    language: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """Why things wait, where they are dealt with (with "{code}"), and a select of `line_of` each."""

    reason: str
    path: str
    lines: Select[Any]


def line_of(
    table: Any,
    *,
    title: Any,
    language: Any = None,
    day: Any = None,
    moment: Any = None,
    since: Any = None,
) -> Select[Any]:
    """The same columns for every kind. `day` or `moment`: until when; what waits longest (`since`) comes first."""
    moments = Demand.__table__.c.updated_at.type  # type: ignore[attr-defined]
    columns: list[ColumnElement[Any]] = [
        col(table.code).label("code"),
        col(title).label("title"),
        (literal("") if language is None else col(language)).label("language"),
        (cast(null(), Date) if day is None else col(day)).label("day"),
        (cast(null(), moments) if moment is None else col(moment)).label("moment"),
        (cast(null(), moments) if since is None else since).label("since"),
        col(table.id).label("number"),
    ]
    return sql(*columns)


def own_visit_things(*, facilitator: bool) -> tuple[SelectOfScalar[Any], ...]:
    """The numbers of what waits, each as a select of one row. `facilitator`: of somebody who writes for others too."""
    return tuple(
        select(func.count()).select_from(part.subquery())
        for part in (_demands(facilitator=facilitator), _offers(facilitator=facilitator))
    )


def _own(table: type[Demand] | type[Offer], *, facilitator: bool) -> ColumnElement[bool]:
    mine = col(table.organisation_id).in_(WRITES)
    return or_(mine, col(table.on_behalf_by_id) == ME) if facilitator else mine


def _demands(*, facilitator: bool) -> SelectOfScalar[Any]:
    return select(Demand.id).where(_own(Demand, facilitator=facilitator), Demand.state == DemandState.DRAFT)


def _offers(*, facilitator: bool) -> SelectOfScalar[Any]:
    return select(Offer.id).where(_own(Offer, facilitator=facilitator), Offer.state == OfferState.DRAFT)


def kinds_to_publish(*, helper: bool) -> list[Kind]:
    wishes = line_of(Demand, title=Demand.title, language=Demand.language, since=col(Demand.updated_at))
    offers = line_of(Offer, title=Offer.title, language=Offer.language, since=col(Offer.updated_at))
    return [
        Kind(
            WISH_TO_PUBLISH,
            "/learning/demands/{code}/edit",
            wishes.where(col(Demand.id).in_(_demands(facilitator=helper))),
        ),
        Kind(
            OFFER_TO_PUBLISH,
            "/learning/offers/{code}/edit",
            offers.where(col(Offer.id).in_(_offers(facilitator=helper))),
        ),
    ]


def lines_of(session: Session, viewer: Viewer, kinds: Sequence[Kind]) -> list[WaitingOnVisits]:
    """All of them in the order of their kinds."""
    parts = [kind.lines.add_columns(literal(number).label("kind")) for number, kind in enumerate(kinds)]
    query = union_all(*parts).order_by("kind", "since", "day", "number").limit(MOST)
    return [
        WaitingOnVisits(
            kinds[row.kind].reason,
            kinds[row.kind].path.format(code=row.code),
            row.title,
            row.language,
            row.day or (row.moment.date() if row.moment else None),
        )
        for row in session.execute(query, asked_by(viewer)).all()
    ]
