"""What the papers of a visit say: days, times and names as their language writes them."""

from collections.abc import Mapping
from typing import Any

from app.domain.terms import TermBook
from app.domain.visits.participants import SIDES, forget_day
from app.domain.visits.showing import ShownItem, ShownOrganisation, ShownPerson, ShownVisit
from app.i18n import translate
from app.models.types import now
from app.moments import city
from app.web.filters import country_name, language_word, show_date


def common(shown: ShownVisit, language: str) -> dict[str, Any]:
    """What stands on every paper."""
    visit = shown.visit
    return {
        "title": visit.title,
        "first": show_date(visit.starts_on, language),
        "last": show_date(visit.ends_on, language),
        "place": visit.place,
        "host": _home(shown.host, language),
        "guests": [_home(guest, language) for guest in shown.guests],
        "meeting_point": visit.meeting_point,
        "emergency": visit.emergency,
        "zone": city(visit.time_zone, language),
        "written": show_date(now().date(), language),
        "code": visit.code,
    }


def _home(home: ShownOrganisation, language: str) -> Mapping[str, str]:
    return {"name": home.name, "country": country_name(home.country, language)}


def programme(shown: ShownVisit, language: str) -> list[dict[str, Any]]:
    """Day by day; the city is named where a clock is another than that of the visit."""
    return [
        {"day": show_date(day, language), "items": [_item(one, shown, language) for one in items]}
        for day, items in shown.days
    ]


def _item(one: ShownItem, shown: ShownVisit, language: str) -> dict[str, str]:
    moments = [moment.strftime("%H:%M") for moment in (one.starts, one.ends) if moment]
    elsewhere = f" ({city(one.zone, language)})" if one.zone != shown.visit.time_zone else ""
    about = " · ".join(part for part in (one.item.place, one.item.responsible) if part)
    return {
        "clock": "–".join(moments) + elsewhere if moments else "",
        "title": one.item.title,
        "about": about,
        "text": one.item.text,
    }


def participants(shown: ShownVisit, terms: TermBook, language: str) -> list[dict[str, str]]:
    """Names and roles of all; the rest of those who agreed that it is kept, as far as the reader may see it."""
    return [_participant(one, terms, language) for one in shown.people]


def _participant(one: ShownPerson, terms: TermBook, language: str) -> dict[str, str]:
    said = one.private if one.private and one.private.consent_at else None
    role = terms.label("visit_role", one.role, language) if one.role else ""
    needs = [terms.label("visit_need", code, language) for code in said.needs] if said else []
    return {
        "name": one.name,
        "about": ", ".join(part for part in (translate(language, SIDES[one.side]), role) if part),
        "organisation": one.organisation,
        "languages": ", ".join(language_word(code, language) for code in said.languages) if said else "",
        "call": " · ".join(part for part in (said.phone, said.email) if part) if said else "",
        "needs": "; ".join(part for part in (*needs, said.needs_note) if part) if said else "",
    }


def letter(shown: ShownVisit, one: ShownPerson, language: str) -> dict[str, Any]:
    """Of one visitor whose data this reader may see."""
    home = next((guest for guest in shown.guests if guest.name == one.organisation), None)
    return {
        "visitor": one.name,
        "passport": one.private.passport if one.private else "",
        "home": _home(home, language) if home else {"name": one.organisation, "country": ""},
        "kept_until": show_date(forget_day(shown.visit), language),
    }
