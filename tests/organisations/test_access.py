"""Who sees an organisation, and who may do what to it."""

from collections.abc import Callable

import pytest

from app.domain.organisations.access import readable_organisations
from app.domain.viewer import STRANGER
from app.models.organisations import MemberRole
from app.services import Services
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]

INSIDE = ("members",)
EDITING = ("edit", "relations")
POSTS_OF_EDITORS = ("edit", "relations", "send-again", "relations/1/remove")
POSTS_OF_OWNERS = (
    "members/invite",
    "members/invitations/1/resend",
    "members/invitations/1/revoke",
    "members/1/role",
    "members/1/remove",
    "members/requests/1/grant",
    "members/requests/1/refuse",
    "export",
)


def test_readable_organisations_are_approved_ones_and_own(make: Make, services: Services) -> None:
    make.organisation("Approved")
    waiting = make.organisation("Waiting", approved=False)
    make.organisation("Of others", approved=False)
    owner, coordinator = make.owner(waiting), make.coordinator()

    def names(viewer: object) -> set[str]:
        with services.database.reading() as session:
            return {one.name for one in session.exec(readable_organisations(viewer)).all()}  # type: ignore[arg-type]

    assert names(STRANGER) == {"Approved"}
    assert names(make.viewer(make.user())) == {"Approved"}
    assert names(make.viewer(make.administrator())) == {"Approved"}
    assert names(make.viewer(owner)) == {"Approved", "Waiting"}
    assert names(make.viewer(coordinator)) == {"Approved", "Waiting", "Of others"}


@pytest.mark.parametrize("approved", [True, False])
@pytest.mark.parametrize("page", ["members", "edit", "relations"])
def test_pages_of_another_organisation_do_not_exist(make: Make, visit: Visit, approved: bool, page: str) -> None:
    mine, other = make.organisation(), make.organisation("Other", approved=approved)
    path = f"/en/organisations/{other.code}/{page}"

    assert visit(make.owner(mine)).open(path).status == 404
    assert visit(make.owner(other)).open(path).status == 200


@pytest.mark.parametrize("post", [*POSTS_OF_EDITORS, *POSTS_OF_OWNERS, "leave"])
def test_posts_to_another_organisation_change_nothing(make: Make, visit: Visit, post: str) -> None:
    mine, other = make.organisation(), make.organisation("Other")

    answer = visit(make.owner(mine)).client.post(f"/en/organisations/{other.code}/{post}")

    assert answer.status_code == 404


@pytest.mark.parametrize("post", POSTS_OF_OWNERS)
def test_editors_do_not_decide_about_people(make: Make, visit: Visit, post: str) -> None:
    organisation, editor = make.organisation(), make.user()
    make.member(editor, organisation, MemberRole.EDITOR)

    answer = visit(editor).client.post(f"/en/organisations/{organisation.code}/{post}", data={"role": "owner"})

    assert answer.status_code == 403


@pytest.mark.parametrize("page", EDITING)
def test_members_do_not_edit(make: Make, visit: Visit, page: str) -> None:
    organisation, member = make.organisation(), make.user()
    make.member(member, organisation, MemberRole.MEMBER)

    assert visit(member).open(f"/en/organisations/{organisation.code}/{page}").status == 403
    assert visit(member).open(f"/en/organisations/{organisation.code}/members").status == 200


@pytest.mark.parametrize("page", [*INSIDE, *EDITING])
@pytest.mark.parametrize("code", ["k7m2qx", None])
def test_stranger_is_asked_to_sign_in_whether_it_exists_or_not(
    make: Make, visit: Visit, page: str, code: str | None
) -> None:
    code = code or make.organisation(approved=False).code

    answer = visit().open(f"/en/organisations/{code}/{page}")

    assert str(answer.response.url.path) == "/en/sign-in"


@pytest.mark.parametrize("code", ["k7m2qx", "zzz", "K7M2QX", "..%2f", "x' OR '1'='1"])
def test_unknown_code_is_not_found(visit: Visit, code: str) -> None:
    assert visit().open(f"/en/organisations/{code}").status == 404


def test_contact_is_for_signed_in_people_unless_the_organisation_says_otherwise(make: Make, visit: Visit) -> None:
    private = make.organisation(contact_email="private@example.org", contact_phone="123", contact_name="Ana")
    public = make.organisation(contact_email="public@example.org", contact_public=True)
    reader = make.user()

    hidden = visit().open(f"/en/organisations/{private.code}")
    assert ["private@example.org" in hidden.html, "Ana" in hidden.html] == [False, False]
    assert "private@example.org" in visit(reader).open(f"/en/organisations/{private.code}").text
    assert "public@example.org" in visit().open(f"/en/organisations/{public.code}").text


def test_members_see_names_but_only_owners_see_addresses(make: Make, visit: Visit) -> None:
    organisation, member = make.organisation(), make.user("Member Person")
    owner = make.owner(organisation, "Owner Person")
    make.member(member, organisation, MemberRole.MEMBER)
    path = f"/en/organisations/{organisation.code}/members"

    seen_by_member, seen_by_owner = visit(member).open(path), visit(owner).open(path)

    assert "Owner Person" in seen_by_member.text
    assert str(owner.email) not in seen_by_member.html
    assert str(member.email) in seen_by_owner.text


def test_drafts_do_not_stand_on_the_public_page(make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    make.case(organisation)

    assert "Selling potatoes together" not in visit().open(f"/en/organisations/{organisation.code}").html
