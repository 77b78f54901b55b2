"""Writing a wish or an offer: for whom, prefilled with what, and what the forms offer to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.domain.cases.access import public_cases
from app.domain.cup.behalf import Behalf, organisations_named
from app.domain.errors import NotFound
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits.access import open_offers, readable_offer, writes_for
from app.domain.visits.behalf import may_help
from app.domain.visits.evidence import topics_of
from app.forms.bind import Bound
from app.forms.learning_demand import LEVELS
from app.i18n import LANGUAGES, translate
from app.models.cases import Case, CaseVersion
from app.models.demands import Offer
from app.models.organisations import Organisation
from app.web.learning_board_words import topic_options
from app.web.templating import render


@dataclass(frozen=True, slots=True)
class Whose:
    """For which organisation somebody writes; None while there are several to choose from, or none."""

    own: Sequence[Organisation]
    chosen: Organisation | None
    # The organisation itself is not this person's: it must have agreed.
    behalf: bool = False


def whose(session: Session, viewer: Viewer, code: str) -> Whose:
    """Raises NotFound for an organisation for which this person may not write."""
    ids = writes_for(viewer)
    query = select(Organisation).where(col(Organisation.id).in_(ids)).order_by(col(Organisation.name))
    own = session.exec(query).all() if ids else []
    if not code:
        return Whose(own, own[0] if len(own) == 1 else None)
    mine = next((one for one in own if one.code == code), None)
    if mine:
        return Whose(own, mine)
    others = organisations_named(session, code=code) if may_help(viewer) else []
    if not others:
        raise NotFound
    return Whose(own, others[0], behalf=True)


def ask_whose(request: Request, session: Session, viewer: Viewer, whose: Whose, *, route: str) -> Response:
    """The page on which one says for which organisation one writes."""
    words = request.query_params.get("q", "")[:120]
    helps = may_help(viewer)
    kept = {name: request.query_params.get(name, "")[:20] for name in ("case", "offer")}
    return render(
        request,
        "learning/whose.html",
        own=whose.own,
        helps=helps,
        route=route,
        q=words,
        kept=kept,
        found=organisations_named(session, words=words) if helps and words.strip() else [],
    )


def behalf_of(bound: Bound[Any], *, needed: bool) -> Behalf | None:
    if not needed:
        return None
    try:
        day = date.fromisoformat(bound.value("agreed_day"))
    except ValueError:
        day = None
    return Behalf(bound.value("who"), bound.value("how"), day)


def named_case(session: Session, code: str) -> Case | None:
    """A public case of an address; None without one. Raises NotFound."""
    if not code:
        return None
    case = session.exec(public_cases().where(Case.code == code)).first()
    if case is None:
        raise NotFound
    return case


def content_of(session: Session, case: Case) -> Mapping[str, Mapping[str, Any]]:
    """What is public of a case."""
    version = session.get(CaseVersion, case.current_version_id) if case.current_version_id else None
    return version.content if version else {}


def named_offer(session: Session, viewer: Viewer, code: str, case: Case | None) -> Offer | None:
    """The offer of an address; else the open one that shows a case, or another of the same organisation."""
    if code:
        return readable_offer(session, code=code, viewer=viewer)
    if case is None:
        return None
    same = open_offers().where(Offer.organisation_id == case.organisation_id)
    offers = session.exec(same.order_by(col(Offer.id).desc())).all()
    return next((one for one in offers if one.case_id == case.id), offers[0] if offers else None)


def topics_to_ask(session: Session, case: Case | None, offer: Offer | None, most: int) -> list[str]:
    """What both are about first, then what one of them is about."""
    shown = [topic["code"] for topic in offer.topics] if offer else []
    told = topics_of(content_of(session, case)) if case else []
    both = [topic for topic in told if topic in shown]
    return list(dict.fromkeys([*both, *shown, *told]))[:most]


def form_choices(terms: TermBook, language: str, known_languages: Sequence[str]) -> dict[str, Any]:
    """What the forms of both offer: topics, levels, and the languages that are likely to be wanted."""
    return {
        "topics": topic_options(terms, language),
        "levels": [(code, translate(language, words)) for code, words in LEVELS],
        "likely": list(dict.fromkeys(code for code in (*known_languages, *LANGUAGES) if code)),
    }
