"""What was found right is written whole; the same file twice changes nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from app.content.units import fingerprint
from app.domain.checks import check
from app.domain.errors import Conflict
from app.domain.importing.plan import Plan
from app.domain.importing.writing import Written, write
from app.jobs.worker import Worker
from app.models.cases import Case, CaseEvent, CaseState, CaseTier, CaseTranslation, CaseVersion, FollowUp
from app.models.media import Media, MediaState
from app.models.organisations import Organisation, OrganisationRelation, RelationKind
from app.models.types import now
from app.models.vocabulary import Term
from app.services import Services
from tests.contents import full_content
from tests.factories import Make, raw_content
from tests.files import samples
from tests.importing.conftest import case, organisation

BringIn = Callable[..., Written]


def only(services: Services, table: type[Any]) -> Any:
    with services.database.reading() as session:
        return session.exec(select(table)).one()


def faults(services: Services) -> list[str]:
    with services.database.reading() as session:
        return [f"{fault.subject}: {fault.what}" for fault in check(session, services.storage)]


def test_learning_material_is_public_at_once(services: Services, bring_in: BringIn) -> None:
    written = bring_in([organisation(), case(illustration=True, source="A book")])

    found, version = only(services, Case), only(services, CaseVersion)
    assert written == Written(organisations=1, cases=1, here_already=0)
    assert (found.state, found.illustration, found.source) == (CaseState.LEARNING_MATERIAL, True, "A book")
    assert (found.title, found.country, found.kind) == ("Selling potatoes together", "PE", "good_experience")
    assert found.current_version_id == version.id
    assert found.first_published_at == found.updated_at == datetime(2024, 5, 31, tzinfo=UTC)
    assert (version.number, version.tier, version.content) == (1, CaseTier.RAW, raw_content())
    assert version.content_hash == fingerprint(raw_content())
    assert only(services, Organisation).approved_at is not None
    assert faults(services) == []


def test_case_is_found_soon_after(services: Services, bring_in: BringIn) -> None:
    bring_in([organisation(), case()])
    Worker(services).run_once()

    with services.database.reading() as session:
        assert services.search.health(session).in_step


def test_draft_and_case_under_work_have_a_working_copy(services: Services, bring_in: BringIn) -> None:
    draft = case(state="draft", content={"summary": {"title": "Only a title"}})
    for name in ("published", "licence", "consent"):
        del draft[name]
    at_work = case(external_id="case-2", state="systematising", working={"content": full_content()})

    bring_in([organisation(), draft, at_work])

    with services.database.reading() as session:
        versions = session.exec(select(CaseVersion).order_by(col(CaseVersion.id))).all()
    assert [(version.case_id, version.number, version.tier) for version in versions] == [
        (1, None, CaseTier.RAW),
        (2, 1, CaseTier.RAW),
        (2, None, CaseTier.SYSTEMATISED),
    ]
    assert faults(services) == []


def test_published_case_with_its_earlier_versions(services: Services, bring_in: BringIn) -> None:
    first = {"tier": "raw", "published": "2022-01-10", "content": raw_content(title="First")}
    second = {"published": "2023-01-10", "validated": "2023-01-09", "content": full_content(), "what_changed": "More"}
    row = case(
        state="published",
        published="2024-01-10",
        validated="2024-01-09",
        content=full_content(),
        versions=[first, second],
        what_changed="Figures of 2023",
    )

    bring_in([organisation(), row])

    with services.database.reading() as session:
        versions = session.exec(select(CaseVersion).order_by(col(CaseVersion.id))).all()
    assert [(v.number, v.tier, v.what_changed) for v in versions] == [
        (1, CaseTier.RAW, ""),
        (2, CaseTier.SYSTEMATISED, "More"),
        (3, CaseTier.SYSTEMATISED, "Figures of 2023"),
    ]
    assert only(services, Case).first_published_at == datetime(2022, 1, 10, tzinfo=UTC)
    assert faults(services) == []


def test_history_and_questions_are_kept(services: Services, bring_in: BringIn) -> None:
    steps = [("", "draft"), ("draft", "submitted"), ("submitted", "learning_material")]
    events = [{"before": before, "after": after, "at": "2024-05-31"} for before, after in steps]
    asked = {"months": 12, "due": "2025-05-31", "asked": "2025-06-01", "answer": "works", "answered": "2025-06-03"}

    bring_in([organisation(), case(events=events, follow_ups=[asked])])

    with services.database.reading() as session:
        found = session.exec(select(CaseEvent.before, CaseEvent.after).order_by(col(CaseEvent.id))).all()
        question = session.exec(select(FollowUp)).one()
    assert [tuple(event) for event in found] == steps
    assert (question.months, question.due, question.answer) == (12, date(2025, 5, 31), "works")


def test_questions_are_planned_only_where_they_are_still_to_come(services: Services, bring_in: BringIn) -> None:
    recent = {"published": now().date().isoformat(), "validated": now().date().isoformat()}
    old = {"published": "2015-02-28", "validated": "2015-02-27"}
    common = {"state": "published", "content": full_content()}

    bring_in([organisation(), case(**common, **recent), case(external_id="case-2", **common, **old)])

    with services.database.reading() as session:
        found = session.exec(select(FollowUp.case_id, FollowUp.months).order_by(FollowUp.months)).all()
    assert [tuple(question) for question in found] == [(1, 12), (1, 24)]


def test_translations_name_items_by_number_or_key(services: Services, bring_in: BringIn) -> None:
    content = raw_content()
    content["process"] = {
        "moments": [{"date": "2018", "title": "One"}, {"key": "the-scale", "date": "2019", "title": "Two"}]
    }
    texts = {
        "summary": {"title": "Vender papas"},
        "process": {"moments.1.title": "Uno", "moments.the-scale.title": "Dos"},
    }
    translations = {
        "es": {"texts": texts, "states": {"process": "draft"}},
        "fr": {"state": "reviewed", "texts": {"summary": {"title": "Vendre"}}},
    }

    bring_in([organisation(), case(content=content, translations=translations)])

    stored = only(services, CaseVersion).content["process"]["moments"]
    first, second = (f"moments.{item['key']}.title" for item in stored)
    with services.database.reading() as session:
        rows = session.exec(select(CaseTranslation).order_by(col(CaseTranslation.id))).all()
    assert [(row.language, row.section, row.state, row.texts) for row in rows] == [
        ("es", "summary", "published", {"title": "Vender papas"}),
        ("es", "process", "draft", {first: "Uno", second: "Dos"}),
        ("fr", "summary", "reviewed", {"title": "Vendre"}),
    ]
    assert rows[1].source == {first: "One", second: "Two"}
    assert faults(services) == []


def test_keys_of_items_are_the_same_at_every_import(look: Callable[..., Plan]) -> None:
    content = raw_content()
    content["lessons"] = {
        "lessons": [
            {"statement": "One"},
            {"key": "k7m2qx", "statement": "Two"},
            {"key": "the-third", "statement": "Three"},
        ]
    }
    rows = [organisation(), case(content=content)]

    first, second = ([plan.versions[0].columns["content"] for plan in look(rows).cases()] for _ in range(2))

    keys = [item["key"] for item in first[0]["lessons"]["lessons"]]
    assert first == second
    assert keys[1] == "k7m2qx"
    assert len(set(keys)) == 3


def test_files_are_taken_in_and_prepared(services: Services, bring_in: BringIn, file: Path) -> None:
    (file.parent / "media").mkdir()
    (file.parent / "media" / "scale.png").write_bytes(samples.picture("PNG"))
    medium = {"file": "media/scale.png", "consent": True, "caption": "The scale", "alt": "A scale", "credit": "Rosa"}
    translations = {"es": {"texts": {"media": {"media.1.caption": "La balanza"}}}}

    bring_in([organisation(), case(media=[medium], translations=translations)])
    Worker(services).run_once()

    kept, version = only(services, Media), only(services, CaseVersion)
    [entry] = version.content["media"]["media"]
    assert (kept.state, kept.licence, kept.consent, kept.file_name) == (MediaState.READY, "cc_by_4", True, "scale.png")
    assert (entry["medium"], entry["caption"], entry["credit"]) == (kept.public_id, "The scale", "Rosa")
    assert only(services, CaseTranslation).texts == {f"media.{entry['key']}.caption": "La balanza"}
    assert faults(services) == []


def test_cases_name_each_other_by_external_id(services: Services, bring_in: BringIn) -> None:
    content = raw_content()
    content["references"] = {"related": ["case-2"], "adapted_from": ["CASE-3 with a long id"]}

    bring_in(
        [
            organisation(),
            case(content=content),
            case(external_id="case-2"),
            case(external_id="CASE-3 with a long id"),
        ]
    )

    with services.database.reading() as session:
        codes = dict(session.exec(select(Case.external_id, Case.code)).all())
        references = session.exec(select(CaseVersion.content).order_by(col(CaseVersion.id))).first()["references"]
    assert references == {"related": [codes["case-2"]], "adapted_from": [codes["CASE-3 with a long id"]]}


def test_codes_are_kept_where_they_are_free(services: Services, bring_in: BringIn, make: Make) -> None:
    taken = make.case().code

    bring_in([organisation(code="b3n5rt"), case(code="k7m2qx"), case(external_id="case-2", code=taken)])

    with services.database.reading() as session:
        codes = dict(session.exec(select(Case.external_id, Case.code)).all())
        assert session.exec(select(Organisation.code).where(Organisation.external_id == "org-1")).one() == "b3n5rt"
    assert codes["case-1"] == "k7m2qx"
    assert codes["case-2"] != taken


def test_relations_and_added_terms(services: Services, bring_in: BringIn) -> None:
    term = {"type": "term", "vocabulary": "capability", "code": "bee_keeping", "labels": {"en": "Keeping bees"}}
    union = organisation(external_id="org-2", name="Union", relations=[{"kind": "apex_of", "to": "org-1"}])
    content = raw_content()
    content["facts"]["capabilities"] = ["bee_keeping"]

    bring_in([term, union, organisation(), case(content=content)])

    relation = only(services, OrganisationRelation)
    with services.database.reading() as session:
        ids = dict(session.exec(select(Organisation.external_id, Organisation.id)).all())
        added = session.exec(select(Term).where(Term.code == "bee_keeping")).one()
    assert (relation.from_id, relation.kind, relation.to_id) == (ids["org-2"], RelationKind.APEX_OF, ids["org-1"])
    assert (added.added_here, added.labels) == (True, {"en": "Keeping bees"})


def test_same_file_twice_changes_nothing(
    services: Services, bring_in: BringIn, count: Callable[[], dict[str, int]], file: Path
) -> None:
    (file.parent / "note.txt").write_text("A note.")
    rows = [organisation(), case(media=[{"file": "note.txt", "consent": True, "caption": "A note"}])]
    bring_in(rows)
    before, change = count(), only(services, Case).updated_at

    written = bring_in(rows)

    assert written == Written(organisations=0, cases=0, here_already=2)
    assert count() == before
    assert only(services, Case).updated_at == change


def test_changed_row_of_a_known_case_leaves_it_as_it_is(services: Services, bring_in: BringIn) -> None:
    bring_in([organisation(), case()])

    bring_in([organisation(name="Other"), case(content=raw_content(title="Other")), case(external_id="case-2")])

    with services.database.reading() as session:
        assert session.exec(select(Case.title).where(Case.external_id == "case-1")).one() == "Selling potatoes together"
        assert session.exec(select(Organisation.name)).all() == ["Papa Andina"]


def test_nothing_is_written_if_one_row_is_wrong(look: Callable[..., Plan], count: Callable[[], dict[str, int]]) -> None:
    before = count()

    plan = look([organisation(), case(), case(external_id="case-2", state="famous")])

    assert not plan.is_right
    assert count() == before


def test_library_that_changed_meanwhile_is_left_alone(
    services: Services, look: Callable[..., Plan], make: Make, count: Callable[[], dict[str, int]]
) -> None:
    plan = look([organisation(), case()])
    make.case(external_id="case-1")
    before = count()

    with pytest.raises(Conflict, match="has changed while the file was read"):
        write(services.database, services.storage, plan, name="x")

    assert count() == before


def test_import_killed_halfway_leaves_nothing(
    services: Services, file: Path, look: Callable[..., Plan], count: Callable[[], dict[str, int]]
) -> None:
    look([organisation(), *(case(external_id=f"case-{number}") for number in range(1000))])
    before = count()
    program = (
        "import os, signal\n"
        "from app.domain.importing import writing\n"
        "whole = writing._Writer.cases\n"
        "def some(self, plans):\n"
        "    whole(self, plans)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "writing._Writer.cases = some\n"
        "from app.cli.main import run\n"
        f"run(['import', 'cases', {str(file)!r}])\n"
    )
    settings = services.settings
    variables = {
        **os.environ,
        "DATA_DIR": str(settings.data_dir),
        "MEDIA_DIR": str(settings.media_dir),
        "DATABASE_URL": settings.database_url,
    }

    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", program], cwd=root, env=variables, check=False, capture_output=True)

    assert ended.returncode == -9, ended.stderr
    assert count() == before


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE learning_case; --", "مرحبا 🥔 \u202eabc", "=1+1"]
)
def test_hostile_texts_are_stored_as_texts(services: Services, bring_in: BringIn, text: str) -> None:
    bring_in([organisation(name=f"A {text}"), case(content=raw_content(title=text))])

    assert only(services, Case).title == text
    assert only(services, Organisation).name == f"A {text}"
