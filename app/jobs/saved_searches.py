"""Once a week one mail with what is new for all searches that a person keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, col, func, select
from starlette.datastructures import QueryParams

from app.domain.jobs import enqueue
from app.domain.looking.found import Thing, things
from app.domain.looking.saved import stop_path
from app.forms.browsing import Browse, kind_asked, read_browse
from app.mail.messages import to_person
from app.models.looking import SavedSearch
from app.models.people import Digest, User
from app.models.types import now
from app.search.engine import SearchRequest
from app.services import Services

KIND = "saved_searches"
EVERY = timedelta(days=7)
HOUR = 7
SHOWN = 5
# What is being published at this moment may not be in the index yet: it belongs to the next mail.
LAG = timedelta(minutes=5)
PATHS = {"search": "/search", "case_list": "/cases", "block_list": "/blocks"}
_PAGES = {
    "case": "/cases/{0}",
    "block": "/blocks/{0}-{1}",
    "offer": "/learning/offers/{0}",
    "report": "/learning/reports/{0}",
}


def plan(session: Session) -> None:
    """Enqueue the mail of everybody for whom it is morning and a week has passed since the last look."""
    waiting = (
        select(SavedSearch.user_id)
        .where(col(SavedSearch.weekly).is_(True))
        .group_by(col(SavedSearch.user_id))
        .having(func.min(SavedSearch.told_until) <= now() - EVERY)
    )
    for user in session.exec(select(User).where(*_reachable(), col(User.id).in_(waiting))).all():
        if _local_hour(user.time_zone) >= HOUR:
            enqueue(session, "mail_saved_searches", key=f"saved_searches:{user.id}", user_id=user.id)


def _reachable() -> tuple[Any, ...]:
    return (
        col(User.email).is_not(None),
        col(User.deleted_at).is_(None),
        col(User.blocked_at).is_(None),
        col(User.digest) != Digest.NEVER,
    )


def _local_hour(zone: str) -> int:
    try:
        return now().astimezone(ZoneInfo(zone)).hour
    except (ZoneInfoNotFoundError, ValueError):
        return now().hour


@dataclass(frozen=True, slots=True)
class News:
    """What is new for one search since its owner was told last."""

    saved: SavedSearch
    first: Sequence[Thing]
    number: int


def tell(services: Services, *, user_id: int) -> None:
    """Search first, while nobody waits for the database; then the mail and how far it tells, in one transaction, so
    that whoever is killed in between sends nothing twice. While the index is behind, another hour is soon enough."""
    until = now() - LAG
    with services.database.reading() as session:
        user = session.get(User, user_id)
        health = services.search.health(session)
        if user is None or health.problem or health.behind:
            return
        news = [_news(services, session, saved, user.language, until) for saved in _searches(session, user_id)]
    with services.database.writing() as session:
        _write(services, session, user_id, news, until)


def _searches(session: Session, user_id: int) -> Sequence[SavedSearch]:
    query = select(SavedSearch).where(SavedSearch.user_id == user_id, col(SavedSearch.weekly).is_(True))
    return session.exec(query.order_by(SavedSearch.name)).all()


def browse_of(saved: SavedSearch) -> Browse:
    query = QueryParams(saved.query)
    return read_browse(query, kind_asked(saved.page, query))


def _news(services: Services, session: Session, saved: SavedSearch, language: str, until: datetime) -> News:
    """Of what everybody may read: a search that is kept finds no more than the same one in the app."""
    wanted = between(browse_of(saved).request(language, facets=False), saved.told_until, until)
    answer = services.search.search(wanted, services.terms(session))
    first = things(session, groups=[hit.group for hit in answer.hits], language=language)
    return News(saved, first, answer.total - (len(answer.hits) - len(first)))


def between(wanted: SearchRequest, since: datetime, until: datetime) -> SearchRequest:
    """The newest of what was published from `since` on and before `until`, within the dates asked for."""
    ever, never = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return replace(
        wanted,
        sort="newest",
        page=1,
        limit=SHOWN,
        published_after=max(since - timedelta(microseconds=1), wanted.published_after or ever),
        published_before=min(until, wanted.published_before or never),
    )


def _write(services: Services, session: Session, user_id: int, news: Sequence[News], until: datetime) -> None:
    user = session.get_one(User, user_id, with_for_update=True)
    kept = {row.id: row for row in _searches(session, user_id)}
    # What another worker told meanwhile, or its owner changed, is left as it is now.
    current = [one for one in news if (row := kept.get(one.saved.id)) and row.told_until == one.saved.told_until]
    for one in current:
        kept[one.saved.id].told_until = until
    told = [_said(one, services.settings.secret) for one in current if one.number > 0]
    if told and user.digest is not Digest.NEVER:
        params = {"news": told, "count": sum(one["number"] for one in told)}
        to_person(session, settings=services.settings, user=user, kind=KIND, path="/searches", params=params)


def _said(news: News, secret: bytes) -> Mapping[str, Any]:
    saved = news.saved
    return {
        "title": saved.name,
        "number": news.number,
        "things": [{"title": one.title, "path": path_of(one.group)} for one in news.first],
        "more": news.number - len(news.first),
        # Mails break what looks like the name of a site.
        "path": f"{PATHS[saved.page]}?{saved.query}".replace(".", "%2E"),
        "stop": stop_path(secret, saved),
    }


def path_of(group: str) -> str:
    """The page of a found thing, without the language."""
    kind, *parts = group.split(":")
    return _PAGES[kind].format(*parts)
