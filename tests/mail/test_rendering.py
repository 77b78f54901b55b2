from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from app.mail import rendering
from app.mail.rendering import Reader, render, sentence
from app.mail.typed import quote

BASE = "https://experiences.example"
TEMPLATE = """{{ _("%(who)s sent %(title)s", who=who, title=title) }}

{{ who }} wrote about {{ title }}:
{{ message | quote }}

Read it here:
{{ link }}
"""


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "a":
            self.found.append(dict(attrs)["href"])


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates of the test's own, with the real layout."""
    layout = (rendering.FOLDER / "_layout.html").read_text()
    (tmp_path / "_layout.html").write_text(layout)
    (tmp_path / "sent.txt").write_text(TEMPLATE)
    monkeypatch.setattr(rendering, "FOLDER", tmp_path)
    rendering.environment.cache_clear()
    yield tmp_path
    rendering.environment.cache_clear()


def test_mail_has_subject_text_and_html_with_our_links(templates: Path) -> None:
    params = {"who": "Rosa Quispe", "title": "One price", "message": "First line.\nSecond line."}

    mail = render("sent", reader=Reader("es"), base_url=BASE, path="/cases/k7m2qx/work", params=params)

    assert mail.subject == "Rosa Quispe sent One price"
    assert mail.text == (
        "Rosa Quispe wrote about One price:\n> First line.\n> Second line.\n\n"
        "Read it here:\nhttps://experiences.example/es/cases/k7m2qx/work\n"
    )
    assert Links(mail.html).found == ["https://experiences.example/es/cases/k7m2qx/work"]
    assert '<html lang="es">' in mail.html


def test_names_never_become_links_or_markup(templates: Path) -> None:
    address = "https://evil.example"
    name = f'<a href="{address}">Click</a> {address} www.evil.example \ue000{address}\ue001'
    params = {"who": name, "title": "t", "message": f"{name}\n<script>alert(1)</script>"}

    mail = render("sent", reader=Reader("en"), base_url=BASE, path="/x", params=params)

    assert Links(mail.html).found == [f"{BASE}/en/x"]
    assert "script" not in Links(mail.html).tags
    for text in (mail.text, mail.html):
        assert "://evil" not in text
        assert "evil.example" not in text
        assert "\ue000" not in text


def test_subject_is_one_line_whatever_is_typed(templates: Path) -> None:
    title = "One\r\nBcc: victim@example.org\x00\n\nprice\u2028here"
    params = {"who": "Rosa", "title": title, "message": "m"}

    mail = render("sent", reader=Reader("en"), base_url=BASE, path="/x", params=params)

    assert mail.subject == "Rosa sent One Bcc: victim@example.org price here"
    assert sentence("sent", reader=Reader("en"), params=params) == mail.subject
    assert mail.text.startswith("Rosa wrote about One Bcc: victim\u2060@example\u2060.org price here:\n")


def test_long_subject_is_cut(templates: Path) -> None:
    params = {"who": "Rosa", "title": "x" * 1000, "message": ""}

    assert len(sentence("sent", reader=Reader("en"), params=params)) == rendering.LONGEST_SUBJECT


def test_template_with_a_missing_parameter_fails_instead_of_sending_a_gap(templates: Path) -> None:
    with pytest.raises(UndefinedError):
        render("sent", reader=Reader("en"), base_url=BASE, params={"who": "Rosa"})


def test_footer_says_how_to_get_fewer_mails_or_who_asked(templates: Path) -> None:
    params = {"who": "Rosa", "title": "t", "message": "m"}

    about = render(
        "sent", reader=Reader("en"), base_url=BASE, path="/x", params=params, stop_path="/notifications/stop/1.x"
    )
    asked = render("sent", reader=Reader("en"), base_url=BASE, path="/x", params=params)

    assert Links(about.html).found == [f"{BASE}/en/x", f"{BASE}/en/notifications/stop/1.x"]
    assert Links(asked.html).found == [f"{BASE}/en/x"]


def test_language_we_do_not_speak_is_written_in_english(templates: Path) -> None:
    mail = render(
        "sent", reader=Reader("qu"), base_url=BASE, path="/x", params={"who": "R", "title": "t", "message": ""}
    )

    assert "https://experiences.example/en/x" in mail.text


def test_dates_are_written_in_the_readers_language_and_on_the_clock_that_is_named(templates: Path) -> None:
    (templates / "when.txt").write_text("S\n\n{{ day | date }}; {{ moment | datetime }}; {{ deadline | datetime }}\n")
    reader = Reader("es", time_zone="America/Lima")
    params = {"day": "2026-11-21", "moment": "2026-11-21T02:30:00+00:00"}
    params["deadline"] = "2026-11-21T02:30:00+00:00[Africa/Accra]"

    mail = render("when", reader=reader, base_url=BASE, params=params)

    assert mail.text == "21 de noviembre de 2026; 20 nov 2026, 21:30 (Lima); 21 nov 2026, 02:30 (Acra)\n"


def test_quote_keeps_lines_and_breaks_addresses() -> None:
    assert quote("one\n\ntwo https://evil.example") == "> one\n>\n> two https:\u2060//evil\u2060.example"
