"""Every template compiles; full pages have a title; none holds script, style or handlers inline; mails are plain."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateSyntaxError

from app.i18n import DEFAULT_LANGUAGE
from app.mail.rendering import FOLDER as MAILS
from app.mail.rendering import environment as mail_environment
from app.web.templating import TEMPLATES, environment

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}")
# What the content security policy would block, so that it must not be written in the first place.
INLINE = {
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle=", re.IGNORECASE),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx attribute that evaluates": re.compile(r"\shx-on|\shx-vals=[\"']js:", re.IGNORECASE),
}


def page_problems(path: Path) -> Iterator[str]:
    name = path.relative_to(TEMPLATES).as_posix()
    try:
        environment(DEFAULT_LANGUAGE).get_template(name)
    except TemplateSyntaxError as error:
        yield f"line {error.lineno}: {error.message}"
    source = _COMMENT.sub("", path.read_text())
    yield from (what for what, pattern in INLINE.items() if pattern.search(source))
    # Those that extend something else have it from there.
    if '{% extends "base.html"' in source and "{% block title" not in source:
        yield "a page without a title"
    if re.search(r"[^'\"\s]\s*\|\s*safe\b", source):
        yield "the filter safe on something that is not written in the template"


def mail_problems(path: Path) -> Iterator[str]:
    try:
        mail_environment(DEFAULT_LANGUAGE).get_template(path.name)
    except TemplateSyntaxError as error:
        yield f"line {error.lineno}: {error.message}"
    source = path.read_text()
    # The line end after a statement is not part of the mail.
    written = re.sub(_STATEMENT.pattern + r"\n?", "", source)
    if not written.partition("\n")[0].strip():
        yield "a mail without a subject in the first line"
    if re.search(r"</?[a-z]+[ >]", source, re.IGNORECASE):
        yield "HTML in a mail, which is plain text"


def main() -> int:
    pages = [path for path in sorted(TEMPLATES.rglob("*.html")) if path.parent != MAILS]
    mails = sorted(MAILS.glob("*.txt"))
    found = [(path, what) for path in pages for what in page_problems(path)]
    found += [(path, what) for path in mails for what in mail_problems(path)]
    for path, what in found:
        sys.stdout.write(f"{path.relative_to(TEMPLATES.parent)}: {what}\n")
    sys.stdout.write(f"{len(pages)} templates of pages, {len(mails)} of mails, {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
