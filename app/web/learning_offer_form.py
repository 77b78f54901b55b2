"""The form of an offer: what it shows, prefilled from a case, and after something was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.core import get_global
from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.domain.terms import TermBook
from app.domain.visits.evidence import topics_of
from app.domain.visits.offer_fields import MONTHS, MOST_TOPICS, OfferFields
from app.forms.bind import Bound
from app.forms.learning_offer import LABELS
from app.forms.learning_values import rows_typed
from app.i18n import translate
from app.models.cases import Case
from app.models.demands import Offer, OfferState
from app.models.organisations import Organisation
from app.time_zones import guess_zone, zone_options
from app.web.filters import month_name
from app.web.learning_writing import content_of, form_choices
from app.web.requests import language_of, services
from app.web.templating import render


@dataclass(frozen=True, slots=True)
class About:
    """What an offer is written for: whose it is, and the case it shows. `earlier` shows the same case already."""

    organisation: Organisation
    behalf: bool = False
    case: Case | None = None
    earlier: Offer | None = None
    offer: Offer | None = None


def earlier_offer(session: Session, organisation: Organisation, case: Case | None) -> Offer | None:
    if case is None:
        return None
    query = select(Offer).where(
        Offer.organisation_id == organisation.id, Offer.case_id == case.id, Offer.state != OfferState.WITHDRAWN
    )
    return session.exec(query.order_by(col(Offer.id).desc())).first()


def prefilled(request: Request, session: Session, about: About) -> OfferFields:
    """A new offer, with what the case that it shows already says about visits."""
    organisation, language = about.organisation, language_of(request)
    plain = OfferFields(
        language=language,
        languages=list(organisation.languages[:12]) or [language],
        months_open=list(MONTHS),
        time_zone=zone_of(organisation.country, request),
        place=organisation.region,
    )
    return _from_case(about.case, content_of(session, about.case), plain) if about.case else plain


def _from_case(case: Case, content: Mapping[str, Mapping[str, Any]], plain: OfferFields) -> OfferFields:
    said = content.get("replication", {})
    months = [int(month) for month in said.get("offer_months") or () if str(month).isdecimal()]
    kinds = said.get("offers") or ("visit",)
    return OfferFields(
        language=case.original_language,
        visits="visit" in kinds or "coaching" not in kinds,
        coaching="coaching" in kinds,
        title=str(content.get("summary", {}).get("title", ""))[:160],
        topics=topics_of(content)[:MOST_TOPICS],
        languages=list(said.get("offer_languages") or plain.languages)[:12],
        people_cap=min(max(int(said.get("offer_people") or plain.people_cap), 1), 100),
        months_open=months or plain.months_open,
        months_visible=months,
        conditions=str(said.get("offer_note") or "")[:1000],
        time_zone=plain.time_zone,
        place=str(content.get("facts", {}).get("region") or plain.place)[:200],
    )


def zone_of(country: str, request: Request) -> str:
    """The zone of the country where it has one; else a guess."""
    zones = get_global("territory_zones").get(country, [])
    found = str(zones[0]) if len(zones) == 1 else guess_zone(f"und-{country}")
    return found if found != "UTC" else guess_zone(request.headers.get("accept-language", ""))


def offer_form(
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
        "learning/offer_edit.html",
        about=about,
        offer=about.offer,
        bound=bound,
        labels=LABELS,
        words={name: translate(language, words) for name, words in LABELS.items()},
        blackout_rows=rows_typed(bound.typed, "blackouts"),
        months=[(str(number), month_name(number, language)) for number in MONTHS],
        zones=zone_options(language),
        row_version=row_version,
        clash=clash,
        most_topics=MOST_TOPICS,
        currency=services(request).settings.visits_currency,
        **form_choices(terms, language, [*bound.values("languages"), *about.organisation.languages]),
        status=409 if clash else bound.status,
    )
