"""Writing down an organisation."""

from collections.abc import Callable

import pytest

from app.models.organisations import MemberRole
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import HOSTILE, HOSTILE_KEPT, roles, search_log, stored, told, trail
from tests.pages import Browser

Visit = Callable[..., Browser]


def fill_new(browser: Browser, name: str, **more: str) -> Callable[[], object]:
    page = browser.open("/en/organisations/new")
    form = page.form("/organisations/new").fill(name=name, kind="producer_organisation", country="PE", **more)
    return lambda: page.send(form)


def test_new_organisation_of_approved_person_is_public_at_once(make: Make, visit: Visit, services: Services) -> None:
    person = make.user()
    page = visit(person).open("/en/organisations/new")

    answer = page.send(page.form("/organisations/new").fill(name="Café Andino", kind="ngo", country="PE"))

    made = stored(services, "Café Andino")
    assert answer.status == 200
    assert str(answer.response.url.path) == f"/en/organisations/{made.code}"
    assert made.approved_at is not None
    assert roles(services, made) == {person.id: MemberRole.OWNER}
    assert trail(services, made) == ["organisation.create"]
    assert search_log(services) == [f"organisation:{made.code}"]
    assert visit().open(f"/en/organisations/{made.code}").status == 200


def test_new_organisation_of_newcomer_waits_and_coordinators_are_told(
    make: Make, visit: Visit, services: Services
) -> None:
    newcomer, coordinator = make.user(approved=False), make.coordinator()
    page = visit(newcomer).open("/en/organisations/new")

    page.send(page.form("/organisations/new").fill(name="Apicultores", kind="producer_organisation", country="MX"))

    made = stored(services, "Apicultores")
    assert made.approved_at is None
    assert told(services, coordinator) == [("organisation_waiting", "/first-looks")]
    assert told(services, newcomer) == []
    assert search_log(services) == []
    assert visit().open(f"/en/organisations/{made.code}").status == 404
    assert visit(newcomer).open(f"/en/organisations/{made.code}").status == 200


def test_new_organisation_without_answers_says_so_beside_each_field(make: Make, visit: Visit) -> None:
    page = visit(make.user()).open("/en/organisations/new")

    answer = page.send(page.form("/organisations/new").fill(name="  "))

    assert answer.status == 422
    assert [answer.error_of(name) != "" for name in ("name", "kind", "country")] == [True, True, True]


def test_new_organisation_without_letters_or_in_no_country_is_refused_and_kept(make: Make, visit: Visit) -> None:
    page = visit(make.user()).open("/en/organisations/new")
    form = page.form("/organisations/new").fill(name="1234", kind="ngo", country="XX")

    answer = page.send(form)

    assert answer.status == 422
    assert answer.form("/organisations/new").values["name"] == ["1234"]
    assert answer.error_of("name") == "Please write the name in letters."


def test_namesake_in_same_country_has_to_be_told_apart(make: Make, visit: Visit, services: Services) -> None:
    make.organisation("Cooperativa Agrária «São José»", country="BR")
    page = visit(make.user()).open("/en/organisations/new")
    wanted = page.form("/organisations/new").fill(
        name="cooperativa agraria sao jose", kind="producer_organisation", country="BR"
    )

    asked = page.send(wanted)
    made = asked.send(asked.form("/organisations/new").fill(another="1"))

    assert asked.status == 422
    assert "Cooperativa Agrária «São José»" in asked.links()
    assert asked.error_of("another") == "There is an organisation of this name already. Is it yours?"
    assert made.status == 200
    assert stored(services, "cooperativa agraria sao jose").country == "BR"


def test_namesake_in_another_country_needs_no_question(make: Make, visit: Visit, services: Services) -> None:
    make.organisation("Union of Growers", country="KE")
    page = visit(make.user()).open("/en/organisations/new")

    page.send(page.form("/organisations/new").fill(name="Union of Growers", kind="ngo", country="UG"))

    assert visit().open("/en/organisations?country=UG").links().get("Union of Growers") is not None


def test_namesake_that_waits_for_its_first_look_is_not_given_away(make: Make, visit: Visit, services: Services) -> None:
    make.organisation("Secret Growers", country="KE", approved=False)
    page = visit(make.user()).open("/en/organisations/new")

    answer = page.send(page.form("/organisations/new").fill(name="Secret Growers", kind="ngo", country="KE"))

    assert answer.status == 200
    assert "Saved." in answer.text


def test_coordinator_writes_down_another_organisation_without_joining_it(
    make: Make, visit: Visit, services: Services
) -> None:
    page = visit(make.coordinator()).open("/en/organisations/new")

    page.send(page.form("/organisations/new").fill(name="Helped Growers", kind="ngo", country="KE"))

    assert roles(services, stored(services, "Helped Growers")) == {}


def test_new_organisation_leads_on_to_where_the_person_came_from(make: Make, visit: Visit) -> None:
    page = visit(make.user()).open("/en/organisations/new?next=/en/organisations/mine")

    answer = page.send(page.form("/organisations/new").fill(name="On the way", kind="ngo", country="KE"))

    assert str(answer.response.url.path) == "/en/organisations/mine"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_new_organisation_never_leads_off_the_site(make: Make, visit: Visit, elsewhere: str) -> None:
    page = visit(make.user()).open("/en/organisations/new")
    form = page.form("/organisations/new").fill(name="Stays here", kind="ngo", country="KE", next=elsewhere)

    answer = page.send(form)

    assert str(answer.response.url.path).startswith("/en/organisations/")


def test_stranger_is_asked_to_sign_in_before_writing_one_down(visit: Visit) -> None:
    assert "/sign-in" in str(visit().open("/en/organisations/new").response.url)


def test_hostile_name_is_kept_and_shown_as_text(make: Make, visit: Visit, services: Services) -> None:
    browser = visit(make.user())
    page = browser.open("/en/organisations/new")

    answer = page.send(page.form("/organisations/new").fill(name=HOSTILE, kind="ngo", country="KE"))

    made = stored(services, HOSTILE_KEPT)
    assert answer.status == 200
    assert HOSTILE_KEPT in answer.text
    assert answer.all("b", onx="1") == []
    for path in ("/en/organisations", "/en/organisations/mine", f"/en/organisations/{made.code}/members"):
        shown = browser.open(path)
        assert shown.status == 200
        assert HOSTILE_KEPT in shown.text
        assert shown.all("b", onx="1") == []
