"""The pages of a visit: who sees what, forms that keep what was typed, and how many queries they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from typing import Any

import pytest

from app.domain.visits import tasks
from app.models.demands import Demand, DemandState
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.visits import (
    BudgetLine,
    Goal,
    ItineraryItem,
    Participant,
    ParticipantSide,
    Visa,
    VisitState,
    VisitTask,
)
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Form, Page
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare

Open = Callable[..., "Reader"]
PARTS = ("", "/programme", "/people", "/goals", "/tasks", "/money", "/today")


class Reader:
    """Somebody at a browser who sends the forms of the pages they were given."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.client = browser, browser.client

    def get(self, address: str) -> Page:
        return self.browser.open(address)

    def send(self, form: Form) -> Page:
        return Page(self.client, self.client.get("/en/")).send(form)


@pytest.fixture
def visit(visit: Callable[..., Browser]) -> Open:
    return lambda user=None: Reader(visit(user))


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits, guests=2, offer={"time_zone": "Asia/Kathmandu"})


def test_landing_shows_people_of_a_visit_the_way_to_it_and_nobody_else(visit: Open, group: Prepared) -> None:
    address = path(group)

    found = [
        f'href="{address}"' in visit(user).get("/en/learning").html
        for user in (
            group.host,
            group.visitors[0],
            group.coordinator,
            group.make.owner(group.make.organisation()),
            None,
        )
    ]

    assert found == [True, True, True, False, False]


@pytest.mark.parametrize("when", [VisitState.CONFIRMED, VisitState.UNDER_WAY])
def test_landing_leads_those_under_way_to_their_day(
    visit: Open, services: Services, make: Make, visits: MakeVisit, when: VisitState
) -> None:
    group = prepare(services, make, visits, state=when)

    found = path(group, "/today") in visit(group.visitors[0]).get("/en/learning").links().values()

    assert found is (when is VisitState.UNDER_WAY)


def path(group: Prepared, rest: str = "") -> str:
    return f"/en/learning/visits/{group.visit.code}{rest}"


def rosa(group: Prepared, **changes: Any) -> Participant:
    values = {"phone": "+51 999 888", "passport": "P-12345", "needs_note": "No milk", "email": "rosa@example.org"}
    return group.visits.participant(group.visit, group.demands[0].organisation_id, **{**values, **changes})


def test_stranger_is_asked_to_sign_in_and_others_find_nothing(group: Prepared, visit: Open, make: Make) -> None:
    outsider = visit(make.owner(make.organisation()))

    for rest in (*PARTS, "/move", "/details", "/programme.pdf", "/people.pdf"):
        assert visit().get(path(group, rest)).response.url.path.endswith("/sign-in"), rest
        assert outsider.get(path(group, rest)).status == 404, rest


def test_everybody_concerned_opens_every_part(group: Prepared, visit: Open) -> None:
    rosa(group)
    for person in (group.host, group.visitors[0], group.coordinator):
        browser = visit(person)
        for rest in PARTS:
            page = browser.get(path(group, rest))
            assert (page.status, group.visit.title in page.text) == (200, True), rest


def test_who_only_takes_part_sees_the_visit_but_not_its_preparation(group: Prepared, visit: Open, make: Make) -> None:
    traveller = make.user()
    rosa(group, user_id=traveller.id)
    browser = visit(traveller)

    seen = {rest: browser.get(path(group, rest)).status for rest in (*PARTS, "/details", "/people.pdf")}

    assert seen == {
        "": 200,
        "/programme": 200,
        "/people": 200,
        "/goals": 200,
        "/today": 200,
        "/tasks": 403,
        "/money": 403,
        "/details": 403,
        "/people.pdf": 403,
    }


def test_other_visitors_see_name_and_role_only(group: Prepared, visit: Open) -> None:
    rosa(group)
    private = ("+51 999 888", "P-12345", "No milk", "rosa@example.org")
    seen = {}
    for name, person in (
        ("own", group.visitors[0]),
        ("other", group.visitors[1]),
        ("host", group.host),
        ("coordinator", group.coordinator),
    ):
        pages = [visit(person).get(path(group, rest)) for rest in ("/people", "/today", "")]
        assert "Rosa Quispe" in pages[0].text
        seen[name] = {word for page in pages for word in private if word in page.html}

    assert seen == {"own": set(private), "other": set(), "host": set(private), "coordinator": set(private)}


def test_coordinator_of_an_organisation_concerned_does_not_run_the_visit(
    group: Prepared, visit: Open, make: Make
) -> None:
    own = make.coordinator()
    with group.services.database.writing() as session:
        session.add(
            Membership(user_id=own.id or 0, organisation_id=group.demands[0].organisation_id, role=MemberRole.OWNER)
        )

    assert (visit(own).get(path(group)).status, visit(own).get(path(group, "/move")).status) == (200, 403)


def test_hosts_write_the_programme_with_what_they_typed_kept(group: Prepared, visit: Open) -> None:
    browser = visit(group.host)
    form = browser.get(path(group, f"/programme/items/new?day={day(60)}")).form("", having="title")
    page = browser.send(form.fill(title="<b>The scale</b>", starts_at="", ends_at="10:00"))
    assert (page.status, page.error_of("starts_at") != "") == (422, True)
    assert "&lt;b&gt;The scale" in page.html

    page = browser.send(page.form("", having="title").fill(starts_at="09:30"))

    assert page.response.url.path == path(group, "/programme")
    kept = group.every(ItineraryItem)[0]
    assert (kept.title, kept.day, kept.starts_at, kept.ends_at) == ("<b>The scale</b>", day(60), time(9, 30), time(10))
    assert "Kathmandu" in page.text


def test_clash_shows_both_texts_and_the_next_save_works(group: Prepared, visit: Open) -> None:
    group.ready()
    one, two = visit(group.host), visit(group.coordinator)
    address = path(group, "/programme/items/1")
    mine, theirs = (browser.get(address).form("", having="title") for browser in (one, two))
    two.send(theirs.fill(title="Their scale"))

    page = one.send(mine.fill(title="My scale"))
    assert (page.status, "Their scale" in page.text) == (422, True)
    one.send(page.form("", having="title"))

    assert group.every(ItineraryItem)[0].title == "My scale"


def test_visitors_write_down_who_travels(group: Prepared, visit: Open) -> None:
    browser = visit(group.visitors[0])
    page = browser.get(path(group, "/people"))
    form = browser.get(page.links()["Add somebody who travels"]).form("", having="name")
    page = browser.send(form.fill(name="Rosa Quispe", role="producer", phone="+51 999"))
    assert page.error_of("consent") != ""

    page = browser.send(page.form("", having="name").fill(consent="1", visa="granted", insured="1", needs=["diet"]))

    kept = group.every(Participant)[0]
    assert (kept.name, kept.role, kept.phone, kept.visa, kept.insured, kept.needs, kept.organisation_id) == (
        "Rosa Quispe",
        "producer",
        "+51 999",
        Visa.GRANTED,
        True,
        ["diet"],
        group.demands[0].organisation_id,
    )
    assert "Rosa Quispe" in page.text


def test_people_of_others_have_no_form(group: Prepared, visit: Open) -> None:
    one = rosa(group)
    other = visit(group.visitors[1])
    form = visit(group.visitors[0]).get(path(group, f"/people/{one.id}")).form("", having="name")

    assert other.get(path(group, f"/people/{one.id}")).status == 404
    assert other.send(form.fill(name="Somebody")).status == 404
    assert other.get(path(group, "/people/new?side=host")).status == 404
    assert group.every(Participant)[0].name == "Rosa Quispe"


def test_goals_are_written_and_signed_on_their_page(group: Prepared, visit: Open) -> None:
    visitor, host = visit(group.visitors[0]), visit(group.host)
    links = visitor.get(path(group, "/goals")).links()
    page = visitor.send(visitor.get(links["Add a goal"]).form("", having="text").fill(text="Know the scale"))
    visitor.send(page.form("/sign", having="seen"))
    page = host.send(host.get(path(group, "/goals")).form("/sign", having="seen"))

    goal = group.every(Goal)[0]
    assert (goal.visitor_signed_by_id, goal.host_signed_by_id) == (group.visitors[0].id, group.host.id)
    assert page.text.count("signed by the") == 2


def test_checklist_is_ticked_and_added_to(group: Prepared, visit: Open) -> None:
    with group.services.database.writing() as session:
        session.add(VisitTask(visit_id=group.visit.id or 0, code="rooms", who="host", due_on=day(-1)))
    browser = visit(group.host)
    page = browser.get(path(group, "/tasks"))
    assert "overdue" in page.text
    browser.send(page.form("/tasks/1", having="done"))
    page = browser.send(page.form("", having="due_on").fill(text="", who="host", due_on="soon"))
    assert (page.error_of("text") != "", page.error_of("due_on") != "") == (True, True)
    browser.send(page.form("", having="due_on").fill(text="Bring seeds", due_on=day(40).isoformat()))

    assert [(one.code, one.text, one.done_at is not None) for one in group.every(VisitTask)] == [
        ("rooms", "", True),
        ("", "Bring seeds", False),
    ]


@pytest.mark.parametrize(
    ("typed", "kept"), [("400", 40_000), ("400.5", 40_050), ("400,05", 40_005), ("-4", None), ("4e3", None), ("", None)]
)
def test_amounts_are_read_as_people_type_them(group: Prepared, visit: Open, typed: str, kept: int | None) -> None:
    browser = visit(group.coordinator)
    form = browser.get(path(group, "/money/new")).form("", having="planned")

    page = browser.send(form.fill(kind="food", planned=typed, paid_by="round"))

    lines = [one.planned for one in group.every(BudgetLine)]
    assert (lines, page.status) == (([kept], 200) if kept is not None else ([0], 200) if not typed else ([], 422))


def test_coordinator_moves_a_visit_and_reads_what_speaks_against_it(group: Prepared, visit: Open) -> None:
    group.visits.visit(group.offer, starts_on=day(70), ends_on=day(72))
    browser = visit(group.coordinator)
    form = browser.get(path(group, "/move")).form("", having="starts_on")
    page = browser.send(form.fill(starts_on=day(71).isoformat(), ends_on=day(73).isoformat()))
    assert (page.status, "takes part in another visit" in page.text) == (422, True)

    browser.send(page.form("", having="starts_on").fill(starts_on=day(80).isoformat(), ends_on=day(82).isoformat()))

    assert (group.now().starts_on, group.now().sequence) == (day(80), 1)


def test_missing_things_are_listed_and_confirming_is_refused_with_them(group: Prepared, visit: Open) -> None:
    browser = visit(group.coordinator)
    page = browser.get(path(group))
    assert "Still missing before it is confirmed" in page.text
    assert not [one for one in page.all("form") if "confirm" in one.get("action", "")]

    answer = browser.client.post(path(group, "/steps/confirm"))

    assert (answer.status_code, group.now().state) == (422, VisitState.PLANNED)


def test_whoever_confirms_reads_what_is_doubtful_with_links_to_mend_it(group: Prepared, visit: Open) -> None:
    group.ready()
    browser = visit(group.coordinator)

    page = browser.get(path(group))

    homes = group.read(lambda session, _: [session.get_one(Organisation, one.organisation_id) for one in group.demands])
    people, details = path(group, "/people"), path(group, "/details")
    mends = {
        **{f"{one.name}: named are 1 of 4 who travel": f"{people}#from-{one.code}" for one in homes},
        "Nobody of the hosts is named": f"{people}#hosts",
        "No number to call in an emergency": details,
    }
    assert {text: page.links().get(text) for text in mends} == mends
    assert browser.get(details).status == 200
    assert browser.send(page.form("/steps/confirm")).response.url.path == path(group)


def test_coordinator_confirms_what_is_ready(group: Prepared, visit: Open) -> None:
    group.ready()
    browser = visit(group.coordinator)

    page = browser.send(browser.get(path(group)).form("/steps/confirm"))

    assert (group.now().state, "Confirmed" in page.text) == (VisitState.CONFIRMED, True)


def test_pages_of_a_cancelled_visit_offer_nothing_to_prepare(group: Prepared, visit: Open) -> None:
    group.ready()
    group.do(tasks.add_task, group.coordinator, text="Bring seeds", who="host", due_on=day(50))
    group.do(lambda session, visit, by: setattr(visit, "state", VisitState.CANCELLED))
    browser = visit(group.coordinator)

    forms = {
        rest: [form.get("action", "") for form in browser.get(path(group, rest)).all("form", method="post")]
        for rest in ("/tasks", "/goals", "/programme", "/people")
    }

    assert {rest: [one for one in found if group.visit.code in one] for rest, found in forms.items()} == {
        "/tasks": [],
        "/goals": [],
        "/programme": [],
        "/people": [],
    }


def test_consequences_are_said_before_somebody_cancels(group: Prepared, visit: Open) -> None:
    browser = visit(group.visitors[0])
    page = browser.get(path(group))
    assert "your place in this round is free for others" in page.text
    page = browser.send(page.form("/steps/leave").fill(message=" "))
    assert page.status == 422

    browser.send(page.form("/steps/leave").fill(message="No bus"))

    assert [one.state for one in group.every(Demand)] == [DemandState.OPEN, DemandState.SCHEDULED]
    assert visit(group.host).get(path(group)).status == 200


def test_list_shows_own_visits_to_come_and_past(group: Prepared, visit: Open, make: Make) -> None:
    held = prepare(group.services, make, group.visits, state=VisitState.COMPLETED, title="Another visit")

    host, coordinator = visit(group.host), visit(group.coordinator)

    assert group.visit.code in host.get("/en/learning/visits").html
    assert held.visit.code not in host.get("/en/learning/visits?when=past").html
    assert held.visit.code in coordinator.get("/en/learning/visits?when=past").html
    assert group.visit.code not in visit(make.user()).get("/en/learning/visits").html


def test_pages_cost_few_queries(
    group: Prepared, visit: Open, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    group.ready()
    for number in range(5):
        group.visits.visit(starts_on=day(100 + 5 * number), ends_on=day(101 + 5 * number))
        group.visits.participant(group.visit, group.visit.host_id, side=ParticipantSide.HOST, name=f"H{number}")
    browser = visit(group.coordinator)
    browser.get("/en/learning/visits")
    counts = {}
    for address in ("/en/learning", "/en/learning/visits", *(path(group, rest) for rest in PARTS)):
        with count_queries() as queries:
            assert browser.get(address).status == 200
        counts[address.removeprefix(path(group))] = len(queries)

    assert counts["/en/learning/visits"] <= 12
    assert max(counts.values()) <= 20, counts


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_pages_are_there_in_every_language(group: Prepared, visit: Open, language: str) -> None:
    rosa(group)
    browser = visit(group.coordinator)

    assert [browser.get(path(group, rest).replace("/en/", f"/{language}/")).status for rest in PARTS] == [200] * 7


def test_today_has_all_days_the_numbers_to_call_and_no_private_data_of_others(group: Prepared, visit: Open) -> None:
    group.ready()
    with group.services.database.writing() as session:
        found = session.get_one(type(group.visit), group.visit.id)
        found.emergency, found.meeting_point = "Pema Sherpa, +977 61 520 100\nHospital 102", "At the bus stop"

    page = visit(group.visitors[0]).get(path(group, "/today"))

    calls = [a.get("href") for a in page.all("a") if (a.get("href") or "").startswith("tel:")]
    assert calls == ["tel:+97761520100"]
    assert len([one for one in page.all("details") if one.get("data-day")]) == 3
    assert ("At the bus stop" in page.text, "Hospital 102" in page.text, "Kathmandu" in page.text) == (True,) * 3


def test_worker_of_today_is_the_same_for_everybody(group: Prepared, visit: Open) -> None:
    answer = visit().get(path(group, "/today-worker.js"))

    assert (answer.status, answer.response.headers["content-type"].partition(";")[0]) == (200, "text/javascript")


def test_other_visitors_do_not_read_whose_visa_is_missing(group: Prepared, visit: Open) -> None:
    rosa(group, visa=Visa.REFUSED, insured=False)

    own, other = (visit(person).get(path(group)).text for person in group.visitors)

    assert ("Rosa Quispe: the visa" in own, "Rosa Quispe" in other, "visas and insurance" in other) == (
        True,
        False,
        True,
    )


def test_what_is_next_is_what_this_side_can_do_soon(group: Prepared, visit: Open) -> None:
    with group.services.database.writing() as session:
        for code, who, due in (("rooms", "host", 3), ("thanks", "visitor", 69), ("money", "coordinator", 5)):
            session.add(VisitTask(visit_id=group.visit.id or 0, code=code, who=who, due_on=day(due)))

    texts = [visit(person).get(path(group)).text for person in (group.host, group.visitors[0], group.coordinator)]

    assert [
        [words for words in ("Find rooms", "Thank the hosts", "Pay the advance") if words in text] for text in texts
    ] == [["Find rooms"], [], ["Pay the advance"]]


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("/move", {"starts_on": "9999-12-30", "ends_on": "9999-12-31"}),
        ("/move", {"starts_on": "0001-01-01", "ends_on": "0001-01-02"}),
        ("/move", {"starts_on": "tomorrow", "ends_on": ""}),
        ("/programme/items/new", {"day": "9999-12-31", "title": "x", "kind": "see"}),
        ("/programme/items/new", {"day": day(60).isoformat(), "title": "x" * 100_000, "kind": "see"}),
        ("/people/new", {"name": "\u202e" * 5000}),
        ("/people/new", {"name": "Rosa", "visa": "free"}),
        ("/goals/new", {"text": "x" * 100_000}),
        ("/tasks", {"text": "x", "who": "host", "due_on": "9999-12-31"}),
        ("/money/new", {"kind": "food", "planned": "9" * 400}),
        ("/details", {"title": "x" * 100_000}),
    ],
)
def test_values_that_can_not_be_are_refused_with_a_page(
    group: Prepared, visit: Open, form: str, values: dict[str, str]
) -> None:
    answer = visit(group.coordinator).client.post(path(group, form), data={"seen": "1", **values})

    assert (answer.status_code, group.now().sequence) == (422, 0)


def test_time_with_an_offset_is_kept_as_the_time_on_the_clock(group: Prepared, visit: Open) -> None:
    values = {"day": day(60).isoformat(), "title": "x", "kind": "see", "starts_at": "09:00:30.5+05:45"}
    client = visit(group.coordinator).client
    client.post(path(group, "/programme/items/new"), data=values)
    client.post(path(group, "/programme/items/new"), data={**values, "starts_at": "10:00"})

    assert [one.starts_at for one in group.every(ItineraryItem)] == [time(9), time(10)]
    assert client.get(path(group, "/programme")).status_code == 200


def test_coordinator_takes_one_of_two_organisations_off(group: Prepared, visit: Open) -> None:
    browser = visit(group.coordinator)
    page = browser.get(path(group))
    with group.services.database.reading() as session:
        code = session.get_one(Organisation, group.demands[1].organisation_id).code

    browser.send(page.form("/steps/leave").fill(organisation=code, message="No bus"))

    assert [one.state for one in group.every(Demand)] == [DemandState.SCHEDULED, DemandState.OPEN]


def test_money_is_written_as_the_reader_writes_it(group: Prepared, visit: Open) -> None:
    with group.services.database.writing() as session:
        session.add(BudgetLine(visit_id=group.visit.id or 0, kind="food", planned=123_450))
    browser = visit(group.coordinator)

    texts = [browser.get(path(group, "/money").replace("/en/", f"/{code}/")).text for code in ("en", "es")]

    assert ("€1,234.50" in texts[0], "234,50 €" in texts[1]) == (True, True)


def test_hosts_say_late_that_the_visit_took_place(
    services: Services, make: Make, visits: MakeVisit, visit: Open
) -> None:
    held = prepare(services, make, visits, starts_on=day(-5), ends_on=day(-3), state=VisitState.CONFIRMED)
    page = visit(held.host).get(path(held))
    assert "The visit counts as held" in page.text
    assert not [
        one for one in visit(held.visitors[0]).get(path(held)).all("form") if "complete" in one.get("action", "")
    ]

    page = visit(held.host).send(page.form("/steps/complete"))

    assert (held.now().state, held.every(Demand)[0].state, page.status) == (
        VisitState.COMPLETED,
        DemandState.SERVED,
        200,
    )


def test_coordinator_says_that_a_visit_did_not_take_place(
    services: Services, make: Make, visits: MakeVisit, visit: Open
) -> None:
    held = prepare(services, make, visits, starts_on=day(-5), ends_on=day(-3), state=VisitState.UNDER_WAY)
    browser = visit(held.coordinator)

    page = browser.send(browser.get(path(held)).form("/steps/did_not_happen").fill(message="Nobody <came>"))

    assert (held.now().state, "Nobody <came>" in page.text) == (VisitState.DID_NOT_HAPPEN, True)
    assert visit(held.host).get(path(held)).status == 200


def test_attendance_is_written_by_hosts(services: Services, make: Make, visits: MakeVisit, visit: Open) -> None:
    begun = prepare(services, make, visits, starts_on=day(-1), ends_on=day(1), state=VisitState.UNDER_WAY)
    for name in ("Rosa", "Juan"):
        rosa(begun, name=name)
    browser = visit(begun.host)

    browser.send(browser.get(path(begun, "/people")).form("/attendance").fill(came=["1"]))

    assert [one.attended for one in begun.every(Participant)] == [True, False]
