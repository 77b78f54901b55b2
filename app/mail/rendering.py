"""Mails from their templates: subject, text and HTML in the recipient's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from app.content.text import one_line
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, translations
from app.mail.html import paragraphs, without_marks
from app.mail.typed import LINK_END, LINK_START, OneLine, Typed, harmless, quote, wrapped
from app.moments import day_said, moment_in

FOLDER = Path(__file__).parents[2] / "templates" / "mail"
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a mail: what is needed to write to them."""

    language: str = DEFAULT_LANGUAGE
    name: str = ""
    time_zone: str = "UTC"

    @property
    def interface(self) -> str:
        """Their language, if the platform speaks it."""
        return self.language if self.language in LANGUAGES else DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@cache
def environment(language: str) -> Environment:
    """The texts are plain, so nothing is escaped in them; the layout is the only HTML and escapes what it gets."""
    env = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(quote=quote, date=_date, datetime=_datetime)
    env.globals["lang"] = language
    return env


@pass_context
def _date(context: Context, value: str) -> str:
    return day_said(date.fromisoformat(str(value)[:10]), context["lang"])


@pass_context
def _datetime(context: Context, value: str) -> str:
    """Of a kept moment on the clock it names, else on the recipient's."""
    return moment_in(str(value), otherwise=context["time_zone"]).said(context["lang"])


def absolute(base_url: str, language: str, path: str) -> str:
    """The full address of a path given without its language; "" stays ""."""
    return f"{base_url}/{language}{path}" if path else ""


def render(
    kind: str,
    *,
    reader: Reader,
    base_url: str,
    path: str = "",
    params: Mapping[str, Any],
    stop_path: str = "",
    news: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Rendered:
    """One mail. Raises TemplateNotFound for a kind without a template.

    `news` are other mails by kind and params, of which this one carries the words: it begins with them, and has the
    subject of the first.

    `stop_path` is the page where the reader ends such mails; without it the mail says that somebody asked
    for it.
    """
    language = reader.interface

    def address(path: str) -> str:
        return f"{LINK_START}{absolute(base_url, language, str(path))}{LINK_END}" if path else ""

    def body(kind: str, params: Mapping[str, Any]) -> str:
        whole = _fill(kind, reader, wrapped(dict(params), Typed), link=address(path), address=address)
        return whole.partition("\n")[2].strip()

    parts = [*news, (kind, params)]
    marked = "\n\n".join(body(*part) for part in parts) + "\n"
    subject = sentence(parts[0][0], reader=reader, params=parts[0][1])
    html = (
        environment(language)
        .get_template("_layout.html")
        .render(subject=harmless(subject), body=paragraphs(marked), stop_link=absolute(base_url, language, stop_path))
    )
    return Rendered(subject, without_marks(marked), html)


def sentence(kind: str, *, reader: Reader, params: Mapping[str, Any]) -> str:
    """The first line of a mail: its subject, and what the app says of a notification."""
    whole = _fill(kind, reader, wrapped(dict(params), OneLine), link="", address=lambda _: "")
    return one_line(whole.partition("\n")[0])[:LONGEST_SUBJECT]


def _fill(kind: str, reader: Reader, params: Mapping[str, Any], **more: Any) -> str:
    name, zone = Typed(reader.name), reader.time_zone
    context = {**params, "name": name, "time_zone": zone, **more}
    return environment(reader.interface).get_template(f"{kind}.txt").render(context).strip()
