"""What the story of the visits is told with: who acts for whom, wishes and offers by their names, and the texts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.demo.cup.people import COORDINATOR, organisation_named, owner_of
from app.demo.visits.passing import Calendar
from app.demo.work import Work
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import demanding, offering
from app.domain.visits.demand_fields import DemandFields
from app.domain.visits.offer_fields import OfferFields
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.types import now
from app.models.visits import Visit

DATA = Path(__file__).parents[1] / "data" / "visits"
Told = Mapping[str, Any]
# How long a wish stands, and what preparing it takes.
_WINDOW_DAYS, _LEAD_DAYS = 520, 15
_SAME_OF_DEMAND = ("title", "text", "topics", "party", "women", "youth", "roles", "languages", "level")
_SAME_OF_OFFER = (
    "title", "text", "topics", "roles", "languages", "people_cap", "visits_per_year", "months_visible", "provides",
    "conditions", "fixed_cost", "person_cost", "time_zone", "place", "level",
)  # fmt: skip
_MAY_OF_OFFER = ("coaching", "coaching_hours", "interpreter", "parties_per_visit")


@cache
def texts(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def in_days(count: int) -> date:
    return now().date() + timedelta(days=count)


@dataclass
class Stage:
    """`base_url` gives visits their names in calendars. Wishes, offers, visits are known by the keys of the texts."""

    work: Work
    calendar: Calendar
    terms: TermBook
    base_url: str
    demand_ids: dict[str, int] = field(default_factory=dict)
    offer_ids: dict[str, int] = field(default_factory=dict)
    visit_ids: dict[str, int] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.work.session

    @property
    def coordinator(self) -> Viewer:
        return self.work.viewer(COORDINATOR)

    def demand(self, key: str) -> Demand:
        return self.session.get_one(Demand, self.demand_ids[key])

    def offer(self, key: str) -> Offer:
        return self.session.get_one(Offer, self.offer_ids[key])

    def visit(self, key: str) -> Visit:
        return self.session.get_one(Visit, self.visit_ids[key])

    def owner(self, organisation_id: int) -> Viewer:
        organisation = self.session.get_one(Organisation, organisation_id)
        return self.work.viewer(owner_of(self.work, organisation))

    def offer_all(self, since: str) -> None:
        for told in texts("offers"):
            if told["since"] == since:
                self.offer_ids[told["key"]] = _offer(self, told)

    def wish_all(self, since: str) -> None:
        for told in texts("demands"):
            if told["since"] == since:
                self.demand_ids[told["key"]] = _wish(self, told)


def _offer(stage: Stage, told: Told) -> int:
    organisation = organisation_named(stage.session, told["organisation"])
    by = stage.owner(organisation.id or 0)
    said = OfferFields(
        language=told["language"],
        months_open=range(1, 13),
        **{name: told[name] for name in _SAME_OF_OFFER},
        **{name: told[name] for name in _MAY_OF_OFFER if name in told},
    )
    case = stage.work.case(told["case"]) if "case" in told else None
    offer = offering.begin(stage.session, organisation=organisation, said=said, terms=stage.terms, by=by, case=case)
    offering.publish(stage.session, offer=offer, by=by)
    return offer.id or 0


def _wish(stage: Stage, told: Told) -> int:
    """`waited` is told, not played: three rounds before this one would be a library of their own."""
    organisation = organisation_named(stage.session, told["organisation"])
    by = stage.owner(organisation.id or 0)
    said = DemandFields(
        language=told["language"],
        needs=told.get("needs", ()),
        own_budget=told.get("own_budget"),
        windows=((in_days(_LEAD_DAYS), in_days(_WINDOW_DAYS)),),
        lead_days=_LEAD_DAYS,
        **{name: told[name] for name in _SAME_OF_DEMAND},
    )
    demand = demanding.begin(stage.session, organisation=organisation, said=said, terms=stage.terms, by=by)
    demanding.publish(stage.session, demand=demand, by=by)
    demand.waited = told.get("waited", 1)
    return demand.id or 0
