"""What statements ask about the person who looks, as parameters: put together once, they are sent by every page.

A statement that holds the ids of one person is built and looked up anew for each, which costs more than its answer.
"""

from typing import Any

from sqlalchemy import BindParameter, bindparam

from app.domain.organisations.former import STAKE_LASTS
from app.domain.viewer import Viewer
from app.models.types import now

ME: BindParameter[Any] = bindparam("me")
# Organisations one belongs to, and those of them for which one may write.
BELONGS: BindParameter[Any] = bindparam("belongs", expanding=True)
WRITES: BindParameter[Any] = bindparam("writes", expanding=True)
NOW: BindParameter[Any] = bindparam("now")
# Who left an organisation after this still has a stake in it.
STAKE_SINCE: BindParameter[Any] = bindparam("stake_since")


def asked_by(viewer: Viewer) -> dict[str, Any]:
    """The values of all of these, by name."""
    moment = now()
    return {
        "me": viewer.id,
        "belongs": list(viewer.memberships),
        "writes": [organisation_id for organisation_id in viewer.memberships if viewer.edits_for(organisation_id)],
        "now": moment,
        "stake_since": moment - STAKE_LASTS,
    }
