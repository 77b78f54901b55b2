"""Writing and reading learning reports in the browser: without JavaScript, on any telephone."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from app.domain.media import processing
from app.models.learning import Commitment, LearningReport, ReportState
from app.models.media import Media
from app.models.types import now
from app.models.visits import VisitState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.visits.learning import MakeLearning
from tests.visits.making import day

Visit = Callable[..., Browser]


def post(browser: Browser, address: str, **values: str) -> Page:
    return Page(browser.client, browser.client.post(address, data=values))


def test_report_is_begun_written_and_sent(learning: MakeLearning, visit: Visit) -> None:
    trip = learning.visit()
    learning.visits.goal(trip, learning.guest.id or 0)
    gina = visit(learning.guest_person)

    begin = gina.open(f"/en/learning/visits/{trip.code}/report")
    page = begin.send(begin.form("report"))
    form = page.form("edit").fill_all(
        {
            "title": "A warehouse of our own",
            "seen": "They weigh every sack in front of the member.",
            "goal-1": "partly",
            "commitments-0-text": "Buy a scale",
            "commitments-0-who": "Rosa",
            "commitments-0-due_on": day(50).isoformat(),
        }
    )
    page = page.send(form.press("do", "send"))

    assert "Sent. Thank you!" in page.text
    assert "Buy a scale" in page.text
    with learning.database.reading() as session:
        report = session.exec(select(LearningReport)).one()
        rows = session.exec(select(Commitment)).all()
    assert (report.state, report.title, report.goals) == (
        ReportState.SUBMITTED,
        "A warehouse of our own",
        {"1": "partly"},
    )
    assert [(row.text, row.who, row.due_on) for row in rows] == [("Buy a scale", "Rosa", day(50))]
    assert learning.again(trip).state is VisitState.REPORTED


def fields(**changes: str) -> dict[str, str]:
    return {"language": "en", "title": "T", "seen": "They weigh.", "row_version": "1", **changes}


def draft(learning: MakeLearning, **changes: Any) -> Any:
    return learning.report(state=ReportState.DRAFT, **changes)


def address(report: LearningReport, rest: str = "") -> str:
    return f"/en/learning/reports/{report.code}{rest}"


def test_rows_are_added_moved_and_taken_away_without_script(learning: MakeLearning, visit: Visit) -> None:
    report, gina = draft(learning), visit(learning.guest_person)

    page = gina.open(address(report, "/edit"))
    page = page.send(page.form("edit").fill_all({"commitments-0-text": "One"}).press("do", "add:commitments"))
    page = page.send(page.form("edit").fill_all({"commitments-1-text": "Two"}).press("do", "up:commitments:1"))
    moved = [page.form("edit").values[f"commitments-{number}-text"] for number in (0, 1)]
    page = page.send(page.form("edit").press("do", "remove:commitments:0"))

    assert moved == [["Two"], ["One"]]
    assert page.form("edit").values["commitments-0-text"] == ["One"]
    assert "commitments-1-text" not in page.form("edit").names
    assert learning.again(report).row_version == 1


def test_report_without_what_it_needs_says_it_beside_the_fields(learning: MakeLearning, visit: Visit) -> None:
    report = draft(learning, seen="")

    page = post(visit(learning.guest_person), address(report, "/edit"), **fields(seen="", title="Kept", do="send"))

    assert page.status == 422
    assert (page.error_of("seen") != "", page.error_of("why_none") != "") == (True, True)
    assert page.form("edit").values["title"] == ["Kept"]
    assert learning.again(report).state is ReportState.DRAFT


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 161}, "title"),
        ({"seen": "x" * 4001}, "seen"),
        ({"language": "tlh-nope"}, "language"),
        ({"commitments-0-text": "x" * 501}, "commitments-0-text"),
        ({"commitments-3-text": "Buy", "commitments-3-due_on": "soon"}, "commitments-0-due_on"),
        ({"commitments-0-text": "Buy", "commitments-0-due_on": "9999-01-01"}, "commitments-0-due_on"),
        ({"commitments-0-who": "Rosa"}, "commitments-0-text"),
        ({f"commitments-{number}-text": "Buy" for number in range(13)}, "commitments"),
    ],
)
def test_wrong_input_is_refused_beside_the_field_and_kept(
    learning: MakeLearning, visit: Visit, changes: dict[str, str], field: str
) -> None:
    report = draft(learning)

    page = post(visit(learning.guest_person), address(report, "/edit"), **fields(**changes))

    assert page.status == 422
    assert page.error_of(f"f-{field}") or page.error_of(field)
    assert learning.again(report).row_version == 1


def test_hostile_text_is_text(learning: MakeLearning, visit: Visit) -> None:
    report = draft(learning)
    gina = visit(learning.guest_person)

    post(
        gina, address(report, "/edit"), **fields(seen="<script>alert(1)</script>", title="<b>", why_none="x", do="send")
    )
    page = gina.open(address(report))

    assert page.status == 200
    assert "<script>alert" not in page.html
    assert "<b></b>" not in page.html


def autosave(browser: Browser, report: LearningReport, **values: str) -> Any:
    headers = {"x-autosave": "1"}
    return browser.client.post(address(report, "/edit"), data=fields(**values), headers=headers)


def test_report_saves_itself_and_says_what_is_missing(learning: MakeLearning, visit: Visit) -> None:
    report, gina = draft(learning), visit(learning.guest_person)

    first = autosave(gina, report, title="Typed")
    second = autosave(gina, report, title="Typed more", row_version=str(first.json()["row_version"]))

    assert [answer.status_code for answer in (first, second)] == [200, 200]
    assert (first.json()["row_version"], first.json()["missing"]) == (2, ["why_none"])
    assert learning.again(report).title == "Typed more"


def test_two_who_write_see_both_texts_and_lose_none(learning: MakeLearning, make: Make, visit: Visit) -> None:
    report, colleague = draft(learning), make.owner(learning.guest)
    post(visit(learning.guest_person), address(report, "/edit"), **fields(seen="Gina's words"))

    page = post(visit(colleague), address(report, "/edit"), **fields(seen="Other words"))
    both = (page.status, "Gina's words" in page.text, page.form("edit").values["seen"])
    page = page.send(page.form("edit").fill(seen="Gina's words. Other words."))

    assert both == (409, True, ["Other words"])
    assert learning.again(report).seen == "Gina's words. Other words."


def test_autosave_that_meets_another_text_keeps_its_own_for_comparison(
    learning: MakeLearning, make: Make, visit: Visit
) -> None:
    report, colleague = draft(learning), visit(make.owner(learning.guest))
    post(visit(learning.guest_person), address(report, "/edit"), **fields(seen="Gina's words"))

    answer = autosave(colleague, report, seen="Other words")
    page = colleague.open(answer.json()["address"])

    assert answer.status_code == 409
    assert ("Gina's words" in page.text, page.form("edit").values["seen"]) == (True, ["Other words"])


def test_form_sent_after_the_sign_in_expired_waits_for_its_writer(learning: MakeLearning, visit: Visit) -> None:
    report, browser = draft(learning), visit()

    page = post(browser, address(report, "/edit"), **fields(seen="Long text"))

    assert "/sign-in" in str(page.response.url)
    assert "parked" in browser.client.cookies


PAGES = ["", "/edit", "/media"]


@pytest.mark.parametrize("rest", PAGES)
def test_draft_is_closed_to_all_but_its_organisation(learning: MakeLearning, visit: Visit, rest: str) -> None:
    report = draft(learning)

    who = (learning.guest_person, learning.host_person, learning.coordinator, learning.stranger)
    statuses = [visit(one).open(address(report, rest)).status for one in who]

    assert statuses == [200, 404, 404, 404]


def test_published_report_is_read_by_all_without_what_is_personal(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report(
        state=ReportState.PUBLISHED, consent_at=now(), licence="cc_by_4", published_at=now(), host_comment="Come again"
    )
    learning.commitment(report, who="Rosa Quispe", state="adopted")

    page, listed = visit().open(address(report)), visit().open("/en/learning/reports")

    assert page.status == 200
    assert [words in page.text for words in ("Come again", "Buy a scale", "We do it now", "Rosa Quispe")] == [
        True,
        True,
        True,
        False,
    ]
    assert [page.links()[name] for name in ("Guests", "Hosts")] == [
        f"/en/organisations/{learning.guest.code}",
        f"/en/organisations/{learning.host.code}",
    ]
    assert "A warehouse of our own" in listed.text
    assert "A warehouse of our own" in visit().open(f"/en/organisations/{learning.host.code}").text


def test_report_that_is_not_public_is_in_no_list(learning: MakeLearning, visit: Visit) -> None:
    learning.report(state=ReportState.ACCEPTED)

    for path in ("/en/learning/reports", f"/en/organisations/{learning.host.code}"):
        assert "A warehouse of our own" not in visit().open(path).text


@pytest.mark.parametrize(
    ("rest", "values"),
    [
        ("/comment", {"comment": "Mine"}),
        ("/accept", {}),
        ("/return", {"message": "No"}),
        ("/agree", {"consent": "1", "licence": "cc_by_4"}),
        ("/publish", {}),
        ("/unpublish", {"message": "No"}),
        ("/case", {}),
        ("/edit", {"seen": "Mine"}),
    ],
)
@pytest.mark.parametrize(("state", "status"), [(ReportState.DRAFT, 404), (ReportState.SUBMITTED, 404)])
def test_strangers_do_nothing_with_a_report(
    learning: MakeLearning, visit: Visit, rest: str, values: dict[str, str], state: ReportState, status: int
) -> None:
    report = learning.report(state=state)

    page = post(visit(learning.stranger), address(report, rest), **values)

    assert page.status == status
    assert learning.again(report).state is state


def test_report_goes_its_way_on_the_pages(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report()
    gina, hugo, clara = visit(learning.guest_person), visit(learning.host_person), visit(learning.coordinator)

    page = hugo.open(address(report))
    page = page.send(page.form("comment").fill(comment="Come again"))
    page = clara.open(address(report))
    page = page.send(page.form("return").fill(message="Say more"))
    returned = learning.again(report).state
    page = gina.open(address(report, "/edit"))
    page = page.send(page.form("edit").fill(seen="More", why_none="No money").press("do", "send"))
    page = page.send(page.form("agree").fill(consent="1", licence="cc_by_4"))
    page = clara.open(address(report))
    page = page.send(page.form("accept"))
    page = page.send(page.form("publish"))

    assert returned is ReportState.DRAFT
    assert learning.again(report).state is ReportState.PUBLISHED
    assert visit().open(address(report)).status == 200


def test_returning_without_a_message_says_so(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report()

    page = post(visit(learning.coordinator), address(report, "/return"), message="")

    assert (page.status, page.error_of("message") != "") == (422, True)


def photo() -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (800, 600), "olive").save(raw, "JPEG")
    return raw.getvalue()


def send_photo(learning: MakeLearning, report: LearningReport, browser: Browser, services: Services) -> Media:
    page = browser.open(address(report, "/media"))
    page = page.send(page.form("/media", having="file").fill(consent="1").attach("file", "a.jpg", photo()))
    assert "Received." in page.text
    with learning.database.reading() as session:
        medium = session.exec(select(Media).order_by(Media.id.desc())).first()  # type: ignore[union-attr]
    assert medium is not None
    processing.process(services.database, services.storage, services.settings, medium.id or 0)
    return medium


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        (ReportState.DRAFT, [200, 404, 404, 404, 404]),
        (ReportState.SUBMITTED, [200, 200, 200, 404, 404]),
        (ReportState.PUBLISHED, [200, 200, 200, 200, 200]),
    ],
)
def test_photo_is_shown_to_those_who_may_read_the_report(
    learning: MakeLearning, visit: Visit, services: Services, state: ReportState, statuses: list[int]
) -> None:
    report = draft(learning)
    medium = send_photo(learning, report, visit(learning.guest_person), services)
    with learning.database.writing() as session:
        session.get_one(LearningReport, report.id).state = state

    who = (learning.guest_person, learning.host_person, learning.coordinator, learning.stranger, None)
    assert [visit(one).open(f"/media/{medium.public_id}/320").status for one in who] == statuses


def test_photo_without_consent_is_hidden_from_all(learning: MakeLearning, visit: Visit, services: Services) -> None:
    report, gina = draft(learning), visit(learning.guest_person)
    medium = send_photo(learning, report, gina, services)
    with learning.database.writing() as session:
        session.get_one(LearningReport, report.id).state = ReportState.PUBLISHED

    page = gina.open(address(report, "/media"))
    page.send(page.form(f"{medium.public_id}/withdraw"))

    assert [visit(one).open(f"/media/{medium.public_id}/320").status for one in (None, learning.guest_person)] == [
        404,
        404,
    ]
    assert medium.public_id not in visit().open(address(report)).html


def test_photo_needs_the_consent_of_those_on_it(learning: MakeLearning, visit: Visit) -> None:
    report = draft(learning)

    page = visit(learning.guest_person).open(address(report, "/media"))
    page = page.send(page.form("/media", having="file").attach("file", "a.jpg", photo()))

    assert (page.status, page.error_of("consent") != "") == (422, True)


def test_report_has_no_more_files_than_allowed(learning: MakeLearning, visit: Visit, services: Services) -> None:
    report, gina = draft(learning), visit(learning.guest_person)
    services.settings.max_media_per_case = 1
    send_photo(learning, report, gina, services)

    page = gina.open(address(report, "/media"))
    page = page.send(page.form("/media", having="file").fill(consent="1").attach("file", "b.jpg", photo()))

    assert page.error_of("file") == "At most 1 files are possible here. Remove one first."


def test_file_of_one_report_is_not_settled_through_another(
    learning: MakeLearning, visit: Visit, services: Services
) -> None:
    gina = visit(learning.guest_person)
    medium = send_photo(learning, draft(learning), gina, services)
    other = draft(learning)

    assert post(gina, address(other, f"/media/{medium.public_id}/remove")).status == 404


@pytest.mark.parametrize("rest", ["/media", "/media/x/withdraw", "/media/x/remove", "/media/x"])
def test_others_do_nothing_with_the_files(learning: MakeLearning, visit: Visit, rest: str) -> None:
    report = learning.report()

    assert [post(visit(one), address(report, rest)).status for one in (learning.host_person, learning.stranger)] == [
        403,
        404,
    ]


def test_visit_s_page_of_learning_leads_to_what_one_may_do(learning: MakeLearning, visit: Visit) -> None:
    trip = learning.visit()
    place = f"/en/learning/visits/{trip.code}/learning"

    pages = [visit(one).open(place) for one in (learning.guest_person, learning.host_person, learning.coordinator)]

    assert ["Begin the report of Guests" in page.text for page in pages] == [True, False, False]
    assert ["Ask for coaching" in page.text for page in pages] == [True, False, False]
    assert ["have not sent a report yet: Guests" in page.text for page in pages] == [False, False, True]
    assert visit(learning.stranger).open(place).status == 404


@pytest.mark.parametrize("more", [1, 6])
def test_page_of_a_report_takes_few_queries(
    learning: MakeLearning,
    visit: Visit,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    more: int,
) -> None:
    report = learning.report(state=ReportState.PUBLISHED, consent_at=now(), licence="cc_by_4")
    for number in range(more):
        learning.commitment(report, text=f"Resolution {number}")
    stranger = visit()
    stranger.open("/en/about")

    with count_queries() as queries:
        page = stranger.open(address(report))

    assert page.text.count("Resolution ") == more
    assert len(queries) <= 12


def test_report_in_another_language_than_the_readers_says_so(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report(state=ReportState.PUBLISHED, published_at=now(), language="es", title="Una bodega")

    english, spanish = visit().open(address(report)), visit().open(f"/es/learning/reports/{report.code}")

    assert '<h1 lang="es" dir="auto">Una bodega</h1>' in english.response.text
    assert ("was written in Spanish" in english.text, "notice-info" in spanish.response.text) == (True, False)


def test_report_without_title_is_called_by_who_learned_where(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report(state=ReportState.PUBLISHED, published_at=now(), title="")

    page = visit().open(address(report))

    assert "<h1>What Guests learned at Hosts</h1>" in page.response.text
    assert page.response.text.count('<p class="lead">') == 0
