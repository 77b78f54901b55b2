"""The three cups together."""

from sqlmodel import Session

from app.content.clean import Choices
from app.demo.cup.announced import announced
from app.demo.cup.calling import calling
from app.demo.cup.running import running
from app.demo.work import Work
from app.models.types import now


def hold_cups(session: Session, choices: Choices) -> None:
    """Last year's, this year's and next year's."""
    work, year = Work(session, choices), now().year
    announced(work, year - 1)
    running(work, year, last=year - 1)
    calling(work, year + 1, last=year)
