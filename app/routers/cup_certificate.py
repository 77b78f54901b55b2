"""The certificate of an entry, to print and hang up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response

from app.domain.cup.access import readable_edition
from app.domain.cup.certificates import certificate_of, entry_to_certify
from app.domain.cup.local_times import wall_of
from app.exports.papers import pdf_from
from app.i18n import territories
from app.models.cup import Edition
from app.models.entries import Entry
from app.moments import day_said
from app.web.cup_gates import EditionToRead, Year
from app.web.gates import SignedIn, gate
from app.web.requests import Db, Shared
from app.web.templating import address

router = APIRouter(prefix="/{lang:lang}/cup/{year}/entries/{code}")


@gate("an entry that took part, for its own people and coordinators who have no tie with it")
def entry_with_certificate(year: Year, code: str, session: Db, viewer: SignedIn) -> Entry:
    edition = readable_edition(session, year=year, viewer=viewer)
    return entry_to_certify(session, edition=edition, code=code, viewer=viewer)


CertifiedEntry = Annotated[Entry, Depends(entry_with_certificate)]


@router.get("/certificate.pdf", name="cup_certificate")
def certificate(
    request: Request, edition: EditionToRead, entry: CertifiedEntry, session: Db, shared: Shared
) -> Response:
    found = certificate_of(session, edition=edition, entry=entry)
    path = pdf_from(
        shared.settings,
        shared.storage,
        template="cup/certificate.html",
        language=found.language,
        code=f"entry-{entry.code}",
        name=f"certificate-{found.language}",
        context={
            "certificate": found,
            "country": territories(found.language).get(found.country, ""),
            "date": _date(edition, found.language),
            "proof": shared.settings.base_url + address(request, "cup_edition", lang=found.language, year=edition.year),
        },
    )
    name = f"certificate-{edition.year}-{entry.code}.pdf"
    return FileResponse(path, media_type="application/pdf", filename=name, content_disposition_type="inline")


def _date(edition: Edition, language: str) -> str:
    """The day of the release on the clock of the edition."""
    if edition.released_at is None:
        return ""
    return day_said(wall_of(edition.released_at, zone=edition.time_zone).date(), language)
