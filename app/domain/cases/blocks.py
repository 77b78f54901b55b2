"""Building blocks: the parts of published cases that others can use by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import case as when
from sqlmodel import Session, col, select

from app.content.units import overlay
from app.domain.cases.access import public_cases
from app.models.cases import Case, CaseTranslation, CaseVersion, TranslationState
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class BlockCard:
    """`language` is that of the words, `languages` are all in which the block can be read."""

    code: str
    key: str
    title: str
    text: str
    effort: str
    language: str
    case_title: str
    organisation: str
    languages: tuple[str, ...]


# Of each content its blocks only; built once, because the list is looked at often.
_ROWS = (
    public_cases()
    .join(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
    .join(Organisation, col(Organisation.id) == Case.organisation_id)
    .where(col(Case.code).in_(bindparam("codes", expanding=True)))
    .with_only_columns(
        col(Case.code),
        # The row's own title is that of the text being written.
        col(CaseVersion.card)["summary"]["title"].as_string().label("title"),
        col(Case.original_language),
        col(Organisation.name).label("organisation"),
        col(CaseVersion.id).label("version_id"),
        col(CaseVersion.content)["blocks"].label("blocks"),
    )
)
_TEXTS = select(
    CaseTranslation.version_id,
    CaseTranslation.section,
    CaseTranslation.language,
    when((col(CaseTranslation.language) == bindparam("language"), col(CaseTranslation.texts))),
).where(
    col(CaseTranslation.version_id).in_(bindparam("versions", expanding=True)),
    CaseTranslation.state == TranslationState.PUBLISHED,
    col(CaseTranslation.section).in_(("blocks", "summary")),
)


def block_cards(session: Session, *, wanted: Sequence[tuple[str, str]], language: str) -> list[BlockCard]:
    """Blocks by (code of the case, key), in the order given; those that are not public are left out."""
    rows = session.execute(_ROWS, {"codes": list({code for code, _ in wanted})}).all()
    versions = [row.version_id for row in rows]
    read = session.execute(_TEXTS, {"versions": versions, "language": language})
    texts, languages = {}, dict[int, set[str]]()
    for version, section, spoken, words in read:
        if spoken == language:
            texts[version, section] = words
        if section == "blocks":
            languages.setdefault(version, set()).add(spoken)
    found = {}
    for case in rows:
        mine = texts.get((case.version_id, "blocks"))
        titles = texts.get((case.version_id, "summary"), {})
        data: dict[str, Any] = overlay("blocks", case.blocks or {}, mine or {})
        for block in data.get("blocks", ()):
            found[case.code, block["key"]] = BlockCard(
                code=case.code,
                key=block["key"],
                title=block.get("title", ""),
                text=block.get("what", ""),
                effort=block.get("effort", ""),
                language=language if mine else case.original_language,
                case_title=titles.get("title") or case.title,
                organisation=case.organisation,
                languages=tuple(sorted({case.original_language, *languages.get(case.version_id, ())})),
            )
    return [found[place] for place in wanted if place in found]
