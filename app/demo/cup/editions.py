"""The three cups together."""

from app.demo.cup.announced import announced
from app.demo.cup.calling import calling
from app.demo.cup.running import running
from app.demo.work import Work
from app.models.types import now


def hold_cups(work: Work) -> None:
    """Last year's, this year's and next year's."""
    year = now().year
    announced(work, year - 1)
    running(work, year, last=year - 1)
    calling(work, year + 1, last=year)
