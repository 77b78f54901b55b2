"""The learning visits of `tests.attacks.learning_world`, with a secret in each place."""

from datetime import time
from typing import Any

from sqlmodel import col, delete

from app.domain.viewer import viewer_of
from app.domain.visits import workflow
from app.domain.visits.calendar_feed import feed_token, make_address
from app.models.demands import DemandState, OfferState
from app.models.learning import (
    Coaching,
    CoachingSession,
    CoachingState,
    Commitment,
    CommitmentCheck,
    LearningReport,
    ReportState,
)
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import Role, User
from app.models.platform import Notification
from app.models.rounds import PairKind, Plan, PlanState, ProposalState, RoundPair, RoundState, Side
from app.models.types import now
from app.models.visits import BudgetLine, ItineraryItem, ParticipantSide, Visit, VisitState, VisitTask
from app.services import Services
from tests.attacks.learning_world import (
    AGREED,
    BOTH,
    COACHING,
    DRAFT,
    GUEST,
    HOST,
    OFFER,
    OWN,
    PAPERS,
    REASON,
    REPORT,
    ROUND,
    SENT,
    THOUGHT,
    VISIT,
    WISH,
    LearningWorld,
)
from tests.case_page.library import Library
from tests.factories import Make
from tests.visits.making import MakeVisit, day


def build(services: Services, make: Make) -> LearningWorld:
    world = LearningWorld(services, make, MakeVisit(make))
    hosts, guests, others = (make.organisation(name) for name in ("Hosts", "Guests", "Other guests"))
    people = {name: make.owner(one) for name, one in (("hosts", hosts), ("guests", guests), ("other guests", others))}
    _visit(world, hosts, guests, others)
    _another_visit(world)
    _plans(world, hosts, guests, people["guests"])
    _learned(world, hosts, guests, others, people["guests"])
    _people(world, hosts, guests, people)
    return world


def _visit(world: LearningWorld, hosts: Organisation, guests: Organisation, others: Organisation) -> None:
    make, visits = world.make, world.visits
    facilitator = make.user(roles=(Role.FACILITATOR,))
    offer = visits.offer(hosts, coaching=True, coaching_hours=9)
    agreed = {"on_behalf_by_id": facilitator.id, "consent_record": f"{AGREED} Rosa\n{AGREED} call\n2026-01-01"}
    demands = [visits.demand(guests), visits.demand(others)]
    visit = visits.visit(
        offer,
        demands,
        title=f"{VISIT} title",
        place=f"{VISIT} place",
        meeting_point=f"{VISIT} gate",
        emergency=f"{VISIT} +51 1",
        state=VisitState.CONFIRMED,
        starts_on=day(0),
        ends_on=day(2),
    )
    world.visit = visit
    number = visit.id or 0
    taking_part = make.user("Taking part")
    world.person("takes part", taking_part, VISIT, REPORT)
    private = [
        visits.participant(visit, home.id or 0, **_private(word), **more)
        for home, word, more in (
            (guests, GUEST, {}),
            (others, BOTH, {}),
            (hosts, HOST, {"side": ParticipantSide.HOST}),
        )
    ]
    visits.participant(visit, others.id or 0, user_id=taking_part.id, name="Taking part")
    goals = [
        visits.goal(visit, home.id or 0, text=f"{VISIT} goal", indicator=f"{VISIT} sign") for home in (guests, others)
    ]
    world.codes |= {"visits": [visit.code], "demands": [one.code for one in demands], "offers": [offer.code]}
    world.ids["person_id"] = [one.id or 0 for one in private]
    world.ids["goal_id"] = [goals[0].id or 0]
    item = ItineraryItem(
        visit_id=number,
        day=day(1),
        starts_at=time(9),
        kind="see",
        title=f"{VISIT} item",
        text=f"{VISIT} text",
        place=f"{VISIT} there",
        responsible=f"{VISIT} Ana",
    )
    task = VisitTask(visit_id=number, text=f"{PAPERS} task", who="visitor", due_on=day(-1))
    line = BudgetLine(visit_id=number, kind="travel", text=f"{PAPERS} bus", planned=100, paid_by="visitor")
    for name, row in (("item_id", item), ("task_id", task), ("line_id", line)):
        world.ids[name] = [world.add(row).id]
    with world.services.database.writing() as session:
        workflow.note(session, thing=session.get_one(Visit, number), verb="move", by=None, message=f"{VISIT} why")
    helped = visits.demand(guests, **agreed)
    world.codes["demands"].append(helped.code)
    world.person("facilitator of a wish", facilitator, AGREED)


def _private(word: str) -> dict[str, Any]:
    """What is kept of somebody, all of it private but the name and the role."""
    return {
        "email": f"{word}@example.org",
        "phone": f"{word} 51",
        "needs": ["diet"],
        "needs_note": f"{word} needs",
        "passport": f"{word} passport",
    }


def _another_visit(world: LearningWorld) -> None:
    """Their own visit, and their own report, through which somebody may reach for what is not theirs."""
    make, visits = world.make, world.visits
    home, away = make.organisation("Other hosts"), make.organisation("Far away")
    owner = make.owner(home)
    make.member(owner, away)
    visit = visits.visit(visits.offer(home), [visits.demand(away)], state=VisitState.CONFIRMED, starts_on=day(0))
    report = world.add(
        LearningReport(visit_id=visit.id or 0, organisation_id=away.id or 0, language="en", created_by_id=owner.id)
    )
    coaching = world.add(
        Coaching(coach_id=home.id or 0, coached_id=away.id or 0, goals="Books", hours=3, state=CoachingState.ACTIVE)
    )
    world.codes["visits"].append(visit.code)
    world.codes |= {"reports": [report.code], "coaching": [coaching.code]}
    world.person("other hosts", owner)


def _plans(world: LearningWorld, hosts: Organisation, guests: Organisation, owner: User) -> None:
    visits = world.visits
    words = {"title": f"{WISH} title", "text": f"{WISH} text", "needs": ["diet"], "needs_note": f"{WISH} needs"}
    draft = visits.demand(guests, state=DemandState.DRAFT, **words)
    hidden = visits.offer(
        hosts, state=OfferState.DRAFT, title=f"{OFFER} title", text=f"{OFFER} text", conditions=f"{OFFER} only"
    )
    offer = visits.offer(hosts)
    wishes = [visits.demand(guests) for _ in range(3)]
    proposals = [
        visits.proposal(wishes[0], offer, note=f"{SENT} note"),
        visits.proposal(wishes[1], offer, state=ProposalState.SUGGESTED, note=f"{THOUGHT} note", sent_at=None),
        visits.proposal(
            wishes[2], offer, state=ProposalState.DECLINED, declined_by=Side.HOST, reason=f"other\n{REASON} words"
        ),
    ]
    with world.services.database.writing() as session:
        workflow.note(session, thing=session.merge(proposals[2]), verb="decline", by=None, message=f"{REASON} words")
        told = {"title": OWN, "who": OWN, "agreed": OWN, "how": OWN, "day": "2026-01-01", "what": "demands"}
        session.add(Notification(user_id=owner.id or 0, kind="visit_on_behalf", path="/", params=told))
    round_ = visits.round(title=f"{ROUND} title", note=f"{ROUND} note", state=RoundState.PLANNING)
    number = round_.id or 0
    world.add(
        Plan(
            round_id=number,
            number=1,
            label=f"{ROUND} plan",
            state=PlanState.FAILED,
            method="exact",
            problem=f"{ROUND} problem",
        )
    )
    pair = RoundPair(
        round_id=number,
        demand_id=wishes[0].id or 0,
        offer_id=offer.id or 0,
        kind=PairKind.FORBIDDEN,
        reason=f"{ROUND} reason",
    )
    world.ids["pair_id"] = [world.add(pair).id]
    world.codes["demands"].append(draft.code)
    world.codes["offers"].append(hidden.code)
    world.codes |= {"proposals": [one.code for one in proposals], "rounds": [round_.code]}


def _learned(
    world: LearningWorld, hosts: Organisation, guests: Organisation, others: Organisation, owner: User
) -> None:
    number = world.visit.id or 0
    for home, word, state in ((guests, DRAFT, ReportState.DRAFT), (others, REPORT, ReportState.SUBMITTED)):
        texts: dict[str, Any] = {
            name: f"{word} {name}" for name in ("title", "seen", "surprised", "not_here", "host_comment")
        }
        report = world.add(
            LearningReport(visit_id=number, organisation_id=home.id or 0, state=state, language="en", **texts)
        )
        row = Commitment(report_id=report.id, text=f"{word} plan", who=f"{word} Rosa", due_on=day(9), note=f"{word} n")
        check = CommitmentCheck(commitment_id=world.add(row).id, months=3, due_on=day(-1), asked_at=now())
        world.ids.setdefault("check_id", []).append(world.add(check).id)
        world.codes["reports"].append(report.code)
        world.media.append(_medium(world, report, word).public_id)
    coaching = world.add(
        Coaching(
            coach_id=hosts.id or 0,
            coached_id=guests.id or 0,
            state=CoachingState.ACTIVE,
            goals=f"{COACHING} goals",
            hours=5,
        )
    )
    met = CoachingSession(coaching_id=coaching.id, day=day(-1), minutes=5, notes=f"{COACHING} notes", next_step="Go")
    world.ids["session_id"] = [world.add(met).id]
    world.codes["coaching"].append(coaching.code)


def _medium(world: LearningWorld, report: LearningReport, word: str) -> Media:
    stored = Library(world.services, world.make)._file(word.encode(), "pdf", "application/pdf")
    medium: Media = world.add(
        Media(
            report_id=report.id,
            kind=MediaKind.DOCUMENT,
            state=MediaState.READY,
            content_type="application/pdf",
            sha256="0" * 64,
            size=1,
            consent=True,
            licence="cc_by_4",
            file_name=f"{word}.pdf",
            files={"original": stored},
            pages=[f"{word} page"],
        )
    )
    return medium


def _people(world: LearningWorld, hosts: Organisation, guests: Organisation, people: dict[str, User]) -> None:
    make = world.make
    both = {VISIT, SENT, REPORT, COACHING}
    at_home = {WISH, DRAFT}
    world.person("owner of the hosts", people["hosts"], *both, PAPERS, GUEST, BOTH, HOST, OFFER, REASON)
    world.person("owner of the guests", people["guests"], *both, *at_home, PAPERS, GUEST, AGREED, OWN)
    world.person("owner of the other guests", people["other guests"], VISIT, REPORT, PAPERS, BOTH)
    for name, home, more in (("guests", guests, at_home), ("hosts", hosts, {OFFER})):
        member = make.user()
        make.member(member, home, MemberRole.MEMBER)
        world.person(f"member of the {name}", member, *both, *more)
    world.person("coordinator", make.coordinator(), *both, PAPERS, GUEST, BOTH, HOST, AGREED, THOUGHT, REASON, ROUND)
    torn = make.coordinator()
    make.member(torn, guests, MemberRole.MEMBER)
    world.person("coordinator of the guests", torn, *both, *at_home, ROUND)
    world.person("facilitator of nothing", make.user(roles=(Role.FACILITATOR,)))
    # Reads in the trail what was done, not what was written.
    world.person("administrator", make.administrator())
    for name, over in (("blocked owner", "blocked_at"), ("deleted owner", "deleted_at")):
        fields: dict[str, Any] = {over: now()}
        user = make.user(**fields)
        make.member(user, guests)
        world.person(name, user)
    former = make.owner(guests)
    world.person("former owner", former)
    with world.services.database.writing() as session:
        session.exec(delete(Membership).where(col(Membership.user_id) == former.id))
        feed = make_address(session, by=viewer_of(session, former))
        world.feed = feed_token(feed, secret=world.services.settings.secret)
    world.person("stranger", None)
