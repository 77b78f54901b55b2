"""What a search has found, read again from the database through the gates of what everybody may read: the index may
be a moment behind. For mails and feeds, which show a title and a few words of each kind."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col

from app.domain.cases.access import public_cases
from app.domain.cases.blocks import block_cards
from app.domain.cases.cards import cards
from app.domain.visits import found as visits
from app.models.cases import Case


@dataclass(frozen=True, slots=True)
class Thing:
    """`group` as in the index ("case:k7m2qx"); `language` is that of title and text; `at` when it was published."""

    group: str
    title: str
    text: str
    language: str
    organisation: str
    at: datetime | None


def things(session: Session, *, groups: Sequence[str], language: str) -> list[Thing]:
    """In the order given, without those that nobody may read any more; a few queries however many there are."""
    found = {thing.group: thing for thing in _read(session, groups, language)}
    return [found[group] for group in groups if group in found]


def _read(session: Session, groups: Sequence[str], language: str) -> Iterator[Thing]:
    codes = {kind: [rest for one, _, rest in (group.partition(":") for group in groups) if one == kind]
             for kind in ("case", "block", "offer", "report")}  # fmt: skip
    blocks = [(code, key) for code, _, key in (rest.partition(":") for rest in codes["block"])]
    published = _published(session, {*codes["case"], *(code for code, _ in blocks)})
    for card in cards(session, codes=codes["case"], language=language):
        at = published.get(card.code)
        yield Thing(f"case:{card.code}", card.title, card.summary, card.language, card.organisation, at)
    for block in block_cards(session, wanted=blocks, language=language) if blocks else ():
        name, at = f"block:{block.code}:{block.key}", published.get(block.code)
        yield Thing(name, block.title, block.text, block.language, block.organisation, at)
    for code, line in visits.offers(session, codes["offer"]).items():
        offer = line.thing
        yield Thing(f"offer:{code}", offer.title, "", offer.language, line.organisation.name, offer.updated_at)
    for code, report in visits.reports(session, codes["report"]).items():
        yield Thing(f"report:{code}", report.title, "", report.language, report.organisation, report.published_at)


def _published(session: Session, codes: Collection[str]) -> dict[str, datetime | None]:
    query = (
        public_cases().where(col(Case.code).in_(codes)).with_only_columns(col(Case.code), col(Case.first_published_at))
    )
    return {row.code: row.first_published_at for row in session.execute(query).all()} if codes else {}
