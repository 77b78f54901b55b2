"""Files that came with a form, taken into a case or a report; what is refused is said beside the field it came from."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.media import keeping
from app.domain.media.owners import Owner
from app.domain.viewer import Viewer
from app.forms.bind import Bound
from app.services import Services

RECEIVED = N_("Received. It is being prepared and can be seen in a moment.")


def take_in(
    session: Session,
    shared: Services,
    *,
    owner: Owner,
    form: FormData,
    bound: Bound[Any],
    fields: Sequence[str],
    stands_for: str,
    by: Viewer,
) -> bool:
    """Take in the files of these fields. The first that is refused stops it: then nothing is kept, and `bound`
    says why."""
    files = [(field, one) for field in fields for one in form.getlist(field) if isinstance(one, UploadFile)]
    sent = [(field, one) for field, one in files if one.filename]
    if not sent:
        bound.refuse(Invalid(N_("Choose a file first."), fields[0]))
        return False
    try:
        with session.begin_nested():
            for field, upload in sent:
                incoming = keeping.Incoming(
                    upload.file,
                    upload.filename or "",
                    consent=bool(bound.value("consent")),
                    licence=bound.value("licence"),
                    stands_for=stands_for,
                    consent_note=bound.value("consent_note"),
                )
                _add(session, shared, owner, field, incoming, by)
    except Invalid as wrong:
        bound.refuse(wrong)
        return False
    return True


def _add(session: Session, shared: Services, owner: Owner, field: str, incoming: keeping.Incoming, by: Viewer) -> None:
    """What is wrong with the file itself is said of its own field."""
    limits = keeping.Limits(shared.settings.max_upload_bytes, shared.settings.max_media_per_case)
    try:
        keeping.add(session, shared.storage, owner=owner, incoming=incoming, limits=limits, by=by)
    except Invalid as wrong:
        raise Invalid(wrong.message, field if wrong.field == "file" else wrong.field, **wrong.params) from wrong
