"""What the pages of a visit share: the tabs, what was refused, and clashes in words."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, Invalid, Stale
from app.domain.viewer import Viewer
from app.domain.visits.clashes import TEXTS, Clash, Clashing
from app.domain.visits.interpreting import interpreting_on
from app.domain.visits.showing import ShownVisit, visit_as_shown
from app.domain.visits.visit_words import STATES
from app.forms.bind import Bound, filled
from app.i18n import locale, translate
from app.models.visits import Visit
from app.web.filters import show_date
from app.web.learning_interpreter import interpreter_words
from app.web.requests import language_of
from app.web.templating import address, render

TABS = (
    ("visit_page", N_("Overview")),
    ("visit_programme", N_("Programme")),
    ("visit_people", N_("People")),
    ("visit_goals", N_("Goals")),
    ("visit_tasks", N_("Checklist")),
    ("visit_money", N_("Money")),
    ("visit_learning", N_("What was learned")),
)
# Where those who prepare it read that an interpreter is needed.
REMINDED = ("visit_page", "visit_tasks")
SOMEBODY_ELSE = N_("Somebody else changed this while you were writing. What stands there now is above the form.")


def visit_view(
    request: Request, session: Session, visit: Visit, viewer: Viewer, *, here: str, template: str, **more: Any
) -> Response:
    """A page of a visit. `here` is the tab in which it stands; `bound` among `more` gives the status."""
    shown = more.pop("shown", None) or visit_as_shown(session, visit, viewer)
    bound = more.get("bound")
    reminded = interpreting_on(session, visit=visit) if shown.parts and here in REMINDED else []
    return render(
        request,
        f"learning/{template}.html",
        visit=visit,
        shown=shown,
        tabs=_tabs(request, shown, here),
        states=STATES,
        interpreters=[interpreter_words(one, language_of(request)) for one in reminded],
        status=bound.status if bound else 200,
        **more,
    )


def _tabs(request: Request, shown: ShownVisit, here: str) -> list[dict[str, Any]]:
    """Money and checklist are for those who prepare the visit."""
    language, code = language_of(request), shown.visit.code
    names = [one for one in TABS if shown.parts or one[0] not in ("visit_tasks", "visit_money")]
    return [
        {
            "label": translate(language, label),
            "address": address(request, name, lang=language, code=code),
            "current": name == here,
        }
        for name, label in names
    ]


def attempt(bound: Bound[Any], verb: Callable[[], object], language: str = "en") -> bool:
    """Call a verb; what it refuses is said in the form. True if it went well.

    Forbidden and NotFound go their way: those who may not do something were not offered it.
    """
    try:
        verb()
    except Invalid as wrong:
        bound.errors[wrong.field] = Problem(wrong.message, _said(wrong.params, language))
    except Clashing as wrong:
        for field, clash in zip(("starts_on", "ends_on", ""), wrong.clashes, strict=False):
            bound.errors[field] = _problem(clash, language)
    except Stale:
        bound.errors[""] = Problem(SOMEBODY_ELSE)
    except Conflict as wrong:
        bound.errors[""] = Problem(wrong.message, wrong.params)
    return not bound.errors


def _problem(clash: Clash, language: str) -> Problem:
    days = {"starts": show_date(clash.starts, language), "ends": show_date(clash.ends, language)}
    return Problem(TEXTS[clash.code], {"name": clash.name, "most": clash.most, **days})


def _said(params: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Days that stand in a refusal, as the reader writes them."""
    days = {"starts", "ends"}
    return {key: show_date(value, language) if key in days else value for key, value in params.items()}


def theirs(bound: Bound[Any], stored: Mapping[str, object], labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """After a clash, what differs: [(label to be translated, what stands there now, what was typed)]."""
    if bound.errors.get("") != Problem(SOMEBODY_ELSE):
        return []
    there = filled(stored)
    pairs = [(label, there.values(name), bound.values(name)) for name, label in labels.items()]
    rows = [(label, ", ".join(one), ", ".join(other)) for label, one, other in pairs]
    return [row for row in rows if row[1] != row[2]]


def said_money(hundredths: int, *, currency: str, language: str) -> str:
    """As the reader writes amounts: "€400.50" in English."""
    return str(format_currency(Decimal(hundredths) / 100, currency, locale=locale(language)))
