"""The organisations of one person, with what waits in each."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.organisations.asking import requests_at
from app.domain.organisations.first_look import decline_reasons
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.organisations import MemberRole, Organisation


@dataclass(frozen=True, slots=True)
class Mine:
    """`cases` are all of the organisation, drafts included, the latest changed first.

    `requests` to join are counted for owners; `declined` is the reason of a first look that said no.
    """

    organisation: Organisation
    role: MemberRole
    cases: list[Case]
    requests: int
    declined: str


def mine(session: Session, viewer: Viewer) -> list[Mine]:
    """By name; five queries, however many."""
    ids = list(viewer.memberships)
    rows = session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all() if ids else []
    found = session.exec(
        select(Case).where(col(Case.organisation_id).in_(ids)).order_by(col(Case.updated_at).desc(), col(Case.id))
    ).all()
    cases: dict[int, list[Case]] = {}
    for case in found:
        cases.setdefault(case.organisation_id, []).append(case)
    owned = {one.id or 0: one.code for one in rows if viewer.owns(one.id or 0)}
    asked = [request.organisation_code for request in requests_at(session, owned)]
    reasons = decline_reasons(session, [one.code for one in rows if one.approved_at is None])
    return [
        Mine(
            one,
            viewer.memberships[one.id or 0],
            cases.get(one.id or 0, []),
            asked.count(one.code),
            reasons.get(one.code, ""),
        )
        for one in sorted(rows, key=lambda one: one.name.casefold())
    ]
