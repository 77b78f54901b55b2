"""A platform with secrets in every place that is not public, and people in every part who go looking for them.

Each secret is a word that stands nowhere else; `People.may_see` says whose it is. Searches for its first letters
must find nothing, so that what an address repeats is never taken for a leak.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, delete

from app.domain.cases.rubric import CRITERIA
from app.domain.cases.versions import find_working_copy, open_working_copy
from app.domain.organisations.trail import note
from app.domain.people import sign_ins
from app.domain.viewer import viewer_of
from app.models.cases import (
    Case,
    CaseEvent,
    CaseReview,
    CaseState,
    CaseTier,
    CaseTranslation,
    CaseVersion,
    ReviewState,
    TranslationState,
)
from app.models.media import Media, MediaKind
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import Role, User
from app.models.platform import Notification
from app.models.types import now
from app.models.vocabulary import TermSuggestion
from app.services import Services
from tests.case_page.library import Library
from tests.contents import full_content
from tests.factories import Make, raw_content

# What nobody but the organisation itself may see.
DRAFT = "quokkadraft"
# Of an organisation that waits for its first look: its name, its people.
NEWCOMER = "quokkanewcomer"
# The next version of a public case, and everything said about it.
WORK = "quokkawork"
# What one reviewer wrote, before the others have.
REVIEW = "quokkareview"
# The text of a case that was withdrawn.
GONE = "quokkagone"
# Contact data that are for people who are signed in.
CONTACT = "quokkacontact"
# What a person wrote or was told, outside any case.
OWN = "quokkaown"
EVERYTHING = frozenset({DRAFT, NEWCOMER, WORK, REVIEW, GONE, CONTACT, OWN})


@dataclass
class World:
    services: Services
    make: Make
    library: Library
    # Who looks, and which secrets are theirs.
    may_see: dict[str, frozenset[str]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def person(self, name: str, user: User | None, *secrets: str) -> None:
        self.may_see[name] = frozenset(secrets)
        if user is not None and not user.blocked_at and not user.deleted_at:
            self.may_see[name] |= {CONTACT}
        self.cookies[name] = ""
        if user is not None:
            self.people[name] = user
            with self.services.database.writing() as session:
                token = sign_ins.start(session, user=user, days=1, user_agent="test", address="127.0.0.1")
            self.cookies[name] = token


def build(services: Services, make: Make) -> World:
    world = World(services, make, Library(services, make))
    _newcomers(world)
    _public_case_under_work(world)
    _withdrawn(world)
    _strangers(world)
    while services.search.catch_up(services):
        pass
    return world


def marked(word: str) -> dict[str, dict[str, Any]]:
    """A whole case in which every free text holds the word."""

    def mark(value: Any) -> Any:
        if isinstance(value, str) and " " in value:
            return f"{word} {value}"
        if isinstance(value, list):
            return [mark(one) for one in value]
        return {name: mark(one) for name, one in value.items()} if isinstance(value, Mapping) else value

    return {name: mark(section) for name, section in full_content().items()}


def _document(world: World, case: Case, word: str, **fields: Any) -> Media:
    medium = world.library.medium(case, MediaKind.DOCUMENT, file_name=f"{word}.pdf", **fields)
    with world.services.database.writing() as session:
        session.get_one(Media, medium.id).pages = [f"{word} in a document"]
    return medium


def _newcomers(world: World) -> None:
    """An organisation that nobody has looked at yet, with a draft that was never sent."""
    make = world.make
    hidden = make.organisation(
        f"{NEWCOMER} people", approved=False, description=f"{NEWCOMER} text", contact_email=f"{NEWCOMER}@example.org"
    )
    owner = make.owner(hidden, f"Owner {NEWCOMER}", email=f"owner.{NEWCOMER}@example.org", approved=False)
    case = make.case(hidden, content=marked(DRAFT), created_by_id=owner.id)
    world.organisations["hidden"], world.cases["draft"] = hidden, case
    world.media["draft"] = _document(world, case, DRAFT)
    with world.services.database.writing() as session:
        session.add(CaseEvent(case_id=case.id or 0, after="draft", message=f"{DRAFT} message", by_id=owner.id))
        session.add(TermSuggestion(vocabulary="product", label=f"{OWN} fruit", language="en", suggested_by_id=owner.id))
        session.add(
            Notification(
                user_id=owner.id or 0, kind="case_submit", path="/", params={"title": OWN, "message": OWN, "who": OWN}
            )
        )
        _translation(session, find_working_copy(session, case), DRAFT)
        note(
            session,
            organisation=hidden,
            verb="organisation.decline",
            by=viewer_of(session, owner),
            after={"reason": f"{NEWCOMER} reason"},
        )
    world.person("owner of the newcomers", owner, DRAFT, NEWCOMER, OWN)
    reader = make.user()
    make.member(reader, hidden, MemberRole.MEMBER)
    world.person("member of the newcomers", reader, DRAFT, NEWCOMER)


def _translation(session: Session, version: CaseVersion | None, word: str) -> None:
    assert version is not None
    texts = {"title": f"{word} título", "summary": f"{word} resumen"}
    session.add(
        CaseTranslation(
            version_id=version.id or 0,
            language="es",
            section="summary",
            state=TranslationState.DRAFT,
            texts=texts,
            source={},
            source_hash="",
        )
    )


def _public_case_under_work(world: World) -> None:
    """Everybody reads its first version; its next one, being reviewed, says more."""
    make = world.make
    open_one = make.organisation(
        "Farmers of the Valley", contact_name=f"{CONTACT} Rosa", contact_email=f"{CONTACT}@example.org"
    )
    owner, member = make.owner(open_one), make.user()
    make.member(member, open_one, MemberRole.MEMBER)
    case = world.library.case(open_one)
    world.library.change(case, state=CaseState.REVIEW)
    world.organisations["open"], world.cases["public"] = open_one, case
    world.media["work"] = _document(world, case, WORK)
    reviewer, other, gone = make.user("One"), make.user("Two"), make.user("Three")
    with world.services.database.writing() as session:
        row = session.get_one(Case, case.id)
        version = open_working_copy(session, case=row, by=None)
        version.content, version.tier = marked(WORK), CaseTier.SYSTEMATISED
        _translation(session, version, WORK)
        # The translation of the public version has begun as well.
        _translation(session, session.get_one(CaseVersion, row.current_version_id), WORK)
        session.add(CaseEvent(case_id=case.id or 0, after="review", message=f"{WORK} message"))
        for user, word, state in (
            (reviewer, WORK, ReviewState.ASSIGNED),
            (other, REVIEW, ReviewState.DONE),
            (gone, REVIEW, ReviewState.DECLINED),
        ):
            session.add(
                CaseReview(
                    case_id=case.id or 0,
                    version_id=version.id or 0,
                    reviewer_id=user.id or 0,
                    state=state,
                    scores={criterion.code: 2 for criterion in CRITERIA},
                    comments={criterion.code: f"{word} comment" for criterion in CRITERIA},
                    advice=f"{word} advice",
                    decline_reason=f"{word} reason",
                )
            )
    world.person("owner of the public case", owner, WORK)
    world.person("member of the public case", member, WORK)
    world.person("reviewer", reviewer, WORK)
    world.person("reviewer who declined", gone, REVIEW)


def _withdrawn(world: World) -> None:
    content = raw_content()
    content["story"] = {name: f"{GONE} {text}" for name, text in content["story"].items()}
    case = world.library.case(
        world.organisations["open"], content, state=CaseState.LEARNING_MATERIAL, tier=CaseTier.RAW
    )
    world.media["gone"] = _document(world, case, GONE)
    world.library.change(case, state=CaseState.WITHDRAWN, withdrawn_reason="It was asked for.")
    world.cases["gone"] = case
    for name in ("owner of the public case", "member of the public case"):
        world.may_see[name] |= {GONE}


def _strangers(world: World) -> None:
    make, hidden = world.make, world.organisations["hidden"]
    world.person("stranger", None)
    world.person("owner of another organisation", make.owner(make.organisation()))
    world.person("administrator", make.administrator(), OWN, NEWCOMER)
    world.person("facilitator", make.user(roles=(Role.FACILITATOR,)), WORK, REVIEW, GONE)
    world.person("coordinator", make.coordinator(), OWN, WORK, REVIEW, GONE, NEWCOMER)
    for name, over in (("blocked person", "blocked_at"), ("deleted person", "deleted_at")):
        fields: dict[str, Any] = {over: now()}
        user = make.user(**fields)
        make.member(user, hidden)
        world.person(name, user)
    former = make.owner(hidden)
    world.person("former member", former)
    with world.services.database.writing() as session:
        session.exec(delete(Membership).where(col(Membership.user_id) == former.id))
