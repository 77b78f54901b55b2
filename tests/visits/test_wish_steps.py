"""Wishes and offers are begun, published, changed, taken back; who hears of it; they expire."""

from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.cup.behalf import Behalf
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.visits import demanding, offering
from app.domain.visits.announcing import announce
from app.domain.visits.demand_fields import DemandFields
from app.domain.visits.evidence import refresh
from app.domain.visits.expiring import expire_due
from app.domain.visits.offer_fields import OfferFields
from app.models.cases import Case, CaseState, CaseTier, CaseVersion
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.people import Role
from app.models.platform import Job, Notification
from app.models.rounds import Proposal, ProposalState
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.visits.making import TOPIC, MakeVisit, day

SAID = DemandFields(
    language="en",
    title="How to sell together",
    topics=[TOPIC, "benefit:bargaining_power"],
    party=4,
    languages={"es": 4},
    windows=[(day(60), day(90))],
    needs=[],
    blackouts=[],
)
SHOWN = OfferFields(language="es", title="Our warehouse", topics=[TOPIC], languages=["es"], months_open=[3, 4])


def every(services: Services, table: type[Any]) -> list[Any]:
    with services.database.reading() as session:
        return list(session.exec(select(table).order_by(col(table.id))).all())


def told(services: Services) -> list[tuple[int, str]]:
    return [(one.user_id, one.kind) for one in every(services, Notification)]


def test_wish_is_a_draft_until_it_is_published(services: Services, make: Make) -> None:
    organisation = make.organisation()
    by = make.viewer(make.owner(organisation))

    with services.database.writing() as session:
        terms = services.terms(session)
        demand = demanding.begin(session, organisation=organisation, said=SAID, terms=terms, by=by)
        before = demand.state
        demanding.publish(session, demand=demand, by=by)

    stored = every(services, Demand)[0]
    assert (before, stored.state, stored.last_start) == (DemandState.DRAFT, DemandState.OPEN, day(88))
    assert stored.topics == [{"code": TOPIC, "importance": 3}, {"code": "benefit:bargaining_power", "importance": 2}]
    assert DemandFields.of(stored) == SAID
    assert [job.kind for job in every(services, Job)] == ["visit_announce"]


def test_strangers_and_plain_members_write_nothing(services: Services, make: Make) -> None:
    organisation = make.organisation()
    others = [make.owner(make.organisation()), make.user(), make.coordinator()]

    for person in others:
        with services.database.writing() as session, pytest.raises(NotFound):
            demanding.begin(
                session,
                organisation=organisation,
                said=SAID,
                terms=services.terms(session),
                by=make.viewer(person),
            )
    assert every(services, Demand) == []


def test_unseen_organisation_keeps_its_draft(services: Services, make: Make) -> None:
    organisation = make.organisation(approved=False)
    by = make.viewer(make.owner(organisation))
    with services.database.writing() as session:
        demand = demanding.begin(session, organisation=organisation, said=SAID, terms=services.terms(session), by=by)

    with services.database.writing() as session, pytest.raises(Conflict):
        demanding.publish(session, demand=session.get_one(Demand, demand.id), by=by)
    assert every(services, Demand)[0].state is DemandState.DRAFT


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FACILITATOR])
def test_helper_writes_for_an_organisation_that_agreed_and_is_told(services: Services, make: Make, role: Role) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    helper = make.viewer(make.user("Hilde Help", roles=(role,)))
    behalf = Behalf("Rosa Quispe, president", "By telephone", now().date())

    with services.database.writing() as session:
        terms = services.terms(session)
        demand = demanding.begin(session, organisation=organisation, said=SAID, terms=terms, by=helper, behalf=behalf)
        demanding.publish(session, demand=demand, by=helper)
        offering.begin(session, organisation=organisation, said=SHOWN, terms=terms, by=helper, behalf=behalf)

    stored = every(services, Demand)[0]
    assert stored.on_behalf_by_id == helper.id
    assert stored.consent_record == f"Rosa Quispe, president\nBy telephone\n{now().date().isoformat()}"
    assert told(services) == [(owner.id, "visit_on_behalf")] * 2


def test_consent_that_is_not_told_in_full_is_asked_for(services: Services, make: Make) -> None:
    organisation, helper = make.organisation(), make.viewer(make.coordinator())

    with services.database.writing() as session, pytest.raises(Invalid) as refused:
        demanding.begin(
            session,
            organisation=organisation,
            said=SAID,
            terms=services.terms(session),
            by=helper,
            behalf=Behalf("Rosa", "", now().date()),
        )
    assert refused.value.field == "how"


def test_second_of_two_writers_sees_what_the_first_has_saved(services: Services, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation()
    by, demand = make.viewer(make.owner(organisation)), visits.demand(organisation)
    with services.database.writing() as session:
        terms = services.terms(session)
        mine = session.get_one(Demand, demand.id)
        demanding.save(session, demand=mine, said=SAID, terms=terms, row_version=1, by=by)

    with services.database.writing() as session:
        mine = session.get_one(Demand, demand.id)
        with pytest.raises(Stale) as stale:
            demanding.save(session, demand=mine, said=SAID, terms=terms, row_version=1, by=by)
    assert (stale.value.theirs, stale.value.row_version) == (SAID, 2)


def test_fitting_hosts_and_coordinators_hear_of_a_wish_once(services: Services, make: Make, visits: MakeVisit) -> None:
    coordinator = make.coordinator()
    fitting, paused, other = (make.organisation() for _ in range(3))
    host = make.owner(fitting)
    make.owner(paused)
    make.owner(other)
    visits.offer(fitting)
    visits.offer(fitting)
    visits.offer(paused, state=OfferState.PAUSED)
    visits.offer(other, topics=[{"code": "benefit:shared_risk", "evidence": "declared"}])
    demand = visits.demand()

    for _ in range(2):
        with services.database.writing() as session:
            announce(session, about="demand", about_id=demand.id or 0, by_id=None)

    assert sorted(told(services)) == [(coordinator.id, "visit_new_demand"), (host.id, "visit_fitting_demand")]


def test_organisation_from_whose_case_one_wants_to_learn_is_asked(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    demand = visits.demand(case_id=make.case(organisation, state=CaseState.PUBLISHED).id)

    with services.database.writing() as session:
        announce(session, about="demand", about_id=demand.id or 0, by_id=None)

    assert told(services) == [(owner.id, "visit_asked_to_show")]


def test_evidence_of_an_offer_is_that_of_public_cases(services: Services, make: Make) -> None:
    organisation = make.organisation()
    by = make.viewer(make.owner(organisation))
    facts = {"facts": {"capabilities": ["marketing_negotiation"], "benefits": ["bargaining_power"]}}
    case = make.case(organisation, state=CaseState.LEARNING_MATERIAL, content={})
    with services.database.writing() as session:
        version = CaseVersion(case_id=case.id or 0, number=1, tier=CaseTier.SYSTEMATISED, content=facts)
        session.add(version)
        session.flush()
        merged = session.merge(case)
        merged.current_version_id, merged.first_published_at = version.id, now()
    said = OfferFields(language="es", title="x", topics=[TOPIC, "benefit:shared_risk"], languages=["es"])

    with services.database.writing() as session:
        offering.begin(session, organisation=organisation, said=said, terms=services.terms(session), by=by)

    assert every(services, Offer)[0].topics == [
        {"code": TOPIC, "evidence": "systematised"},
        {"code": "benefit:shared_risk", "evidence": "declared"},
    ]

    with services.database.writing() as session:
        session.get_one(Offer, 1).state = OfferState.OPEN
        session.get_one(Case, case.id).state = CaseState.WITHDRAWN
        refresh(session)

    assert [topic["evidence"] for topic in every(services, Offer)[0].topics] == ["declared", "declared"]


def test_offer_withdrawn_while_proposed_opens_the_wish_again(services: Services, make: Make, visits: MakeVisit) -> None:
    visitors, hosts = make.organisation(), make.organisation()
    visitor, host = make.owner(visitors), make.owner(hosts)
    demand = visits.demand(visitors, state=DemandState.PROPOSED)
    offer = visits.offer(hosts)
    visits.proposal(demand, offer)

    with services.database.writing() as session:
        offering.withdraw(
            session, offer=session.get_one(Offer, offer.id), message="The bridge is gone", by=make.viewer(host)
        )

    assert every(services, Proposal)[0].state is ProposalState.TAKEN_BACK
    assert every(services, Demand)[0].state is DemandState.OPEN
    assert told(services) == [(visitor.id, "visit_proposal_over")]


def test_withdrawing_needs_a_sentence_and_a_part(services: Services, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation()
    owner, stranger = make.viewer(make.owner(organisation)), make.viewer(make.user())
    demand = visits.demand(organisation)

    with services.database.writing() as session:
        mine = session.get_one(Demand, demand.id)
        with pytest.raises(Invalid) as refused:
            demanding.withdraw(session, demand=mine, message="  ", by=owner)
        with pytest.raises(Forbidden):
            demanding.withdraw(session, demand=mine, message="x", by=stranger)
    assert (refused.value.field, every(services, Demand)[0].state) == ("message", DemandState.OPEN)


def test_open_wish_expires_after_its_last_day_and_warns_once_before(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    visits.demand(organisation, last_start=day(10))
    visits.demand(organisation, last_start=day(40))

    for after in (0, 1, 10, 11, 12):
        with services.database.writing() as session:
            expire_due(session, today=day(after))

    assert [one.state for one in every(services, Demand)] == [DemandState.EXPIRED, DemandState.OPEN]
    assert told(services) == [(owner.id, "visit_demand_expires"), (owner.id, "visit_demand_expired")]


def test_only_drafts_are_thrown_away(services: Services, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation()
    by = make.viewer(make.owner(organisation))
    draft, opened = visits.demand(organisation, state=DemandState.DRAFT), visits.demand(organisation)

    with services.database.writing() as session:
        demanding.discard(session, demand=session.get_one(Demand, draft.id), by=by)
    with services.database.writing() as session, pytest.raises(Conflict):
        demanding.discard(session, demand=session.get_one(Demand, opened.id), by=by)

    assert [one.id for one in every(services, Demand)] == [opened.id]
