"""The programme's money that is bound in visits: what a round cannot give away a second time."""

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import Session, col, select

from app.models.visits import BudgetLine


def committed(session: Session, *, visits: Collection[int]) -> dict[int, int]:
    """By the id of each visit that has lines of a budget, in hundredths: of every line the larger of planned and spent.

    A plan may turn out too low, and what is saved on one line is not free before the visit is over.
    """
    query = select(BudgetLine.visit_id, BudgetLine.paid_by, BudgetLine.planned, BudgetLine.spent)
    found: dict[int, int] = defaultdict(int)
    for visit, paid_by, planned, spent in session.exec(query.where(col(BudgetLine.visit_id).in_(visits))).all():
        found[visit] += max(planned, spent or 0) if paid_by == "round" else 0
    return dict(found)
