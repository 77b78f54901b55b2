"""Changing a profile: every field, what cannot be right, two editors at once."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import select

from app.domain.organisations.profile import OrganisationFields
from app.models.organisations import MemberRole, OrganisationKind, Tier
from app.models.platform import AuditEvent
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import HOSTILE, HOSTILE_KEPT, fresh, search_log, trail
from tests.pages import Browser

Visit = Callable[..., Browser]

EVERYTHING: dict[str, str | list[str]] = {
    "name": "Central de Cafés",
    "kind": "producer_organisation",
    "tier": "union",
    "country": "BO",
    "region": "Caranavi",
    "latitude": "−15,83",
    "longitude": "-67.57",
    "products": ["coffee", "mango"],
    "certifications": ["organic"],
    "languages": ["es", "ay"],
    "members": "1 250",
    "women": "600",
    "youth": "1,100",
    "founded": "1991",
    "website": "example.org/cafés",
    "contact_name": "Julia Mamani",
    "contact_email": "Julia@Example.org",
    "contact_phone": "+591 2 2345",
    "contact_public": "1",
    "description": "We grow coffee.\n\nAnd mangos.",
}


def test_profile_keeps_every_field_as_it_is_meant(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation("Before")
    page = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}/edit")

    answer = page.send(page.form("/edit").fill_all(EVERYTHING))

    assert answer.status == 200
    assert OrganisationFields.of(fresh(services, organisation)) == OrganisationFields(
        name="Central de Cafés",
        kind=OrganisationKind.PRODUCER_ORGANISATION,
        tier=Tier.UNION,
        country="BO",
        region="Caranavi",
        latitude=-15.8,
        longitude=-67.6,
        products=["coffee", "mango"],
        certifications=["organic"],
        languages=["es", "ay"],
        members=1250,
        women=600,
        youth=1100,
        founded=1991,
        website="https://example.org/cafés",
        contact_name="Julia Mamani",
        contact_email="julia@example.org",
        contact_phone="+591 2 2345",
        contact_public=True,
        description="We grow coffee.\n\nAnd mangos.",
    )
    assert trail(services, organisation) == ["organisation.change"]
    assert search_log(services) == [f"organisation:{organisation.code}"]


def test_profile_form_shows_what_is_stored_and_saving_it_unchanged_changes_nothing(
    make: Make, visit: Visit, services: Services
) -> None:
    organisation = make.organisation("Before")
    browser = visit(make.owner(organisation))
    page = browser.open(f"/en/organisations/{organisation.code}/edit")
    page.send(page.form("/edit").fill_all(EVERYTHING))
    before = fresh(services, organisation)

    again = browser.open(f"/en/organisations/{organisation.code}/edit")
    again.send(again.form("/edit"))

    assert fresh(services, organisation) == before
    assert trail(services, organisation) == ["organisation.change"]


def test_audit_trail_names_changed_contact_data_without_keeping_them(
    make: Make, visit: Visit, services: Services
) -> None:
    organisation = make.organisation("Before", contact_phone="111")
    page = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}/edit")

    page.send(page.form("/edit").fill(contact_phone="222", region="Junín"))

    with services.database.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.verb == "organisation.change")).one()
    assert event.before == {"contact_phone": "", "region": ""}
    assert event.after == {"contact_phone": "", "region": "Junín"}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("women", "21", "There cannot be more of them than members: 20."),
        ("youth", "21", "There cannot be more of them than members: 20."),
        ("members", "twenty", "This is not a whole number."),
        ("members", "-3", "At least 0."),
        ("founded", "1492", f"A year from 1700 to {now().year} is expected."),
        ("founded", "3026", f"A year from 1700 to {now().year} is expected."),
        ("latitude", "91", "A number from −90 to 90 is expected."),
        ("latitude", "nan", "A number from −90 to 90 is expected."),
        ("longitude", "-181", "A number from −180 to 180 is expected."),
        ("latitude", "12", ""),
        ("website", "javascript:alert(1)", "This is not a web address. It should look like https://example.org."),
        ("website", "https://" + "a" * 300 + ".org", "Too long: at most 290 characters."),
        ("contact_email", "nobody", "This is not an e-mail address. It looks like name@example.org."),
        ("products", "gold", "Choose from the answers offered."),
        ("languages", "xx", "Choose from the answers offered."),
        ("tier", "empire", "Choose one of the answers offered."),
        ("kind", "sect", "Choose one of the answers offered."),
        ("country", "ZZ", "Choose one of the answers offered."),
        ("name", "x" * 161, "Too long: at most 160 characters."),
        ("description", "x" * 2001, "Too long: at most 2000 characters."),
    ],
)
def test_wrong_answer_is_explained_beside_its_field_and_kept(
    make: Make, visit: Visit, services: Services, field: str, typed: str, sentence: str
) -> None:
    organisation = make.organisation("Before", members=20)
    page = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}/edit")
    form = page.form("/edit")
    form.values[field] = [typed]

    answer = page.send(form)

    assert answer.status == 422
    if sentence:
        assert answer.error_of(field) == sentence
    else:
        assert answer.error_of("longitude") == "A place needs both numbers."
    if field not in ("kind", "tier", "country", "products"):
        assert typed in answer.form("/edit").values[field]
    assert OrganisationFields.of(fresh(services, organisation)) == OrganisationFields.of(organisation)


def test_only_producers_have_a_tier(make: Make, visit: Visit) -> None:
    organisation = make.organisation(tier=Tier.UNION)
    page = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}/edit")

    answer = page.send(page.form("/edit").fill(kind="ngo"))

    assert answer.status == 422
    assert answer.error_of("tier") == "Only producer organisations have a tier."


def test_hostile_text_in_every_text_field_is_kept_and_shown_as_text(
    make: Make, visit: Visit, services: Services
) -> None:
    organisation = make.organisation()
    browser = visit(make.owner(organisation))
    page = browser.open(f"/en/organisations/{organisation.code}/edit")
    fields = ("name", "region", "contact_name", "description")

    answer = page.send(page.form("/edit").fill_all(dict.fromkeys(fields, HOSTILE)))
    again = browser.open(f"/en/organisations/{organisation.code}/edit")

    kept = fresh(services, organisation)
    assert [getattr(kept, name) for name in fields] == [HOSTILE_KEPT] * 4
    assert [again.form("/edit").values[name] for name in fields] == [[HOSTILE_KEPT]] * 4
    assert answer.text.count(HOSTILE_KEPT) >= 4
    assert answer.all("b", onx="1") == []
    assert again.all("b", onx="1") == []


def test_structured_data_cannot_be_broken_out_of(make: Make, visit: Visit) -> None:
    name = "</script><script>alert(1)</script>"
    organisation = make.organisation(name, region="Junín", founded=1998, products=["coffee"])

    page = visit().open(f"/en/organisations/{organisation.code}")

    scripts = [script for script in page.all("script") if script.get("type") == "application/ld+json"]
    assert [json.loads("".join(script.itertext())) for script in scripts] == [
        {
            "@context": "https://schema.org",
            "@type": "Organization",
            "@id": f"http://testserver/en/organisations/{organisation.code}",
            "name": name,
            "url": f"http://testserver/en/organisations/{organisation.code}",
            "foundingDate": "1998",
            "address": {"@type": "PostalAddress", "addressCountry": "PE", "addressRegion": "Junín"},
            "knowsAbout": ["Coffee"],
        }
    ]


def test_signs_that_turn_the_direction_of_text_are_taken_out_of_names(
    make: Make, visit: Visit, services: Services
) -> None:
    organisation = make.organisation()
    page = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}/edit")

    page.send(page.form("/edit").fill(name="Growers \u202egnp.exe"))

    assert fresh(services, organisation).name == "Growers gnp.exe"


def test_two_editors_at_once_both_see_both_texts(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation("Growers", region="", description="Old words")
    editor = make.user()
    make.member(editor, organisation, MemberRole.EDITOR)
    mine = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}/edit")
    theirs = visit(editor).open(f"/en/organisations/{organisation.code}/edit")

    theirs.send(theirs.form("/edit").fill(description="Their words", region="Their region"))
    clash = mine.send(mine.form("/edit").fill(description="My words"))
    kept = fresh(services, organisation)
    resolved = clash.send(clash.form("/edit").fill(region="Their region"))

    assert clash.status == 409
    assert "Their words" in clash.text
    assert "Their region" in clash.text
    assert clash.form("/edit").values["description"] == ["My words"]
    assert (kept.description, kept.region) == ("Their words", "Their region")
    assert resolved.status == 200
    kept = fresh(services, organisation)
    assert (kept.description, kept.region, kept.row_version) == ("My words", "Their region", 3)


def test_form_sent_after_the_sign_in_ended_is_not_lost(make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    browser = visit(make.owner(organisation))
    page = browser.open(f"/en/organisations/{organisation.code}/edit")
    browser.client.cookies.delete("sign_in")

    answer = page.send(page.form("/edit").fill(description="A long text"))

    assert "/sign-in" in str(answer.response.url)
    assert browser.client.cookies.get("parked") is not None


def test_profile_says_what_is_still_missing(make: Make, visit: Visit) -> None:
    organisation = make.organisation(kind=OrganisationKind.NGO, region="Lima", languages=["es"])
    page = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}")

    links = page.links()

    edit = f"/en/organisations/{organisation.code}/edit"
    assert {text: links[text] for text in links if links[text].startswith(f"{edit}#")} == {
        "In a few sentences": f"{edit}#f-description",
        "E-mail for questions": f"{edit}#f-contact_email",
    }
