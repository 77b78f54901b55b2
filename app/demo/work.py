"""The hands of the demo people: what they do, they do through the verbs of the domain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.content.clean import Choices
from app.content.sections import BY_NAME
from app.domain.cases.drafting import create_draft, row_version, save_section
from app.domain.cases.steps import take_step
from app.domain.cases.versions import working_copy
from app.domain.people.signing_up import by_email
from app.domain.viewer import Viewer, viewer_of
from app.files.storage import Storage
from app.models.cases import Case
from app.models.people import User

SOURCE = "An illustration written for this library. Organisation, persons, events and figures are invented."

Sections = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Work:
    session: Session
    choices: Choices
    storage: Storage

    def user(self, email: str) -> User:
        user = by_email(self.session, email)
        if user is None:
            raise LookupError(email)
        return user

    def viewer(self, email: str) -> Viewer:
        return viewer_of(self.session, self.user(email))

    def case(self, name: str) -> Case:
        return self.session.exec(select(Case).where(Case.external_id == name)).one()

    def step(self, case: Case, verb: str, email: str, message: str = "") -> None:
        take_step(self.session, case=case, verb=verb, message=message, by=self.viewer(email))

    def write(self, case: Case, sections: Sections, email: str) -> None:
        """Save these answers; the other ones of their sections stay."""
        for name, answers in sections.items():
            saved = save_section(
                self.session,
                case=case,
                section=BY_NAME[name],
                typed=answers,
                expected=row_version(working_copy(self.session, case), name),
                choices=self.choices,
                by=self.viewer(email),
                only=answers.keys(),
            )
            if saved.problems:
                raise ValueError(f"{name}: {sorted(saved.problems)}")

    def new_case(self, organisation_id: int, language: str, sections: Sections, email: str) -> Case:
        by = self.viewer(email)
        case = create_draft(self.session, organisation_id=organisation_id, language=language, by=by)
        case.illustration, case.source = True, SOURCE
        self.write(case, sections, email)
        return case
