"""Learning visits with secrets in every place that is not for everybody, and people in every part who look for them.

One visit of two organisations to a third, which has begun; beside it one of others, under whose address the ids of
the first are asked for. As in `tests.attacks.world` each secret is a word that stands nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sqlmodel import select

from app.domain.people import sign_ins
from app.models.people import User
from app.models.visits import Visit
from app.services import Services
from tests.attacks.routes import Route
from tests.factories import Make
from tests.visits.making import MakeVisit

# What the organisations of a visit, who takes part, and coordinators read.
VISIT = "quollvisit"
# Its papers: tasks and money, for those who prepare it.
PAPERS = "quollpapers"
# Telephone, address, needs and passport of one visitor of each organisation, and of a host.
GUEST, BOTH, HOST = "quollguest", "quollboth", "quollhost"
# Of a wish or an offer that was never sent; what an organisation agreed to, for a facilitator.
WISH, OFFER, AGREED = "quollwish", "quolloffer", "quollagreed"
# Of proposals: for both sides; not sent yet; why the hosts said no.
SENT, THOUGHT, REASON = "quollsent", "quollthought", "quollreason"
# What coordinators decide about a round.
ROUND = "quollround"
# A report that is being written, one that was sent, and the coaching that came of the visit.
DRAFT, REPORT, COACHING = "quolldraft", "quollreport", "quollcoaching"
# Notices of one person.
OWN = "quollown"
EVERYTHING = frozenset(
    {VISIT, PAPERS, GUEST, BOTH, HOST, WISH, OFFER, AGREED, SENT, THOUGHT, REASON, ROUND, DRAFT, REPORT, COACHING, OWN}
)


@dataclass
class LearningWorld:
    services: Services
    make: Make
    visits: MakeVisit
    may_see: dict[str, frozenset[str]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    # By the part of an address before "{code}", and by the name of an id.
    codes: dict[str, list[str]] = field(default_factory=dict)
    ids: dict[str, list[int]] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)
    feed: str = ""
    visit: Visit = None  # type: ignore[assignment]

    def add(self, thing: Any) -> Any:
        with self.services.database.writing() as session:
            session.add(thing)
        return thing

    def person(self, name: str, user: User | None, *secrets: str) -> None:
        self.may_see[name], self.cookies[name] = frozenset(secrets), ""
        if user is None:
            return
        self.people[name] = user
        with self.services.database.writing() as session:
            self.cookies[name] = sign_ins.start(session, user=user, days=1, user_agent="test", address="127.0.0.1")

    def address_values(self, route: Route) -> Iterator[dict[str, str]]:
        """Every way to fill the places of a route under /learning with codes and ids of this world."""
        before = route.path.partition("/{code}")[0].rpartition("/")[2]
        known = {
            "lang": ["en"],
            "code": self.codes.get(before, ["zzzzzz"]),
            "case_code": ["zzzzzz"],
            "token": ["0123456789abcdef0123456789abcdef"],
            "ending": ["pdf"],
            "number": ["1"],
            "other": ["1"],
            "public_id": self.media,
        }
        verbs = ["send", "take_back"] if before == "proposals" else ["confirm", "cancel", "leave", "complete"]
        places = route.places
        for values in product(
            *(
                known.get(one) or ([str(number) for number in self.ids[one]] if one in self.ids else verbs)
                for one in places
            )
        ):
            yield dict(zip(places, values, strict=True))


def everything_kept(world: LearningWorld, tables: tuple[Any, ...]) -> dict[str, list[dict[str, object]]]:
    with world.services.database.reading() as session:
        return {
            table.__tablename__: [row.model_dump() for row in session.exec(select(table)).all()] for table in tables
        }
