"""What an organisation learned belongs to the data that it can take along."""

from typing import Any

from app.domain.organisations.own_data import own_data
from app.models.learning import CoachingSession
from app.models.organisations import Organisation
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
    coaching = learning.coaching(state="active")
    learning.add(CoachingSession(coaching_id=coaching.id, day=day(-1), minutes=60, notes="The cash book"))

    found = documents(learning, learning.guest, "guest_person")

    told = found[f"learning/{report.code}/report.json"]
    met = found[f"learning/coaching-{coaching.code}.json"]
    assert (told["seen"], told["created_by"], told["visit"]["host"]) == (report.seen, "Gina", "Hosts")
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
    coaching = learning.coaching()

    assert list(documents(learning, learning.host, "host_person")) == [f"learning/coaching-{coaching.code}.json"]
