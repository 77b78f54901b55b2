"""What an organisation learned belongs to the data that it can take along."""

from typing import Any

from sqlmodel import select

from app.domain.organisations.own_data import own_data
from app.domain.people.takeout import everything_about
from app.models.learning import CoachingSession, LearningReport
from app.models.media import Media, MediaKind
from app.models.organisations import Organisation
from app.models.people import User
from app.models.rounds import ProposalState, Side
from app.models.types import now
from app.models.visits import BudgetLine, Guest, ParticipantSide, VisitState
from tests.visits.learning import MakeLearning
from tests.visits.making import day


def documents(learning: MakeLearning, organisation: Organisation, who: str) -> dict[str, Any]:
    with learning.database.writing() as session:
        mine = session.get_one(Organisation, organisation.id)
        found = own_data(session, organisation=mine, by=learning.person(getattr(learning, who)))
    return {name: document for name, document in found.documents.items() if name.startswith("learning/")}


def test_reports_resolutions_and_coaching_are_taken_along(learning: MakeLearning) -> None:
    report = learning.report()
    learning.check(learning.commitment(report), answer="trying")
    medium = learning.add(
        Media(report_id=report.id, kind=MediaKind.PICTURE, content_type="image/jpeg", sha256="x", size=1, consent=True)
    )
    with learning.database.writing() as session:
        here = session.get_one(LearningReport, report.id)
        here.media = [{"medium": medium.public_id, "caption": "The scale", "alt": "Two weigh"}]
    coaching = learning.coaching(state="active")
    learning.add(CoachingSession(coaching_id=coaching.id, day=day(-1), minutes=60, notes="The cash book"))

    found = documents(learning, learning.guest, "guest_person")

    told = found[f"learning/{report.code}/report.json"]
    met = found[f"learning/coaching-{coaching.code}.json"]
    assert (told["seen"], told["created_by"], told["visit"]["host"]) == (report.seen, "Gina", "Hosts")
    assert [(one["public_id"], one["caption"], one["alt"]) for one in told["media"]] == [
        (medium.public_id, "The scale", "Two weigh")
    ]
    assert [(row["text"], [one["answer"] for one in row["checks"]]) for row in told["commitments"]] == [
        ("Buy a scale", ["trying"])
    ]
    assert (met["coach"], met["coached"], [one["notes"] for one in met["sessions"]]) == (
        "Hosts",
        "Guests",
        ["The cash book"],
    )


def test_hosts_take_the_coaching_along_but_not_the_visitors_report(learning: MakeLearning) -> None:
    learning.report()
    learning.coaching()

    kinds = {name.split("/")[1].partition("-")[0] for name in documents(learning, learning.host, "host_person")}

    assert kinds == {"coaching", "offer", "proposal", "visit"}


def test_visitors_take_their_side_along_and_only_names_of_the_hosts_people(learning: MakeLearning) -> None:
    visit = learning.visit()
    learning.visits.participant(visit, learning.guest.id or 0, phone="111")
    learning.visits.participant(visit, learning.host.id or 0, side=ParticipantSide.HOST, name="Hilda", phone="222")
    learning.visits.goal(visit, learning.guest.id or 0)
    learning.add(BudgetLine(visit_id=visit.id or 0, kind="travel", planned=500))

    found = documents(learning, learning.guest, "guest_person")

    (wish,) = [document for name, document in found.items() if name.startswith("learning/wish-")]
    (proposal,) = [document for name, document in found.items() if name.startswith("learning/proposal-")]
    told = found[f"learning/visit-{visit.code}.json"]
    assert (wish["title"], wish["party"]) == ("How to sell together", 4)
    assert (proposal["wish"], proposal["hosts"], proposal["state"]) == (wish["code"], "Hosts", "agreed")
    assert [(one["name"], one["organisation"], one.get("phone")) for one in told["people"]] == [
        ("Rosa Quispe", "Guests", "111"),
        ("Hilda", "Hosts", None),
    ]
    assert [one["organisation"] for one in told["goals"]] == ["Guests"]
    assert ([one["planned"] for one in told["money"]], told["guests"]) == ([500], ["Guests"])
    assert not any(name.startswith("learning/offer-") for name in found)


def test_why_the_other_side_said_no_stays_with_it(learning: MakeLearning) -> None:
    offer, demand = learning.visits.offer(learning.host), learning.visits.demand(learning.guest)
    declined = {"state": ProposalState.DECLINED, "declined_by": Side.HOST, "reason": "busy: a secret of ours"}
    learning.visits.proposal(demand, offer, **declined)
    learning.visits.proposal(demand, offer, state=ProposalState.SUGGESTED)

    def proposals(organisation: Organisation, who: str) -> list[dict[str, Any]]:
        found = documents(learning, organisation, who)
        return [document for name, document in found.items() if name.startswith("learning/proposal-")]

    (theirs,) = proposals(learning.guest, "guest_person")
    (ours,) = proposals(learning.host, "host_person")
    assert ("reason" in theirs, ours["reason"]) == (False, "busy: a secret of ours")


def test_who_cancelled_for_itself_takes_along_what_it_gave(learning: MakeLearning) -> None:
    other = learning.make.organisation("Others")
    visit = learning.visit(guests=[learning.guest, other], state=VisitState.PLANNED)
    learning.visits.participant(visit, other.id or 0, name="Olga")
    learning.visits.participant(visit, learning.guest.id or 0)
    with learning.database.writing() as session:
        for guest in session.exec(select(Guest).where(Guest.organisation_id == learning.guest.id)).all():
            guest.left_at = now()

    told = documents(learning, learning.guest, "guest_person")[f"learning/visit-{visit.code}.json"]

    assert ([one["name"] for one in told["people"]], "guests" in told, "programme" in told) == (
        ["Rosa Quispe"],
        False,
        False,
    )


def test_person_takes_along_what_they_wrote_signed_and_travelled(learning: MakeLearning) -> None:
    me = learning.guest_person.id
    report = learning.report()
    visit = learning.visits.visit(demands=[learning.visits.demand(learning.guest, created_by_id=me)])
    learning.visits.participant(visit, learning.guest.id or 0, user_id=me, name="Gina")
    learning.visits.participant(visit, learning.guest.id or 0, email=learning.guest_person.email, name="Gina too")
    learning.visits.participant(visit, learning.guest.id or 0, name="Somebody else")
    learning.visits.goal(visit, learning.guest.id or 0, visitor_signed_by_id=me)
    learning.check(learning.commitment(report), answer="trying", answered_by_id=me)
    learning.coaching()

    with learning.database.reading() as session:
        found = everything_about(session, user=session.get_one(User, me))

    counts = {name: len(rows) for name, rows in found.items() if name.startswith("visits_") and rows}
    assert counts == {
        "visits_wishes_written": 1,
        "visits_taken_part": 2,
        "visits_goals_signed": 1,
        "visits_reports_written": 1,
        "visits_resolutions_answered": 1,
        "visits_coachings_asked": 1,
    }
    assert [one["name"] for one in found["visits_taken_part"]] == ["Gina", "Gina too"]
