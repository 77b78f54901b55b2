"""Moments are told one way, in the reader's language: on the clock of an edition for what counts by it."""

from datetime import UTC, date, datetime

import pytest

from app.i18n import translate
from app.moments import Moment, day_said, moment_in

AT = datetime(2026, 11, 22, 1, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "America/Lima", "21 Nov 2026, 20:42 (Lima)"),
        ("es", "America/Mexico_City", "21 nov 2026, 19:42 (Ciudad de México)"),
        ("fr", "Africa/Accra", "22 nov. 2026, 01:42 (Accra)"),
        ("pt", "UTC", "22 nov. 2026, 01:42 (UTC)"),
        ("en", "Atlantis/Capital", "22 Nov 2026, 01:42 (UTC)"),
    ],
)
def test_moment_names_the_city_of_its_clock(language: str, zone: str, said: str) -> None:
    assert Moment(AT, zone).said(language) == said


@pytest.mark.parametrize(
    ("language", "style", "said"),
    [
        ("en", "long", "22 November 2026"),
        ("en", "medium", "22 Nov 2026"),
        ("en", "MMMM y", "November 2026"),
        ("es", "long", "22 de noviembre de 2026"),
        ("fr", "medium", "22 nov. 2026"),
    ],
)
def test_day_comes_before_the_month_in_every_language(language: str, style: str, said: str) -> None:
    assert day_said(date(2026, 11, 22), language, style) == said


def test_moment_in_a_message_is_said_in_the_language_of_the_message() -> None:
    assert translate("es", "%(when)s", when=Moment(AT, "America/Lima")) == "21 nov 2026, 20:42 (Lima)"


def test_moment_is_kept_with_its_zone() -> None:
    moment = Moment(AT, "America/Lima")

    assert moment.text() == "2026-11-22T01:42:00+00:00[America/Lima]"
    assert moment_in(moment.text(), otherwise="Africa/Accra") == moment
    assert moment_in("2026-11-22T01:42:00+00:00", otherwise="Africa/Accra") == Moment(AT, "Africa/Accra")
