"""The gate to a file."""

from typing import Annotated

from fastapi import Depends

from app.domain.media.showing import fetchable
from app.models.media import Media
from app.web.gates import gate
from app.web.requests import Db, Person


@gate("a file that this person may fetch")
def medium_to_fetch(public_id: str, session: Db, viewer: Person) -> Media:
    return fetchable(session, public_id=public_id, viewer=viewer)


FetchableMedium = Annotated[Media, Depends(medium_to_fetch)]
