"""What the pages of proposals share: the page of one, an answer from its form, clashes in words."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.domain.visits import proposal_answers
from app.domain.visits.clashes import TEXTS, Clash, Clashing
from app.domain.visits.proposal_words import REASONS
from app.forms.bind import Bound
from app.models.rounds import Proposal, Side
from app.web.filters import show_date
from app.web.requests import language_of, services

ANSWERS = ("yes", "days", "no")
DAY_FIELDS = tuple(f"day-{number}" for number in range(proposal_answers.MOST_DAYS))
NOT_ANY_MORE = N_("Your yes came a little late, and is not counted yet. A coordinator was told and looks for a way.")
THANKS_AGREED = N_("Both sides agreed. The visit has its own page now.")
THANKS_YES = N_("Thank you! Now the other side has to say yes, too.")
THANKS_DAYS = N_("Thank you! The other side can choose one of your days.")
THANKS_NO = N_("Thank you for saying it. The other side hears it in kind words.")


def clash_problem(clash: Clash, language: str) -> Problem:
    days = {"starts": show_date(clash.starts, language), "ends": show_date(clash.ends, language)}
    return Problem(TEXTS[clash.code], {"name": clash.name, "most": clash.most, **days})


def keep_clashes(bound: Bound[Any], clashes: Sequence[Clash], language: str) -> None:
    """Each in its sentence on top of the form."""
    for number, clash in enumerate(clashes):
        bound.errors["" if number == 0 else f"clash-{number}"] = clash_problem(clash, language)


def attempt(request: Request, session: Session, bound: Bound[Any], verb: Callable[[], object]) -> bool:
    """Call a verb in a savepoint; what it refuses is said in the form. True if it went well."""
    try:
        with session.begin_nested():
            verb()
    except Invalid as wrong:
        bound.refuse(wrong)
    except Clashing as wrong:
        keep_clashes(bound, wrong.clashes, language_of(request))
    except Conflict as wrong:
        bound.errors[""] = Problem(wrong.message, wrong.params)
    return not bound.errors


def take(request: Request, session: Session, proposal: Proposal, side: Side, bound: Bound[Any], by: Viewer) -> str:
    """Carry out what a form answers and give the sentence that thanks for it. Raises what the verbs raise."""
    match bound.value("answer"):
        case "yes":
            base_url = services(request).settings.base_url
            visit = proposal_answers.accept(session, proposal=proposal, side=side, by=by, base_url=base_url)
            return THANKS_AGREED if visit else THANKS_YES
        case "days":
            days = days_of(bound)
            words = bound.value("words")
            proposal_answers.decline(
                session, proposal=proposal, side=side, reason="days", words=words, other_days=days, by=by
            )
            return THANKS_DAYS
        case "no":
            reason, words = bound.value("reason"), bound.value("words")
            proposal_answers.decline(session, proposal=proposal, side=side, reason=reason, words=words, by=by)
            return THANKS_NO
    raise Invalid(N_("Choose one of the answers offered."), "answer")


def days_of(bound: Bound[Any]) -> list[date]:
    """The other first days of a form, without the fields left empty. Raises Invalid."""
    days = []
    for name in DAY_FIELDS:
        typed = bound.value(name).strip()
        if not typed:
            continue
        try:
            days.append(date.fromisoformat(typed))
        except ValueError as wrong:
            raise Invalid(N_("There is no such date."), name) from wrong
    if not days:
        raise Invalid(N_("Give at least one day on which it could begin."), DAY_FIELDS[0])
    return days


def answer_facts(proposal: Proposal, side: Side) -> dict[str, Any]:
    """What the fields of an answer need."""
    return {
        "side": str(side),
        "reasons": list(REASONS.items()),
        "day_fields": DAY_FIELDS,
        "longest": proposal_answers.LONGEST_WORDS,
        "proposal": proposal,
    }
