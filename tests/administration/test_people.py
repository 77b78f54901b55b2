from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.domain.errors import Conflict, Invalid
from app.domain.people.registry import all_people, create_person
from app.domain.people.roles import approve_person, grant_role, revoke_role, roles_of
from app.models.people import Role, User
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import PASSWORD, again, is_signed_in, mails, sign_in, trail

Visit = Callable[..., Browser]


def roles(services: Services, user: User) -> list[Role]:
    with services.database.reading() as session:
        return roles_of(session, user.id or 0)


def page_of(browser: Browser, user: User) -> Page:
    return browser.open(f"/en/administration/people/{user.id}")


def names(page: Page) -> list[str]:
    return ["".join(th.itertext()).strip() for th in page.all("th", scope="row")]


def test_people_are_found_by_parts_of_name_and_address(make: Make, visit: Visit) -> None:
    make.user("Rosa Quispe", email="rq@coop.example")
    make.user("Ana Mamani", email="ana@quispe.example")
    make.user("100% Pérez", email="p@x.example")
    browser = visit(make.administrator("Boss"))

    found = [names(browser.open(f"/en/administration/people?q={q}")) for q in ("quispe", "quispe coop", "%25", "zzz")]

    assert found == [["Ana Mamani", "Rosa Quispe"], ["Rosa Quispe"], ["100% Pérez"], []]


def test_people_are_found_by_role_and_state(make: Make, visit: Visit) -> None:
    make.coordinator("Cora")
    make.user("New", approved=False)
    make.user("Unconfirmed", confirmed_at=None)
    browser = visit(make.administrator("Boss"))

    asked = ("role=coordinator", "standing=new", "standing=unconfirmed", "standing=blocked", "role=juggler")
    found = [names(browser.open(f"/en/administration/people?{query}")) for query in asked]

    assert found == [["Cora"], ["New"], ["Unconfirmed"], [], ["Boss", "Unconfirmed", "New", "Cora"]]


def test_markup_and_sql_in_names_are_shown_as_text(make: Make, visit: Visit) -> None:
    user = make.user("<img src=x onerror=alert(1)>", email="x'--@example.org")
    browser = visit(make.administrator())

    pages = [browser.open("/en/administration/people?q=<script>alert(2)</script>'"), page_of(browser, user)]

    assert [("<img src=x" in page.html, "<script>alert(2)" in page.html) for page in pages] == [(False, False)] * 2
    assert "<img src=x onerror=alert(1)>" in pages[1].text
    assert "<img src=x onerror=alert(1)>" in browser.open("/en/administration/people").text


def test_list_costs_the_same_for_many_and_has_pages(
    make: Make, visit: Visit, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    browser = visit(make.administrator("Boss"))
    numbers = []
    for amount in (1, 2, 50):
        for _ in range(amount):
            make.user(roles=(Role.FACILITATOR,))
        browser.open("/en/administration/people")
        with count_queries() as queries:
            browser.open("/en/administration/people")
        numbers.append(len(queries))

    assert len(set(numbers)) == 1
    first, second = (browser.open(f"/en/administration/people?page={n}&q=") for n in (1, 2))
    assert (len(names(first)), len(names(second)), names(second)[-1]) == (50, 4, "Boss")
    assert first.links()["2"] == "/en/administration/people?q=&page=2"
    assert browser.open("/en/administration/people?page=0").status == 422


def test_administrator_gives_and_takes_roles(services: Services, make: Make, visit: Visit) -> None:
    boss, user = make.administrator("Boss"), make.user("Rosa")
    browser = visit(boss)

    page = page_of(browser, user)
    given = page.send(page.form("/roles/coordinator"))
    after_giving = roles(services, user)
    given.send(given.form("/roles/coordinator"))

    assert (after_giving, roles(services, user)) == ([Role.COORDINATOR], [])
    assert trail(services) == [
        (boss.id, "role_granted", f"user:{user.id}"),
        (boss.id, "role_revoked", f"user:{user.id}"),
    ]
    assert [(mail.recipient, mail.subject) for mail in mails(services)] == [(user.email, "You are a coordinator now")]


def test_invented_role_is_no_address(make: Make, visit: Visit) -> None:
    boss = make.administrator()

    answer = visit(boss).client.post(f"/en/administration/people/{boss.id}/roles/emperor", data={"do": "grant"})

    assert answer.status_code == 404


def test_last_administrator_can_not_be_taken_away(services: Services, make: Make, visit: Visit) -> None:
    boss = make.administrator()
    page = page_of(visit(boss), boss)

    refused = page.send(page.form("/roles/administrator"))

    assert (refused.status, roles(services, boss)) == (409, [Role.ADMINISTRATOR])
    other = make.administrator()
    with services.database.writing() as session:
        revoke_role(session, user=session.get_one(User, boss.id), role=Role.ADMINISTRATOR, by=make.viewer(other))
    assert roles(services, boss) == []


def test_approving_opens_the_way_and_tells_the_person_once(services: Services, make: Make, visit: Visit) -> None:
    boss, user = make.administrator(), make.user("Rosa", approved=False)
    page = page_of(visit(boss), user)

    page.send(page.form("/approve"))
    with services.database.writing() as session:
        approve_person(session, user=session.get_one(User, user.id), by=make.viewer(boss))

    after = again(services, user)
    assert (after.approved_at is not None, after.approved_by_id) == (True, boss.id)
    assert trail(services) == [(boss.id, "person_approved", f"user:{user.id}")]
    assert [mail.kind for mail in mails(services)] == ["person_approved"]


def test_blocking_signs_out_and_letting_in_again_does_not_sign_in(services: Services, make: Make, visit: Visit) -> None:
    boss, user = make.administrator(), make.user("Rosa")
    theirs = visit(user)
    page = page_of(visit(boss), user)

    blocked = page.send(page.form("/block"))
    during = is_signed_in(theirs)
    blocked.send(blocked.form("/unblock"))

    assert (during, is_signed_in(theirs), again(services, user).blocked_at) == (False, False, None)
    assert [verb for _, verb, _ in trail(services)] == ["person_blocked", "person_unblocked"]


def test_nobody_blocks_themselves(services: Services, make: Make, visit: Visit) -> None:
    boss = make.administrator()
    make.administrator()
    browser = visit(boss)

    answer = browser.client.post(f"/en/administration/people/{boss.id}/block")

    assert (answer.status_code, is_signed_in(browser)) == (409, True)


def test_deleted_person_is_gone_from_the_pages(make: Make, visit: Visit) -> None:
    user = make.user("", email=None, deleted_at=now())
    browser = visit(make.administrator())

    assert page_of(browser, user).status == 404
    assert str(user.id) not in "".join(browser.open("/en/administration/people").links().values())


def test_account_made_at_the_console_works_at_once(services: Services, visit: Visit) -> None:
    with services.database.writing() as session:
        user = create_person(
            session, name="Boss", email="Boss@Example.org", password=PASSWORD, roles=[Role.ADMINISTRATOR], language="pt"
        )

    page = sign_in(visit(), "boss@example.org")

    assert page.response.url.path == "/pt/waiting"
    with services.database.reading() as session:
        assert [(one.email, held) for one, held in all_people(session)] == [("boss@example.org", [Role.ADMINISTRATOR])]
    assert [(by, verb) for by, verb, _ in trail(services)] == [(None, "person_created"), (None, "role_granted")]
    assert user.approved_at is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "here@example.org"),
        ("password", "password12"),
        ("name", " "),
        ("language", "xx"),
    ],
)
def test_console_refuses_what_the_pages_refuse(services: Services, make: Make, field: str, value: str) -> None:
    make.user(email="here@example.org")
    said = {"name": "Boss", "email": "boss@example.org", "password": PASSWORD, "language": "en", field: value}

    with pytest.raises(Invalid) as refused, services.database.writing() as session:
        create_person(session, **said)

    assert refused.value.field == field


def test_role_for_a_deleted_account_is_refused(services: Services, make: Make) -> None:
    user = make.user(deleted_at=now())

    with pytest.raises(Conflict), services.database.writing() as session:
        grant_role(session, user=session.get_one(User, user.id), role=Role.COORDINATOR, by=None)
