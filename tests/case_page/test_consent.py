"""Consent that is withdrawn hides a medium on every page, in every version, at once."""

import json
from collections.abc import Callable

import pytest

from app.models.cases import Case
from app.models.media import Media, MediaKind, MediaState
from tests.case_page.library import SHORT, Library, entry, with_media
from tests.contents import full_content
from tests.factories import raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]


@pytest.fixture
def shown(library: Library) -> tuple[Case, Media, Media]:
    """A case whose two versions show two pictures, with different words."""
    case = library.case()
    hidden, kept = library.medium(case), library.medium(case)
    for number in (1, 2):
        entries = [
            entry(hidden, 1, caption=f"Berta at the scale {number}", alt=f"Berta laughs {number}"),
            entry(kept, 2, caption=f"The store {number}", alt="A store"),
        ]
        library.publish(case, with_media(full_content(), entries))
    return case, hidden, kept


def test_hidden_medium_is_gone_from_every_version_at_once(
    shown: tuple[Case, Media, Media], library: Library, visit: Visit
) -> None:
    case, hidden, _ = shown
    addresses = [f"/en/cases/{case.code}{path}" for path in ("", "/v2", "/v3", "/compare?from=2&to=3")]
    before = [visit().open(address).html for address in addresses]

    library.withdraw_consent(hidden)
    after = [visit().open(address).html for address in addresses]

    assert [("Berta" in html, "The store" in html) for html in before] == [(True, True)] * 4
    assert [("Berta" in html, "The store" in html) for html in after] == [(False, True)] * 4
    assert [hidden.public_id in html for html in after] == [False] * 4


def test_hidden_medium_is_gone_from_what_machines_read(
    shown: tuple[Case, Media, Media], library: Library, visit: Visit
) -> None:
    case, hidden, kept = shown
    library.withdraw_consent(hidden)

    page = visit().open(f"/en/cases/{case.code}")

    (script,) = page.all("script", type="application/ld+json")
    images = json.loads(script.text or "")["image"]
    assert [image["contentUrl"] for image in images] == [f"http://testserver/media/{kept.public_id}/640"]
    assert [meta.get("content") for meta in page.all("meta", property="og:image")] == [
        f"http://testserver/media/{kept.public_id}/640"
    ]


@pytest.mark.parametrize("fields", [{"consent": False}, {"state": MediaState.WAITING}, {"state": MediaState.FAILED}])
def test_medium_without_consent_or_not_ready_is_not_shown(
    fields: dict[str, object], library: Library, visit: Visit
) -> None:
    case = library.case(content=raw_content(), **SHORT)
    library.medium(case, MediaKind.PICTURE, **fields)
    shown = library.medium(case, MediaKind.DOCUMENT)

    page = visit().open(f"/en/cases/{case.code}")

    assert page.all("img") == []
    assert f"/media/{shown.public_id}/original" in page.links().values()


def test_reader_who_has_the_page_gets_it_anew_after_the_withdrawal(
    shown: tuple[Case, Media, Media], library: Library, visit: Visit
) -> None:
    case, hidden, _ = shown
    address = f"/en/cases/{case.code}"
    etag = visit().open(address).response.headers["etag"]
    unchanged = visit().open(address, **{"If-None-Match": etag})

    library.withdraw_consent(hidden)
    changed = visit().open(address, **{"If-None-Match": etag})

    assert (unchanged.status, changed.status) == (304, 200)
