"""Which module answers what is asked by a link in a mail."""

from collections.abc import Mapping
from typing import Any, Protocol

from fastapi import Request
from sqlmodel import Session

from app.domain.viewer import Viewer
from app.forms.bind import Bound
from app.models.rounds import AnswerLink
from app.web import learning_answer_checks, learning_answer_proposals


class Handler(Protocol):
    """A module. `by` is the person to whom the link was sent, with today's rights.

    The template gets what `facts` gives, with `bound` (the answer that was tapped, as `answer`), `token` and `by`; it
    posts to `answer_link`.
    """

    TEMPLATE: str

    def is_open(self, session: Session, *, link: AnswerLink, by: Viewer) -> bool:
        """Whether this person may still answer."""

    def place(self, session: Session, *, link: AnswerLink) -> str:
        """The path without the language where the same is answered signed in."""

    def facts(self, request: Request, session: Session, *, link: AnswerLink, by: Viewer) -> dict[str, Any]:
        """What the page says."""

    def take(self, request: Request, session: Session, *, link: AnswerLink, bound: Bound[Any], by: Viewer) -> str:
        """Record the answer and give the sentence that thanks for it.

        Raises Invalid, naming the field, or Refused for what cannot be now.
        """


HANDLERS: Mapping[str, Handler] = {"check": learning_answer_checks, "proposal": learning_answer_proposals}
