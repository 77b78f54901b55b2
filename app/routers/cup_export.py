"""Everything of an edition to take along, with names or without, and whether its results hold."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.domain import audit
from app.domain.cup import proof, views
from app.domain.cup.access import entries_to_run, still_judged, without_conflict
from app.domain.cup.everything import everything, may_see_scores
from app.domain.errors import NotFound
from app.exports.cup import FORMATS, as_json, as_xlsx
from app.models.types import now
from app.web.cup_gates import EditionToRun
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Lang, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/export")
Named = Annotated[bool, Query(alias="names")]
Checked = Annotated[bool, Query(alias="check")]


@router.get("", name="cup_export")
def page(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, checked: Checked = False
) -> Response:
    """The proof is made when asked for: calculating again may take a while."""
    may = without_conflict(session, edition=edition, viewer=viewer)
    return render(
        request,
        "cup_run/export.html",
        edition=edition,
        words=EditionWords(edition, lang),
        tied=not may,
        scores=may_see_scores(session, edition),
        judging=bool(still_judged(session, edition=edition, viewer=viewer)),
        checked=checked,
        proofs=proof.verify(session, edition=edition) if may and checked else [],
    )


@router.get(".{ending}", name="cup_export_file")
def export(
    edition: EditionToRun,
    session: Db,
    shared: Shared,
    viewer: Coordinator,
    lang: Lang,
    ending: str,
    named: Named = False,
) -> Response:
    if ending not in FORMATS:
        raise NotFound
    tables = everything(session, edition=edition, viewer=viewer, named=named)
    entries = session.exec(entries_to_run(session, edition=edition, viewer=viewer)).all()
    ids = {entry.id or 0 for entry in entries} - still_judged(session, edition=edition, viewer=viewer)
    unseen = views.unseen_today(session, entry_ids=ids, viewer=viewer, what=views.SCORES)
    with shared.database.writing() as writing:
        if unseen and may_see_scores(session, edition):
            views.note_views(writing, entry_ids=unseen, user_id=viewer.id or 0, what=views.SCORES)
        after = {"names": named, "format": ending}
        audit.record(
            writing, by=viewer, verb="edition.export", object_type="edition", object_id=edition.year, after=after
        )
    about = {"year": edition.year, "round": edition.round, "with_names": named, "at": now().isoformat()}
    content = as_json(tables, about) if ending == "json" else as_xlsx(tables, lang)
    name = f"cup-{edition.year}{'' if named else '-without-names'}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=FORMATS[ending], headers=headers)
