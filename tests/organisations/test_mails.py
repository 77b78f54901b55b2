"""The mails about organisations."""

import pytest

from app.i18n import LANGUAGES
from app.mail.rendering import Reader, render, sentence
from tests.organisations.helpers import HOSTILE

PARAMS = {
    "invitation_organisation": {"organisation": "Growers", "person": "Ana", "role": "editor", "days": 14},
    "membership_joined": {"organisation": "Growers", "person": "Ana"},
    "membership_role": {"organisation": "Growers"},
    "membership_removed": {"organisation": "Growers"},
    "membership_asked": {"organisation": "Growers", "person": "Ana"},
    "membership_granted": {"organisation": "Growers"},
    "membership_refused": {"organisation": "Growers"},
    "organisation_waiting": {"organisation": "Growers", "person": "Ana"},
    "organisation_approved": {"organisation": "Growers"},
    "organisation_declined": {"organisation": "Growers", "reason": "Who are you?\n\nWrite more."},
    "relation_stated": {"organisation": "Growers", "other": "Buyer"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PARAMS)
def test_mail_names_the_organisation_and_leads_to_the_page(kind: str, language: str) -> None:
    mail = render(kind, reader=Reader(language), base_url="https://x.org", path="/there", params=PARAMS[kind])

    assert "Growers" in mail.subject
    assert f"\nhttps://x.org/{language}/there\n" in mail.text
    assert mail.subject == sentence(kind, reader=Reader(language), params=PARAMS[kind])


@pytest.mark.parametrize("kind", PARAMS)
def test_names_in_mails_stay_names(kind: str) -> None:
    hostile = HOSTILE + "\n\nhttps://evil.example/now"
    params = {
        name: hostile if isinstance(value, str) and name != "role" else value for name, value in PARAMS[kind].items()
    }

    mail = render(kind, reader=Reader(), base_url="https://x.org", path="/there", params=params)

    assert "\n" not in mail.subject
    assert 'href="https://evil.example' not in mail.html
    assert "<b onx" not in mail.html
    assert "https://evil.example/now" not in mail.text


def test_invitation_says_who_where_and_for_how_long() -> None:
    kind = "invitation_organisation"
    mail = render(kind, reader=Reader(), base_url="https://x.org", path="/invitations/abc", params=PARAMS[kind])

    assert mail.subject == "Ana invites you to Growers"
    assert "You would be an editor" in mail.text
    assert "for 14 days" in mail.text


def test_reason_of_a_decline_is_quoted() -> None:
    kind = "organisation_declined"

    mail = render(kind, reader=Reader(), base_url="https://x.org", path="/there", params=PARAMS[kind])

    assert "> Who are you?\n>\n> Write more." in mail.text
