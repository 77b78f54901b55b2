"""The form of a wish: what it shows, prefilled and after something was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.domain.errors import Stale
from app.domain.terms import TermBook
from app.domain.visits.demand_fields import MOST_TOPICS, DemandFields
from app.forms.bind import Bound
from app.forms.learning_demand import LABELS
from app.forms.learning_values import rows_typed
from app.i18n import translate
from app.models.cases import Case
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.web.learning_board_words import differences
from app.web.learning_writing import form_choices, topics_to_ask
from app.web.requests import language_of, services
from app.web.templating import render


@dataclass(frozen=True, slots=True)
class About:
    """What a wish is written for: whose it is, and what awoke it."""

    organisation: Organisation
    behalf: bool = False
    case: Case | None = None
    offer: Offer | None = None
    demand: Demand | None = None


def prefilled(request: Request, session: Session, about: About) -> DemandFields:
    """A new wish, with what the case or the offer that awoke it already says."""
    language = language_of(request)
    shown = about.offer.title if about.offer else about.case.title if about.case else ""
    return DemandFields(
        language=language,
        title=shown,
        topics=topics_to_ask(session, about.case, about.offer, MOST_TOPICS),
        languages=dict.fromkeys(about.organisation.languages[:1], 0),
        days=about.offer.days if about.offer else 3,
    )


def demand_form(
    request: Request,
    terms: TermBook,
    about: About,
    bound: Bound[Any],
    *,
    row_version: int = 0,
    clash: Sequence[tuple[str, str, str]] = (),
) -> Response:
    language = language_of(request)
    return render(
        request,
        "learning/demand_edit.html",
        about=about,
        demand=about.demand,
        bound=bound,
        labels=LABELS,
        words={name: translate(language, words) for name, words in LABELS.items()},
        rows={name: rows_typed(bound.typed, name) for name in ("windows", "blackouts", "languages")},
        row_version=row_version,
        clash=clash,
        most_topics=MOST_TOPICS,
        currency=services(request).settings.visits_currency,
        **form_choices(terms, language, about.organisation.languages),
        status=409 if clash else bound.status,
    )


def clash_of(
    stale: Stale, said: Any, labels: Mapping[str, str], bound: Bound[Any], terms: TermBook, language: str
) -> Any:
    """Both texts, where somebody else saved meanwhile."""
    bound.errors[""] = Problem(stale.message)
    return differences(stale.theirs, said, labels, terms=terms, language=language)
