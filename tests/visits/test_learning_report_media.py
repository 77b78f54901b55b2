"""What is said of the pictures, films, voice notes and documents of a report, and where it is read."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlmodel import select

from app.domain.errors import Forbidden, Stale
from app.domain.media import keeping
from app.domain.media.owners import Owner
from app.domain.visits import report_case, report_media
from app.domain.visits.report_media import mark_of, words_of
from app.models.cases import Case, CaseVersion
from app.models.learning import LearningReport, ReportState
from app.models.media import Media, MediaKind, MediaState
from app.models.types import now
from tests.pages import Browser, Page
from tests.visits.learning import MakeLearning

Visit = Callable[..., Browser]
NOTHING = {"caption": "", "alt": "", "credit": "", "transcript": ""}
FILES = {
    MediaKind.PICTURE: ("image/jpeg", ["320"]),
    MediaKind.AUDIO: ("audio/mp4", ["play"]),
    MediaKind.VIDEO: ("video/mp4", ["play", "poster"]),
    MediaKind.DOCUMENT: ("application/pdf", ["original"]),
}


def add_file(learning: MakeLearning, report: LearningReport, kind: MediaKind = MediaKind.PICTURE, **fields: Any) -> Any:
    """Ready, with the consent of those in it."""
    content_type, names = FILES[kind]
    file = {"key": "x", "type": content_type, "size": 2000, "width": 320, "height": 240}
    values = {"kind": kind, "content_type": content_type, "files": dict.fromkeys(names, file), "sha256": "x", **fields}
    return learning.add(Media(report_id=report.id, state=MediaState.READY, size=2000, consent=True, **values))


def describe(
    learning: MakeLearning, report: LearningReport, medium: Media, who: str = "guest_person", **words: str
) -> None:
    """As somebody who saw what stands there."""
    by = learning.person(getattr(learning, who))
    with learning.database.writing() as session:
        here = session.get_one(LearningReport, report.id)
        seen = mark_of(words_of(here, medium.public_id))
        report_media.describe(session, report=here, medium=medium, words=words, seen=seen, by=by)


def address(report: LearningReport, rest: str = "") -> str:
    return f"/en/learning/reports/{report.code}{rest}"


def form_of(page: Page, medium: Media) -> Any:
    return page.form(f"{medium.public_id}/words")


# Keeping


def test_words_of_one_file_leave_those_of_others_alone(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.DRAFT)
    first, second = add_file(learning, report), add_file(learning, report, MediaKind.AUDIO)

    describe(learning, report, first, caption="The scale", alt="Two people weigh a sack")
    describe(learning, report, second, transcript="We weigh.", credit="Gina")
    describe(learning, report, first, caption="")

    assert learning.again(report).media == [
        {"medium": second.public_id, "credit": "Gina", "transcript": "We weigh."},
        {"medium": first.public_id, "alt": "Two people weigh a sack"},
    ]
    assert learning.again(report).row_version == report.row_version


def test_who_did_not_see_the_words_of_another_does_not_replace_them(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.DRAFT)
    medium = add_file(learning, report)
    describe(learning, report, medium, caption="Theirs")

    by, mine = learning.person(learning.guest_person), {"caption": "Mine"}
    with learning.database.writing() as session:
        here = session.get_one(LearningReport, report.id)
        with pytest.raises(Stale) as stale:
            report_media.describe(session, report=here, medium=medium, words=mine, seen=mark_of(NOTHING), by=by)

    assert stale.value.theirs == {**NOTHING, "caption": "Theirs"}
    assert words_of(learning.again(report), medium.public_id)["caption"] == "Theirs"


@pytest.mark.parametrize(
    ("state", "who"),
    [("draft", "host_person"), ("submitted", "coordinator"), ("submitted", "stranger"), ("published", "guest_person")],
)
def test_files_are_described_by_their_writers_until_the_report_is_published(
    learning: MakeLearning, state: str, who: str
) -> None:
    report = learning.report(state=state)
    medium = add_file(learning, report)

    with pytest.raises(Forbidden):
        describe(learning, report, medium, who, caption="Mine")


def test_words_of_a_removed_file_go_with_it(learning: MakeLearning) -> None:
    report = learning.report()
    gone, kept = add_file(learning, report), add_file(learning, report)
    for medium in (gone, kept):
        describe(learning, report, medium, caption="The scale")

    with learning.database.writing() as session:
        owner, by = session.get_one(LearningReport, report.id), learning.person(learning.guest_person)
        keeping.remove(session, owner=owner, medium=session.get_one(Media, gone.id), by=by)

    assert learning.again(report).media == [{"medium": kept.public_id, "caption": "The scale"}]


# Asking


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (MediaKind.PICTURE, {"caption", "alt", "credit"}),
        (MediaKind.AUDIO, {"caption", "credit", "transcript"}),
        (MediaKind.VIDEO, {"caption", "credit", "transcript"}),
        (MediaKind.DOCUMENT, {"caption", "credit"}),
    ],
)
def test_each_kind_is_asked_for_what_is_shown_with_it(
    learning: MakeLearning, visit: Visit, kind: MediaKind, names: set[str]
) -> None:
    report = learning.report(state=ReportState.DRAFT)
    medium = add_file(learning, report, kind)

    page = visit(learning.guest_person).open(address(report, "/media"))

    assert form_of(page, medium).names - {"seen"} == names


def test_picture_without_description_asks_for_it_kindly_and_stands_in_nobodys_way(
    learning: MakeLearning, visit: Visit
) -> None:
    report, gina = learning.report(state=ReportState.DRAFT, why_none="No money"), visit(learning.guest_person)
    medium, asks, counted = add_file(learning, report), "Please say in a few words", "1 picture is not described yet"

    page, edit = gina.open(address(report, "/media")), gina.open(address(report, "/edit"))
    before = asks in page.text, counted in edit.text
    page = page.send(form_of(page, medium).fill(alt="Two people weigh a sack"))
    after = asks in page.text, counted in gina.open(address(report, "/edit")).text
    page = page.send(form_of(page, medium).fill(alt=""))
    edit = gina.open(address(report, "/edit"))
    edit.send(edit.form("edit").press("do", "send"))

    assert (before, after) == ((True, True), (False, False))
    assert learning.again(report).state is ReportState.SUBMITTED


def test_too_long_words_are_refused_beside_their_field_and_kept(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report(state=ReportState.DRAFT)
    medium, other = add_file(learning, report), add_file(learning, report)

    page = visit(learning.guest_person).open(address(report, "/media"))
    page = page.send(form_of(page, medium).fill(caption="x" * 301, alt="Kept"))

    assert page.status == 422
    assert page.error_of(f"w{medium.id}-caption") == "Too long: 301 characters, 300 are possible."
    assert [form_of(page, one).values["alt"] for one in (medium, other)] == [["Kept"], [""]]
    assert learning.again(report).media == []


def test_two_who_describe_a_file_see_both_texts(learning: MakeLearning, visit: Visit) -> None:
    report, gina = learning.report(state=ReportState.DRAFT), visit(learning.guest_person)
    medium = add_file(learning, report)
    page = gina.open(address(report, "/media"))
    describe(learning, report, medium, caption="Theirs", credit="Rosa")

    page = page.send(form_of(page, medium).fill(caption="Mine", credit="Rosa"))
    both = (page.status, "Theirs" in page.text, page.text.count("saved here meanwhile"))
    page = page.send(form_of(page, medium).fill(caption="Theirs and mine"))

    assert both == (409, True, 1)
    assert words_of(learning.again(report), medium.public_id) == {
        **NOTHING,
        "caption": "Theirs and mine",
        "credit": "Rosa",
    }


def test_published_report_asks_for_no_more_words(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report(state=ReportState.PUBLISHED, published_at=now())
    medium = add_file(learning, report)

    page = visit(learning.guest_person).open(address(report, "/media"))

    assert f"{medium.public_id}/words" not in page.html


@pytest.mark.parametrize(("who", "status"), [("host_person", 403), ("coordinator", 403), ("stranger", 404)])
def test_others_describe_nothing(learning: MakeLearning, visit: Visit, who: str, status: int) -> None:
    report = learning.report()
    medium = add_file(learning, report)
    browser = visit(getattr(learning, who))

    answer = browser.client.post(address(report, f"/media/{medium.public_id}/words"), data={"caption": "Mine"})

    assert (answer.status_code, learning.again(report).media) == (status, [])


def test_file_of_one_report_is_not_described_through_another(learning: MakeLearning, visit: Visit) -> None:
    medium, other = add_file(learning, learning.report()), learning.report()
    browser = visit(learning.guest_person)

    answer = browser.client.post(address(other, f"/media/{medium.public_id}/words"), data={"caption": "Mine"})

    assert (answer.status_code, learning.again(other).media) == (404, [])


# Reading


def published(learning: MakeLearning, **changes: Any) -> Any:
    return learning.report(state=ReportState.PUBLISHED, published_at=now(), consent_at=now(), **changes)


def say(learning: MakeLearning, report: LearningReport, *entries: dict[str, str]) -> None:
    with learning.database.writing() as session:
        session.get_one(LearningReport, report.id).media = list(entries)


def test_published_page_shows_the_words_in_the_language_of_the_report(learning: MakeLearning, visit: Visit) -> None:
    report = published(learning, language="es", title="Una bodega")
    picture, voice = add_file(learning, report), add_file(learning, report, MediaKind.AUDIO, seconds=3)
    paper = add_file(learning, report, MediaKind.DOCUMENT)
    say(
        learning,
        report,
        {"medium": picture.public_id, "caption": "La balanza", "alt": "Dos personas pesan", "credit": "Rosa Q."},
        {"medium": voice.public_id, "caption": "La gerente", "transcript": "Pesamos **todo**."},
        {"medium": paper.public_id, "caption": "El reglamento", "credit": "Cooperativa"},
    )

    english, spanish = visit().open(address(report)).html, visit().open(f"/es/learning/reports/{report.code}").html

    for piece in (
        'alt="Dos personas pesan" lang="es"',
        '<figcaption><span lang="es" dir="auto">La balanza</span> <span class="credit">Rosa Q.</span>',
        '<b lang="es">La gerente</b>',
        '<div class="fold-body prose" lang="es" dir="auto"><p>Pesamos <strong>todo</strong>.</p>',
        '<b lang="es">El reglamento</b>',
    ):
        assert piece in english
    assert ("Cooperativa</span>" in english, 'alt="Dos personas pesan" width' in spanish) == (True, True)


def test_file_without_words_is_told_apart_by_its_visit(learning: MakeLearning, visit: Visit) -> None:
    report = published(learning, language="es")
    add_file(learning, report)
    add_file(learning, report, MediaKind.VIDEO)

    html = visit().open(address(report)).html

    assert 'alt="Photograph from the visit to Hosts" width' in html
    assert '<figcaption> <span class="credit">Guests</span></figcaption>' in html
    assert '<b lang="en">Film</b>' in html


def test_hostile_words_are_text(learning: MakeLearning, visit: Visit) -> None:
    report, bad = published(learning), '"><script>alert(1)</script>'
    kinds = [add_file(learning, report, kind) for kind in MediaKind]
    say(learning, report, *({"medium": one.public_id, **dict.fromkeys(NOTHING, bad)} for one in kinds))

    html = visit().open(address(report)).html

    assert ("<script>alert" in html, html.count("&gt;&lt;script&gt;alert(1)") >= 8) == (False, True)


# In the case that grows out of it


def case_of(learning: MakeLearning, report: LearningReport) -> tuple[Case, list[Media], list[dict[str, str]]]:
    """The case begun from the report, its files, and what it says of them."""
    by = learning.person(learning.guest_person)
    with learning.database.writing() as session:
        case = report_case.start_case(session, report=session.get_one(LearningReport, report.id), by=by)
        media = session.exec(select(Media).where(Media.case_id == case.id)).all()
        content = session.exec(select(CaseVersion.content).where(CaseVersion.case_id == case.id)).one()
    return case, list(media), content.get("media", {}).get("media", [])


def test_case_begun_from_a_report_takes_its_files_and_their_words_along(learning: MakeLearning) -> None:
    report = learning.report()
    picture, silent = add_file(learning, report), add_file(learning, report, MediaKind.AUDIO)
    add_file(learning, report, consent_withdrawn_at=now())
    describe(learning, report, picture, caption="The scale", alt="Two weigh", credit="Rosa")

    _, media, entries = case_of(learning, report)

    assert [(one.kind, one.files, one.consent, one.report_id) for one in media] == [
        (one.kind, one.files, True, None) for one in (picture, silent)
    ]
    assert [{name: text for name, text in entry.items() if name != "key"} for entry in entries] == [
        {"medium": media[0].public_id, "caption": "The scale", "alt": "Two weigh", "credit": "Rosa"},
        {"medium": media[1].public_id},
    ]
    assert {one.public_id for one in media}.isdisjoint({picture.public_id, silent.public_id})


@pytest.mark.parametrize("where", ["report", "case"])
def test_consent_is_withdrawn_from_a_file_in_the_report_and_in_its_case_alike(
    learning: MakeLearning, where: str
) -> None:
    report = learning.report()
    picture, other = add_file(learning, report, sha256="1"), add_file(learning, report, sha256="2")
    case, (copied, other_copied), _ = case_of(learning, report)
    medium = picture if where == "report" else copied

    with learning.database.writing() as session:
        owners: dict[str, Owner] = {
            "report": session.get_one(LearningReport, report.id),
            "case": session.get_one(Case, case.id),
        }
        one = session.get_one(Media, medium.id)
        keeping.withdraw_consent(session, owner=owners[where], medium=one, by=learning.person(learning.guest_person))

    hidden = [learning.again(one).consent_withdrawn_at is not None for one in (picture, copied, other, other_copied)]
    assert hidden == [True, True, False, False]


@pytest.mark.parametrize("files", [1, 8])
def test_files_with_words_take_no_more_queries(
    learning: MakeLearning,
    visit: Visit,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    files: int,
) -> None:
    report = learning.report(state=ReportState.DRAFT)
    for medium in [add_file(learning, report) for _ in range(files)]:
        describe(learning, report, medium, caption="The scale")
    gina = visit(learning.guest_person)
    gina.open("/en/about")

    with count_queries() as queries:
        page = gina.open(address(report, "/media"))

    assert page.html.count("/words") == files
    assert len(queries) <= 12
