"""Finding organisations by name, whatever its accents and capitals."""

import re

from sqlmodel import Session, col, select

from app.domain.organisations.access import is_readable, readable_organisations
from app.domain.viewer import Viewer
from app.models.organisations import Organisation
from app.search.analysis import fold

_CODE = re.compile(r"[a-z0-9]{6}")
_CANDIDATES = 10


def folded(name: str) -> str:
    """Only letters and digits, lower-case, without accents: "Café-Andino S.A." is "cafe andino s a"."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(name)).split())


def same_named(session: Session, *, name: str, country: str, viewer: Viewer) -> list[Organisation]:
    """Organisations of a country with the same name, of those that this person may see."""
    wanted = folded(name)
    in_country = readable_organisations(viewer).where(Organisation.country == country)
    return [organisation for organisation in session.exec(in_country).all() if folded(organisation.name) == wanted]


def lookup(session: Session, *, words: str, viewer: Viewer) -> list[Organisation]:
    """Those meant by a code, the address of a profile, or (a part of) a name; an exact name stands alone.

    At most ten, by name.
    """
    code = words.strip().rstrip("/").rpartition("/")[2].lower()
    if _CODE.fullmatch(code):
        found = session.exec(readable_organisations(viewer).where(Organisation.code == code)).first()
        if found:
            return [found]
    return _named(session, folded(words), viewer)


def _named(session: Session, wanted: str, viewer: Viewer) -> list[Organisation]:
    if not wanted:
        return []
    names = session.exec(select(col(Organisation.id), col(Organisation.name)).where(is_readable(viewer))).all()
    names_by_id = {key: folded(name) for key, name in names}
    exact = [key for key, name in names_by_id.items() if name == wanted]
    ids = exact or [key for key, name in names_by_id.items() if wanted in name]
    ids.sort(key=lambda key: names_by_id[key])
    query = select(Organisation).where(col(Organisation.id).in_(ids[:_CANDIDATES]))
    return sorted(session.exec(query).all(), key=lambda organisation: names_by_id[organisation.id])
