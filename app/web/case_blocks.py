"""One building block of a case on a page of its own."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlmodel import Session

from app.domain.cases.reading import Reading, read
from app.domain.cases.versions import current_version, published_versions
from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.exports import structured_data
from app.models.cases import Case, CaseVersion
from app.web.case_article import citation_of, links_of
from app.web.case_pages import bar_of, wish_of
from app.web.case_words import Words, answers
from app.web.requests import services
from app.web.templating import render


def block_response(request: Request, session: Session, viewer: Viewer, case: Case, key: str) -> Response:
    """Raises NotFound where no public version has such a block."""
    version = _version_with(session, case, key)
    wish = wish_of(request, session, case, version.id or 0, viewer)
    reading = read(session, case=case, version=version, language=wish.language)
    block = next(item for item in reading.section("blocks")["blocks"] if item["key"] == key)
    citation = citation_of(request, reading, wish.page_language)
    absolute = links_of(request, wish.page_language, services(request).settings.base_url)
    data = structured_data.describe_block(reading, citation, absolute, block)
    words = Words(reading, wish.page_language)
    return render(
        request,
        "cases/block.html",
        case=case,
        reading=reading,
        organisation=reading.organisation,
        words=words,
        t=words.attributes,
        block=answers(block),
        others=_others(reading, key),
        again=answers(reading.section("replication")),
        citation=citation,
        canonical=data["@id"],
        json_ld=Markup(structured_data.as_script(data)),  # noqa: S704 - every sign of HTML is escaped in it
        stay={"in": reading.language} if reading.language != wish.page_language else {},
        dropped=version.id != case.current_version_id,
        bar=bar_of(session, case, viewer),
    )


def _version_with(session: Session, case: Case, key: str) -> CaseVersion:
    """The version that readers see, else the latest of the earlier ones that had the block."""
    current = current_version(session, case)
    if current and _has(current, key):
        return current
    for version in published_versions(session, case):
        if _has(version, key):
            return version
    raise NotFound


def _has(version: CaseVersion, key: str) -> bool:
    return any(item["key"] == key for item in version.content.get("blocks", {}).get("blocks", ()))


def _others(reading: Reading, key: str) -> list[Any]:
    return [answers(item) for item in reading.section("blocks")["blocks"] if item["key"] != key]
