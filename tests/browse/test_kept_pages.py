"""Lists are written once for all strangers, and anew as soon as anything public changes."""

from collections.abc import Callable

from sqlmodel import select

from app.models.cases import Case
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.workflow.test_steps import take

Visit = Callable[..., Browser]


def test_list_changes_for_strangers_with_the_library(services: Services, make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    stranger = visit()
    pages = []

    for step in ("submit", "withdraw"):
        pages.append(stranger.open("/en/cases").text)
        case = make.case(organisation) if step == "submit" else case_of(services)
        take(services, case, step, owner, "Our buyer asked us to.")
        while services.search.catch_up(services):
            pass
    pages.append(stranger.open("/en/cases").text)
    front = stranger.open("/en/").text

    assert ["Selling potatoes together" in page for page in pages] == [False, True, False]
    assert "Selling potatoes together" not in front


def case_of(services: Services) -> Case:
    with services.database.reading() as session:
        return session.exec(select(Case)).one()


def test_page_kept_for_strangers_is_not_shown_to_people_nor_theirs_to_strangers(make: Make, visit: Visit) -> None:
    person = make.user("Amina Diallo")
    paths = ("/en/", "/en/cases")

    for path in paths:
        before = visit().open(path).text
        mine = visit(person).open(path).text
        after = visit().open(path).text

        assert ("Amina Diallo" in mine, before == after) == (True, True)
        assert "Amina Diallo" not in after
