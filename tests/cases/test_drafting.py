"""Drafts begun, saved and deleted; nobody overwrites another's text unseen."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.content.clean import Choices, Problem
from app.content.sections import BY_NAME
from app.domain.cases import drafting, submission
from app.domain.cases.edits import SITTING, last_edits
from app.domain.cases.versions import find_working_copy
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.terms import read_book
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseEvent, CaseState, CaseVersion
from app.models.media import Media, MediaKind
from app.models.organisations import MemberRole
from app.models.platform import AuditEvent
from app.models.types import now
from app.models.vocabulary import TermSuggestion
from app.services import Services
from tests.factories import Make, raw_content

STORY = BY_NAME["story"]
PROCESS = BY_NAME["process"]


@pytest.fixture
def choices(services: Services) -> Choices:
    with services.database.reading() as session:
        return read_book(session).choices()


@pytest.fixture
def save(services: Services, choices: Choices) -> Any:
    """Saves one section in a transaction of its own."""

    def save(case: Case, by: Viewer, typed: dict[str, Any], *, section: str = "story", **more: Any) -> drafting.Saved:
        with services.database.writing() as session:
            return drafting.save_section(
                session,
                case=session.get_one(Case, case.id),
                section=BY_NAME[section],
                typed=typed,
                expected=more.pop("expected", 0),
                choices=choices,
                by=by,
                **more,
            )

    return save


def content_of(services: Services, case: Case) -> dict[str, Any]:
    with services.database.reading() as session:
        version = find_working_copy(session, case)
        assert version is not None
        return version.content


def test_a_draft_begins_with_what_is_known_of_its_organisation(make: Make, services: Services) -> None:
    organisation = make.organisation(country="BO", region="Caranavi")
    by = make.viewer(make.owner(organisation))

    with services.database.writing() as session:
        case = drafting.create_draft(session, organisation_id=organisation.id or 0, language="qu", by=by)

    assert (case.state, case.original_language, case.country) == (CaseState.DRAFT, "qu", "BO")
    assert content_of(services, case) == {"facts": {"role": "owner", "country": "BO", "region": "Caranavi"}}
    with services.database.reading() as session:
        events = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id)).all()
    assert [(event.before, event.after, event.by_id) for event in events] == [("", "draft", by.id)]


@pytest.mark.parametrize("role", [MemberRole.MEMBER, None])
def test_only_owners_and_editors_begin_a_draft(make: Make, services: Services, role: MemberRole | None) -> None:
    organisation, user = make.organisation(), make.user()
    if role:
        make.member(user, organisation, role)

    with pytest.raises(NotFound), services.database.writing() as session:
        drafting.create_draft(session, organisation_id=organisation.id or 0, language="es", by=make.viewer(user))


def test_a_language_that_nobody_knows_is_refused(make: Make, services: Services) -> None:
    organisation = make.organisation()
    by = make.viewer(make.owner(organisation))
    case = make.case(organisation)

    with services.database.writing() as session:
        with pytest.raises(Invalid) as at_first:
            drafting.create_draft(session, organisation_id=organisation.id or 0, language="xx", by=by)
        with pytest.raises(Invalid) as later:
            drafting.change_language(session, case=case, language="../etc", by=by)

    assert (at_first.value.field, later.value.field) == ("language", "language")


def test_what_was_typed_is_saved_and_counted(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)

    saved = save(case, by, {"what_we_did": " We met. ", "what_changed": "Prices."})

    assert saved == drafting.Saved(1, {})
    assert content_of(services, case)["story"] == {"what_we_did": "We met.", "what_changed": "Prices."}


def test_lists_see_the_new_title_at_once(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)

    save(case, by, {"title": "Selling beans"}, section="summary")

    with services.database.reading() as session:
        assert session.get_one(Case, case.id).title == "Selling beans"


def test_a_public_title_stays_while_its_next_version_is_written(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation, state=CaseState.SYSTEMATISING)
    with services.database.writing() as session:
        public = CaseVersion(case_id=case.id or 0, number=1, content=raw_content())
        session.add(public)
        session.flush()
        session.get_one(Case, case.id).current_version_id = public.id

    save(case, by, {"title": "Selling beans"}, section="summary")

    with services.database.reading() as session:
        assert session.get_one(Case, case.id).title == "Selling potatoes together"


def test_saving_the_same_again_changes_nothing(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)
    before = content_of(services, case)

    saved = save(case, by, before["story"], expected=999)

    assert saved == drafting.Saved(0, {})
    assert content_of(services, case) == before


def test_who_saves_upon_an_older_text_is_told_what_stands_there(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)
    save(case, by, {"what_we_did": "First"})

    with pytest.raises(Stale) as caught:
        save(case, by, {"what_we_did": "Second"}, expected=0)

    assert (caught.value.theirs, caught.value.row_version) == ({"what_we_did": "First"}, 1)
    assert content_of(services, case)["story"] == {"what_we_did": "First"}


def test_two_people_in_two_sections_do_not_meet(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)

    save(case, by, {"what_we_did": "First"})
    saved = save(case, by, {"title": "Beans"}, section="summary", expected=0)

    assert saved.row_version == 1


def test_a_wrong_answer_is_named_and_the_stored_one_stays(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)

    saved = save(case, by, {"title": "x" * 121, "summary": "New"}, section="summary")

    assert saved.problems == {
        "title": Problem("Too long: %(length)s characters, %(limit)s are possible.", {"length": 121, "limit": 120})
    }
    assert content_of(services, case)["summary"] == {"title": "Selling potatoes together", "summary": "New"}


def test_a_shorter_form_leaves_the_other_answers(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)

    save(case, by, {"country": "BO"}, section="facts", only={"country"})

    assert content_of(services, case)["facts"] == {**raw_content()["facts"], "country": "BO"}


def test_a_case_points_only_at_its_own_media(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case, other = make.viewer(make.owner(organisation)), make.case(organisation), make.case()
    own, foreign = (picture(services, one) for one in (case, other))
    typed = {"media": [{"medium": own, "caption": "Ours"}, {"medium": foreign, "caption": "Theirs"}]}

    saved = save(case, by, typed, section="media")

    assert saved.problems == {"media-1-medium": Problem("Choose one of the files of this case.")}
    items = content_of(services, case)["media"]["media"]
    assert [item.get("medium") for item in items] == [own, None]


def picture(services: Services, case: Case) -> str:
    medium = Media(case_id=case.id or 0, kind=MediaKind.PICTURE, content_type="image/png", sha256="0" * 64, size=1)
    with services.database.writing() as session:
        session.add(medium)
    return medium.public_id


def test_a_case_points_only_at_cases_its_writer_may_read(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)
    own, hidden = make.case(organisation), make.case()

    seen = save(case, by, {"related": own.code}, section="references")
    unseen = save(case, by, {"related": f"{own.code}, {hidden.code}"}, section="references", expected=1)
    itself = save(case, by, {"related": own.code, "adapted_from": case.code}, section="references", expected=1)

    message = "There is no case with the code %(code)s."
    assert seen.problems == {}
    assert unseen.problems == {"related": Problem(message, {"code": hidden.code})}
    assert itself.problems == {"adapted_from": Problem(message, {"code": case.code})}
    assert content_of(services, case)["references"] == {"related": [own.code]}


def test_a_case_named_by_somebody_who_may_read_it_stays_named(make: Make, services: Services, save: Any) -> None:
    organisation, other = make.organisation(), make.organisation()
    hidden = make.case(other)
    case = make.case(organisation, content={**raw_content(), "references": {"related": [hidden.code]}})
    by = make.viewer(make.owner(organisation))

    saved = save(case, by, {"related": hidden.code, "references": [{"citation": "A book"}]}, section="references")

    assert saved.problems == {}


def test_an_item_keeps_its_key_through_saves_that_do_not_know_it(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)
    save(case, by, {"moments": [{"title": "Founded by forty families"}]}, section="process")
    key = content_of(services, case)["process"]["moments"][0]["key"]

    save(case, by, {"moments": [{"title": "Founded by forty families in Junín"}]}, section="process", expected=1)

    assert content_of(services, case)["process"]["moments"][0]["key"] == key


def test_a_step_taken_meanwhile_closes_the_text(make: Make, services: Services, choices: Choices) -> None:
    organisation = make.organisation(approved=False)
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)
    with services.database.writing() as session:
        submission.submit(session, case=session.get_one(Case, case.id), by=by)

    with pytest.raises(Forbidden), services.database.writing() as session:
        # `case` was read while it was still a draft.
        drafting.save_section(
            session, case=session.merge(case, load=False), section=STORY, typed={}, expected=0, choices=choices, by=by
        )


def test_the_trail_keeps_one_line_a_sitting(make: Make, services: Services, save: Any) -> None:
    organisation = make.organisation()
    rosa, luis = (make.owner(organisation, name) for name in ("Rosa", "Luis"))
    case, start = make.case(organisation), now()

    for number, (by, minutes) in enumerate([(rosa, 0), (rosa, 5), (luis, 6), (luis, 7), (luis, 60)]):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            save(case, make.viewer(by), {"what_we_did": f"Text {number}"}, expected=number)

    with services.database.reading() as session:
        trail = session.exec(select(AuditEvent).where(AuditEvent.object_type == "case_section")).all()
        edits = last_edits(session, case=case)
    assert timedelta(minutes=30) == SITTING
    assert [(event.by_id, event.object_id) for event in trail] == [
        (rosa.id, f"{case.code}/story"),
        (luis.id, f"{case.code}/story"),
        (luis.id, f"{case.code}/story"),
    ]
    assert {name: edit.who for name, edit in edits.items()} == {"story": "Luis"}


def test_a_draft_is_deleted_with_everything_that_hangs_on_it(make: Make, services: Services) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation)
    with services.database.writing() as session:
        files = {"upload": {"key": "a" * 64}, "320": {"key": "b" * 64}}
        session.add(
            Media(
                case_id=case.id or 0,
                kind=MediaKind.PICTURE,
                content_type="image/png",
                sha256="a" * 64,
                size=1,
                files=files,
            )
        )
        session.add(TermSuggestion(vocabulary="product", label="Maca", language="es", case_id=case.id))

    with services.database.writing() as session:
        keys = drafting.discard_draft(session, case=session.get_one(Case, case.id), by=by)

    assert keys == ["a" * 64, "b" * 64]
    with services.database.reading() as session:
        assert [session.exec(select(table)).all() for table in (Case, CaseVersion, CaseEvent, Media)] == [
            [],
            [],
            [],
            [],
        ]
        assert [one.case_id for one in session.exec(select(TermSuggestion)).all()] == [None]


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.DRAFT])
def test_what_was_sent_is_not_deleted(make: Make, services: Services, state: CaseState) -> None:
    organisation = make.organisation()
    by, case = make.viewer(make.owner(organisation)), make.case(organisation, state=state)

    with pytest.raises(Conflict), services.database.writing() as session:
        drafting.discard_draft(session, case=session.get_one(Case, case.id), by=by)


def test_a_member_without_a_pen_deletes_nothing(make: Make, services: Services) -> None:
    organisation, user = make.organisation(), make.user()
    make.member(user, organisation, MemberRole.MEMBER)
    case = make.case(organisation)

    with pytest.raises(Forbidden), services.database.writing() as session:
        drafting.discard_draft(session, case=session.get_one(Case, case.id), by=make.viewer(user))


def test_unsent_drafts_are_those_of_organisations_one_writes_for(make: Make, services: Services) -> None:
    organisation, other, user = make.organisation("Ours"), make.organisation("Theirs"), make.user()
    make.member(user, organisation, MemberRole.EDITOR)
    make.member(user, other, MemberRole.MEMBER)
    draft = make.case(organisation)
    returned = make.case(organisation, state=CaseState.RETURNED)
    make.case(organisation, state=CaseState.SUBMITTED)
    make.case(other)
    viewer = make.viewer(user)

    with services.database.reading() as session:
        assert {case.code for case in drafting.unsent(session, viewer=viewer)} == {draft.code, returned.code}
        assert [one.name for one in drafting.writing_for(session, viewer=viewer)] == ["Ours"]
