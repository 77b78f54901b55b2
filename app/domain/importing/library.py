"""What the library and the file already have: ids, codes, terms."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlmodel import Session, select

from app.content.clean import Choices
from app.domain.importing.rows import Complaints, Row
from app.domain.terms import TermBook
from app.models.cases import Case
from app.models.demands import Offer
from app.models.learning import LearningReport
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.types import new_code, new_public_id

CODE = re.compile(r"[a-z0-9]{6}\Z")
# They have no id but the code of their address.
NAMED_BY_CODE = ("offer", "report")
PUBLIC_ID = re.compile(r"[0-9a-f]{16}\Z")


@dataclass(slots=True)
class Known:
    """Objects of one kind by external id. Codes are given out so that none is used twice.

    `here` maps external ids, and codes, of what the library has to its database id; `new` maps the external
    ids of the file to the codes they will have, `renamed` the codes that the file gives them.
    """

    here: dict[str, int] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def take_code(self, wanted: object) -> str:
        code = wanted if isinstance(wanted, str) and CODE.match(wanted) else new_code()
        while code in self.codes:
            code = new_code()
        self.codes.add(code)
        return code


@dataclass(slots=True)
class Library:
    organisations: Known
    cases: Known
    offers: Known
    reports: Known
    public_ids: set[str]
    choices: Choices
    # Codes of cases here by their external ids, for references between cases.
    case_codes: dict[str, str]

    def take_public_id(self, wanted: object) -> str:
        public_id = wanted if isinstance(wanted, str) and PUBLIC_ID.match(wanted) else new_public_id()
        while public_id in self.public_ids:
            public_id = new_public_id()
        self.public_ids.add(public_id)
        return public_id

    def code_of_case(self, name: str) -> str | None:
        """The code of a case by its external id or its code, in the file or else here."""
        found = self.cases.new.get(name) or self.cases.renamed.get(name) or self.case_codes.get(name)
        return found or (name if name in self.cases.codes else None)

    def of(self, kind: str) -> Known:
        kinds = {"organisation": self.organisations, "offer": self.offers, "report": self.reports}
        return kinds.get(kind, self.cases)

    def enter(self, row: Row, complaints: Complaints) -> bool:
        """Note the ids of a row, before any row is checked; False for one that is here already."""
        known = self.of(row.type)
        if row.external_id in known.here:
            return False
        if row.external_id in known.new and row.inline:
            return False
        if row.external_id in known.new:
            complaints.error("external_id", f"{row.external_id!r} stands in the file twice.")
            return False
        if row.type in NAMED_BY_CODE:
            known.new[row.external_id] = row.external_id
            return True
        code = known.new[row.external_id] = known.take_code(row.data.get("code"))
        known.renamed[str(row.data.get("code"))] = code
        return True


def read_library(session: Session, book: TermBook, new_terms: Mapping[str, frozenset[str]]) -> Library:
    """What is here; `new_terms` are the codes, by vocabulary, that the file brings itself."""
    choices = book.choices()
    organisations = session.exec(select(Organisation.external_id, Organisation.code, Organisation.id)).all()
    cases = session.exec(select(Case.external_id, Case.code, Case.id)).all()
    reports = select(LearningReport.code, LearningReport.id)
    return Library(
        organisations=_known(organisations),
        cases=_known(cases),
        offers=_known((None, code, number) for code, number in session.exec(select(Offer.code, Offer.id)).all()),
        reports=_known((None, code, number) for code, number in session.exec(reports).all()),
        public_ids=set(session.exec(select(Media.public_id)).all()),
        choices=Choices(
            terms=cache(lambda vocabulary: choices.terms(vocabulary) | new_terms.get(vocabulary, frozenset())),
            countries=choices.countries,
            languages=choices.languages,
            currencies=choices.currencies,
        ),
        case_codes={external_id: code for external_id, code, _ in cases if external_id},
    )


def _known(rows: Iterable[tuple[str | None, str, int | None]]) -> Known:
    known = Known()
    for external_id, code, number in rows:
        known.codes.add(code)
        for name in (code, external_id):
            if name:
                known.here[name] = number or 0
    return known
