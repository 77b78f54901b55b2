"""Papers that are no page of the site: their HTML from templates of their own, for PDFs made by a job or a page."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.exports.pdf import Paper, PdfShelf
from app.files.storage import Storage
from app.i18n import translations
from app.settings import Settings

_ROOT = Path(__file__).parents[2]
_STATIC = Path(__file__).parents[1] / "static"


@cache
def environment(language: str) -> Environment:
    """Everything is escaped; nothing of the web is at hand."""
    env = Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals["lang"] = language
    return env


def pdf_from(
    settings: Settings, storage: Storage, *, template: str, language: str, code: str, name: str, context: dict[str, Any]
) -> Path:
    """The PDF of a template, kept under `code` and `name` until its HTML changes. Raises `pdf.Unavailable`."""
    html = environment(language).get_template(template).render(base_url=settings.base_url, **context)
    fingerprint = hashlib.sha256(html.encode()).hexdigest()[:20]
    shelf = PdfShelf(settings.pdf_dir, _STATIC)
    return shelf.get(code, name, fingerprint, lambda: Paper(html, settings.base_url, {}), storage)
