"""Building blocks: the parts of published cases that others can use by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.content.units import overlay
from app.domain.cases.access import public_cases
from app.domain.cases.reading import published_translations
from app.models.cases import Case, CaseVersion
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class BlockCard:
    code: str
    key: str
    title: str
    text: str
    effort: str
    language: str
    case_title: str
    organisation: str


def block_cards(session: Session, *, wanted: Sequence[tuple[str, str]], language: str) -> list[BlockCard]:
    """Blocks by (code of the case, key), in the order given; those that are not public are left out."""
    codes = {code for code, _ in wanted}
    cases = public_cases().where(col(Case.code).in_(codes)).subquery()
    rows = session.exec(
        select(Case, CaseVersion, Organisation.name)
        .join(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
        .join(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(col(Case.id).in_(select(cases.c.id)))
    ).all()
    texts = {
        (row.version_id, row.section): row.texts
        for row in published_translations(session, [version.id or 0 for _, version, _ in rows])
        if row.language == language
    }
    found = {}
    for case, version, organisation in rows:
        mine = texts.get((version.id or 0, "blocks"))
        titles = texts.get((version.id or 0, "summary"), {})
        data: dict[str, Any] = overlay("blocks", version.content.get("blocks", {}), mine or {})
        for block in data.get("blocks", ()):
            found[case.code, block["key"]] = BlockCard(
                code=case.code,
                key=block["key"],
                title=block.get("title", ""),
                text=block.get("what", ""),
                effort=block.get("effort", ""),
                language=language if mine else case.original_language,
                case_title=titles.get("title") or case.title,
                organisation=organisation,
            )
    return [found[place] for place in wanted if place in found]
