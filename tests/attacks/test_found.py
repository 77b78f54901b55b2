"""Holes that were found by trying, each held shut by a test."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from app.domain.cases import reviews
from app.domain.cases.rubric import CRITERIA
from app.domain.cases.steps import take_step
from app.domain.errors import Invalid
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseReview, CaseState, CaseTier
from app.models.media import Media, MediaKind
from app.models.people import User
from app.models.types import now
from app.services import Services
from tests.case_page.library import Library
from tests.factories import Make
from tests.pages import Browser
from tests.workflow.test_steps import systematised

Visit = Callable[..., Browser]


@pytest.fixture
def library(services: Services, make: Make) -> Library:
    return Library(services, make)


def test_what_is_sent_for_the_next_version_does_not_appear_in_the_published_one(
    services: Services, library: Library, visit: Visit
) -> None:
    """A raw version shows all that was sent with it; what the systematisation adds waits for its own publication."""
    organisation = library.make.organisation()
    owner, coordinator = library.make.owner(organisation), library.make.coordinator()
    case = library.make.case(organisation)
    first = library.medium(case, MediaKind.PICTURE, uploaded_by_id=owner.id)
    for verb, by in (("submit", owner), ("select", coordinator)):
        with services.database.writing() as session:
            row = session.get_one(Case, case.id)
            take_step(session, case=row, verb=verb, message="", by=viewer_of(session, by))
    later = library.medium(case, MediaKind.PICTURE, uploaded_by_id=owner.id)

    page = visit().open(f"/en/cases/{case.code}")
    said = visit().client.get(f"/api/v1/cases/{case.code}").text

    assert [first.public_id in page.html, later.public_id in page.html] == [True, False]
    assert [first.public_id in said, later.public_id in said] == [True, False]
    assert visit().client.get(f"/media/{later.public_id}/320").status_code == 404
    assert visit().client.get(f"/media/{first.public_id}/320").status_code == 200
    assert visit(owner).client.get(f"/media/{later.public_id}/320").status_code == 200


def test_readers_do_not_learn_what_somebody_called_a_file(library: Library, visit: Visit) -> None:
    case = library.case(state=CaseState.LEARNING_MATERIAL, tier=CaseTier.RAW)
    medium = library.medium(case, MediaKind.DOCUMENT, file_name="loan of Rosa Quispe.pdf")

    answer = visit().client.get(f"/media/{medium.public_id}/original")

    assert answer.status_code == 200
    assert "Quispe" not in str(answer.headers)


@pytest.mark.parametrize("licence", ["x" * 300_000, "<b>", "no_such_licence"])
def test_file_is_settled_only_under_a_known_licence(
    services: Services, make: Make, library: Library, visit: Visit, licence: str
) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation)
    medium = library.medium(case)
    browser = visit(owner).client
    path = f"/en/cases/{case.code}/media"

    settled = browser.post(f"{path}/{medium.public_id}", data={"licence": licence})
    sent = browser.post(path, data={"licence": licence, "consent": "1"}, files={"file": ("a.png", _png(), "image/png")})

    assert (settled.status_code, sent.status_code) == (422, 422)
    with services.database.reading() as session:
        assert [one.licence for one in session.exec(select(Media)).all()] == ["cc_by_4"]


def _png() -> bytes:
    data = BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize("fields", [{"approved": False}, {"blocked_at": now()}, {"deleted_at": now()}])
def test_nobody_is_asked_to_review_who_is_not_on_the_list(
    services: Services, make: Make, fields: dict[str, Any]
) -> None:
    case, _, coordinator = systematised(services, make, CaseState.REVIEW)
    somebody = make.user(**fields)

    with services.database.writing() as session, pytest.raises(Invalid):
        reviews.assign(
            session,
            case=session.get_one(Case, case.id),
            reviewer=session.get_one(User, somebody.id),
            by=viewer_of(session, coordinator),
        )

    with services.database.reading() as session:
        assert session.exec(select(CaseReview)).all() == []


def test_reviewer_gives_a_maturity_of_the_list_only(services: Services, make: Make, visit: Visit) -> None:
    case, _, coordinator = systematised(services, make, CaseState.REVIEW)
    reviewer = make.user()
    with services.database.writing() as session:
        reviews.assign(
            session,
            case=session.get_one(Case, case.id),
            reviewer=reviewer,
            by=viewer_of(session, coordinator),
        )
    scores = {f"score-{criterion.code}": "3" for criterion in CRITERIA}

    answer = visit(reviewer).client.post(
        f"/en/cases/{case.code}/review",
        data={**scores, "verdict": "publish", "maturity": "proven_by_me" * 40, "do": "finish"},
    )

    assert answer.status_code == 422
    with services.database.reading() as session:
        assert session.exec(select(CaseReview.maturity)).all() == [""]
