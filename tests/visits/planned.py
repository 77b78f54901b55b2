"""Drafts of rounds as tests make them: asked for, and worked out by a worker."""

from app.domain.viewer import Viewer, viewer_of
from app.domain.visits import planning
from app.domain.visits.plan_inputs import WhatIf
from app.jobs.worker import Worker
from app.models.organisations import Organisation
from app.models.rounds import Plan, Round
from app.services import Services
from tests.factories import Make


def coordinator(make: Make, organisation: Organisation | None = None) -> Viewer:
    """Of the platform, and perhaps of an organisation."""
    user = make.coordinator()
    if organisation:
        make.member(user, organisation)
    with make.services.database.reading() as session:
        return viewer_of(session, user)


def draft(services: Services, round_: Round, by: Viewer, asked: WhatIf | None = None) -> Plan:
    with services.database.writing() as session:
        plan = planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=by, asked=asked)
    Worker(services).run_once()
    return the_plan(services, plan)


def the_plan(services: Services, plan: Plan) -> Plan:
    with services.database.reading() as session:
        return session.get_one(Plan, plan.id)
