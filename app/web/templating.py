"""Pages from templates: one environment per language, because translations are globals of an environment."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.routing import iter_route_contexts
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.convertors import Convertor

from app.content.clean import Problem
from app.domain.people.names import display_name
from app.domain.viewer import STRANGER, Viewer
from app.domain.waiting import count_waiting
from app.i18n import LANGUAGES, all_languages, territories, translate, translations
from app.moments import city
from app.web import filters
from app.web.notices import COOKIE, take_notices
from app.web.requests import language_of, services
from app.web.static import static_address
from app.web.typography import keep_together

TEMPLATES = Path(__file__).parents[2] / "templates"


class _CompiledOnce(BytecodeCache):
    """What a template was compiled to in one language, for the others."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _CompiledOnce()


@cache
def environment(language: str) -> Environment:
    """The templates in one language."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        bytecode_cache=_COMPILED,
        # Like code, they change with a release, which starts anew: not to be looked for on the disk for every page.
        auto_reload=False,
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(dict.fromkeys(("gettext", "_"), _gettext(language)))
    for name in ("number", "filesize", "duration", "country_name", "language_name", "language_word", "month_name"):
        env.filters[name] = _in(getattr(filters, name), language)
    env.filters["display_name"] = _in(display_name, language)
    env.filters["city"] = _in(city, language)
    env.filters.update(markdown=filters.markdown, date=_date, datetime=_datetime, term=_term, say=_say)
    env.globals.update(lang=language, languages=LANGUAGES, static=static_address)
    env.globals.update(
        all_languages=lambda: all_languages(language), territories=lambda: territories(language), url=_url
    )
    return env


def _gettext(language: str) -> Callable[..., Markup]:
    """As Jinja's own, but a text without anything to fill in is looked up and marked as safe only once."""

    @lru_cache(maxsize=4096)
    def marked(message: str) -> Markup:
        return Markup(translations(language).ugettext(message))  # noqa: S704 - ours, from the catalogue

    def gettext(message: str, /, **params: Any) -> Markup:
        text = marked(message)
        return text % params if params or "%" in text else text

    return gettext


def _in(function: Callable[..., str], language: str) -> Callable[..., str]:
    @pass_context
    def shown(_: Context, value: Any) -> str:
        """Asks for the context so that it is not called while a template is compiled, which is for all languages."""
        return function(value, language)

    return shown


@pass_context
def _date(context: Context, value: Any) -> str:
    return filters.show_date(value, context["lang"], _clock(context))


@pass_context
def _datetime(context: Context, value: Any, zone: str = "") -> str:
    return filters.show_datetime(value, context["lang"], zone or _clock(context))


def _clock(context: Context) -> str:
    """Pages of an edition tell all times by its clock, which its deadlines count by; other pages by the reader's."""
    edition = context.get("edition")
    return str(edition.time_zone if edition else context.get("time_zone", "UTC"))


@pass_context
def _term(context: Context, code: str, vocabulary: str) -> str:
    return str(context["terms"].label(vocabulary, code, context["lang"])) if code else ""


@pass_context
def _say(context: Context, message: str | Problem, **params: object) -> str:
    """A marked message, or a problem of a form, in the reader's language."""
    if isinstance(message, Problem):
        return translate(context["lang"], message.message, **message.params)
    return translate(context["lang"], message, **params)


@pass_context
def _url(context: Context, name: str, /, **params: Any) -> str:
    return address(context["request"], name, lang=params.pop("lang", context["lang"]), **params)


def address(request: Request, name: str, /, **params: Any) -> str:
    """The path of a named route; parameters that are not part of it become its query, empty ones are left out."""
    pattern, convertors = _route(request.app, name)
    parts = {key: _part(convertor.to_string(params[key])) for key, convertor in convertors.items()}
    path = pattern.format(**parts)
    # Templates name the language of every address; those without one (files, the API) have no use for it.
    query = {
        key: value
        for key, value in params.items()
        if key not in parts and key != "lang" and value is not None and value != ""
    }
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


@lru_cache(maxsize=4096)
def _part(text: str) -> str:
    return quote(text, safe="/")


def _route(app: FastAPI, name: str) -> tuple[str, dict[str, Convertor[Any]]]:
    """From a table made once: Starlette walks all routes for every address, and a page has fifty of them."""
    if not hasattr(app.state, "addresses"):
        app.state.addresses = _addresses(app)
    found: tuple[str, dict[str, Convertor[Any]]] | None = app.state.addresses.get(name)
    if found is None:
        raise LookupError(f"there is no route named {name!r}")
    return found


def _addresses(app: FastAPI) -> dict[str, tuple[str, dict[str, Convertor[Any]]]]:
    """The first route of each name."""
    table: dict[str, tuple[str, dict[str, Convertor[Any]]]] = {}
    for route in iter_route_contexts(app.routes):
        if name := getattr(route, "name", None):
            table.setdefault(name, (str(route.path_format), dict(route.param_convertors)))
    return table


def context_of(request: Request) -> dict[str, Any]:
    """What every page knows. The count of waiting things costs a query, so pages ask for it only when signed in."""
    viewer: Viewer = getattr(request.state, "viewer", STRANGER)
    session = getattr(request.state, "session", None)
    shared = services(request)
    return {
        "request": request,
        "viewer": viewer,
        "time_zone": viewer.user.time_zone if viewer.user else "UTC",
        "terms": shared.terms(session) if session else None,
        "waiting": count_waiting(session, viewer) if session and viewer.user else 0,
        "notices": take_notices(request),
        "alternates": _alternates(request),
        "base_url": shared.settings.base_url,
        "text_only": request.cookies.get("text_only") == "1" or request.headers.get("save-data") == "on",
        "fragment": is_fragment(request),
    }


def _alternates(request: Request) -> dict[str, str]:
    """The same page in each language."""
    current = request.path_params.get("lang")
    if not current:
        return {language: f"/{language}/" for language in LANGUAGES}
    rest = request.url.path.removeprefix(f"/{current}") + (f"?{request.url.query}" if request.url.query else "")
    return {language: f"/{language}{rest}" for language in LANGUAGES}


def is_fragment(request: Request) -> bool:
    """htmx asks for a part of the page (and not for the whole after it lost its history)."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-request-type") != "full"


def render(
    request: Request, template: str, context: Mapping[str, Any] | None = None, /, *, status: int = 200, **more: Any
) -> HTMLResponse:
    """A page, never kept by shared caches because it may differ from person to person."""
    language = language_of(request)
    everything = {**context_of(request), "status": status, **(context or {}), **more}
    body = keep_together(environment(language).get_template(template).render(everything))
    response = HTMLResponse(body, status)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Cookie, HX-Request, HX-Request-Type, Accept-Language, Save-Data"
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/")
    return response
