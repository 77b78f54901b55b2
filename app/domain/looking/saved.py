"""Searches that people keep under a name, to come back to and to hear of what is new."""

import hashlib
import hmac
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.content.text import N_, one_line
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.viewer import Viewer
from app.models.looking import SavedSearch
from app.models.types import now

MOST = 50
LONGEST_NAME = 80
LONGEST_QUERY = 2000
PAGES = ("search", "case_list", "block_list")
TOO_MANY = N_("You keep %(most)s searches already. Delete one that you no longer need first.")
TAKEN = N_("You keep another search under this name. Choose a different one.")


def save_search(session: Session, *, name: str, page: str, query: str, weekly: bool, by: Viewer) -> SavedSearch:
    """`page` is the route of the list, `query` what stands in its address. Raises Invalid, Conflict."""
    if len(query) > LONGEST_QUERY:
        raise Invalid(N_("This search has too many filters to be kept. Take some away first."))
    if page not in PAGES or not query:
        raise Invalid(N_("There is nothing in this search that could be kept. Type a word or choose a filter first."))
    if _count(session, by) >= MOST:
        raise Conflict(TOO_MANY, most=MOST)
    name = _free_name(session, name, by)
    saved = SavedSearch(user_id=by.id or 0, name=name, page=page, query=query, weekly=weekly)
    _add(session, saved)
    return saved


def _add(session: Session, saved: SavedSearch) -> None:
    """The same name at the same moment, from a button pressed twice, is taken as well."""
    try:
        with session.begin_nested():
            session.add(saved)
    except IntegrityError as error:
        raise Invalid(TAKEN, "name") from error


def _count(session: Session, viewer: Viewer) -> int:
    return session.exec(select(func.count()).where(col(SavedSearch.user_id) == viewer.id)).one()


def _free_name(session: Session, name: str, viewer: Viewer, besides: int | None = None) -> str:
    name = one_line(name)
    if not name:
        raise Invalid(N_("Please fill this in."), "name")
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "name", max_length=LONGEST_NAME)
    same = select(SavedSearch.id).where(SavedSearch.user_id == viewer.id, SavedSearch.name == name)
    if (found := session.exec(same).first()) and found != besides:
        raise Invalid(TAKEN, "name")
    return name


def searches_of(session: Session, viewer: Viewer) -> Sequence[SavedSearch]:
    """By name."""
    query = select(SavedSearch).where(SavedSearch.user_id == viewer.id)
    return session.exec(query.order_by(func.lower(SavedSearch.name), col(SavedSearch.id))).all()


def own_search(session: Session, *, search_id: int, viewer: Viewer) -> SavedSearch:
    """The gate: nobody sees another's. Raises NotFound."""
    saved = session.get(SavedSearch, search_id)
    if saved is None or saved.user_id != viewer.id:
        raise NotFound
    return saved


def rename_search(session: Session, *, saved: SavedSearch, name: str, by: Viewer) -> None:
    saved.name = _free_name(session, name, by, besides=saved.id)
    session.add(saved)


def mail_weekly(session: Session, *, saved: SavedSearch, wanted: bool) -> None:
    """From now on, not with all that was published while no mail was wanted."""
    if wanted and not saved.weekly:
        saved.told_until = now()
    saved.weekly = wanted
    session.add(saved)


def forget_search(session: Session, *, saved: SavedSearch) -> None:
    session.delete(saved)


def stop_path(secret: bytes, saved: SavedSearch) -> str:
    """The address, without the language, by which a mail's reader ends the mails about one search."""
    # No point: in mails it would begin what looks like the name of a site.
    return f"/searches/stop/{saved.id}-{_signature(secret, saved)}"


def search_of_stop(session: Session, *, secret: bytes, token: str) -> SavedSearch:
    """The search that the link of a mail means. Raises NotFound for a forged one, or one that is deleted."""
    number, _, signature = token.partition("-")
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise NotFound
    saved = session.get(SavedSearch, int(number))
    if saved is None or not hmac.compare_digest(signature.encode(), _signature(secret, saved).encode()):
        raise NotFound
    return saved


def _signature(secret: bytes, saved: SavedSearch) -> str:
    """Of this very search: SQLite gives the number of one that was deleted to the next, which may be anybody's."""
    what = f"saved_search:{saved.id}:{saved.user_id}:{saved.created_at.isoformat()}"
    return hmac.new(secret, what.encode(), hashlib.sha256).hexdigest()[:32]
