"""Hostile questions, headers and links against the search and what stands around it."""

from collections.abc import Callable

import pytest

from app.domain.looking.saved import stop_path
from app.models.looking import SavedSearch
from app.services import Services
from tests.browse.library import Library
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
BROKEN = "http://[broken"


@pytest.fixture
def library(services: Services, make: Make) -> Library:
    return Library(services, make)


def test_address_that_is_none_as_referer_or_origin_breaks_nothing(library: Library, visit: Visit) -> None:
    client = visit().client

    searched = client.get("/en/search?q=papa", headers={"referer": BROKEN})
    preferred = client.post("/en/text-only", data={"text_only": "1"}, headers={"referer": BROKEN})
    posted = client.post("/en/text-only", data={"text_only": "1"}, headers={"origin": BROKEN})

    assert [one.status_code for one in (searched, preferred, posted)] == [200, 200, 403]


def test_stop_link_of_a_deleted_search_does_not_show_or_stop_the_next_one(
    services: Services, make: Make, visit: Visit
) -> None:
    """SQLite numbers a row after the highest there is, so the number of the last one deleted comes again."""
    mine = SavedSearch(id=7, user_id=make.user().id or 0, name="Mine", page="search", query="q=a")
    hers = SavedSearch(id=7, user_id=make.user().id or 0, name="Loan of Rosa", page="search", query="q=b")
    with services.database.writing() as session:
        session.add(mine)
    with services.database.reading() as session:
        path = stop_path(services.settings.secret, session.get_one(SavedSearch, 7))
    assert visit().open(f"/en{path}").status == 200
    with services.database.writing() as session:
        session.delete(session.get_one(SavedSearch, 7))
        session.flush()
        session.add(hers)

    assert visit().open(f"/en{path}").status == 404
    assert visit().client.post(f"/en{path}").status_code == 404
