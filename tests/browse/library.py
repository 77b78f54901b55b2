"""A small library, published by the platform's own verbs and taken into the index, for tests of what readers find."""

from collections.abc import Mapping
from typing import Any

from app.content.sections import BY_NAME
from app.content.units import texts
from app.domain.cases import translating
from app.domain.cases.steps import take_step
from app.domain.cases.versions import current_version, find_working_copy
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState, CaseTier
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import Organisation
from app.models.people import User
from app.services import Services
from tests.contents import full_content
from tests.factories import Make, raw_content
from tests.workflow.test_steps import picture, reviewed

HOSTILE = "<script>alert('1')</script> & \"quotes\""
Content = dict[str, dict[str, Any]]


class Library:
    """`potatoes` is systematised, in English and Spanish; `savings` is French, `coffee` Spanish learning material."""

    def __init__(self, services: Services, make: Make) -> None:
        self.services, self.make = services, make
        self.coordinator, self.second = make.coordinator("Clara"), make.coordinator("Second pair of eyes")
        self.valley = make.organisation("Farmers of the Valley", country="PE", tier="union", products=["potato"])
        self.potatoes = self.systematise(self.valley)
        self.translate(
            self.potatoes,
            "es",
            {
                "summary": {
                    "title": "Vender la papa juntos",
                    "summary": "Cuarenta familias venden su papa en una sola puerta.",
                },
            },
        )
        self.savings = self.tell(
            make.organisation("Femmes de Thiès", country="SN"),
            facts={"country": "SN", "benefits": ["savings_credit"], "kind": "mixed"},
            language="fr",
            title="Épargner ensemble",
            summary="Trente femmes mettent de côté le prix d'un œuf chaque mardi.",
        )
        self.coffee = self.tell(
            make.organisation("Café del Quindío", country="CO"),
            facts={"country": "CO", "benefits": ["quality_control"], "products": ["coffee"]},
            language="es",
            title="Catar antes de vender",
            summary="La cooperativa cata cada saco de café.",
        )
        self.index()

    def index(self) -> None:
        """What the worker does within two seconds."""
        while self.services.search.catch_up(self.services):
            pass

    def take(self, case: Case, verb: str, by: User, message: str = "") -> None:
        with self.services.database.writing() as session:
            take_step(
                session, case=session.get_one(Case, case.id), verb=verb, message=message, by=viewer_of(session, by)
            )

    def tell(
        self,
        organisation: Organisation | None = None,
        *,
        facts: Mapping[str, Any] | None = None,
        language: str = "en",
        **summary: Any,
    ) -> Case:
        """A raw experience, sent by its organisation and public at once as learning material."""
        organisation = organisation or self.make.organisation()
        content = raw_content(**summary)
        content["facts"] |= dict(facts or {})
        case = self.make.case(organisation, content=content, original_language=language)
        self.take(case, "submit", self.make.owner(organisation))
        return case

    def systematise(self, organisation: Organisation, content: Content | None = None) -> Case:
        """The whole way from validation to publication."""
        owner = self.make.owner(organisation)
        case = self.make.case(
            organisation, state=CaseState.VALIDATION, tier=CaseTier.SYSTEMATISED, content=content or full_content()
        )
        medium = picture(self.services, case)
        with self.services.database.writing() as session:
            version = find_working_copy(session, case)
            assert version is not None
            entry = {"key": "media1", "medium": medium.public_id, "caption": "The scale", "alt": "A scale"}
            version.content = {**version.content, "media": {"media": [entry]}}
            session.add(version)
        self.take(case, "approve", owner)
        reviewed(self.services, self.make, case, self.coordinator)
        self.take(case, "pass_review", self.coordinator)
        self.take(case, "publish", self.coordinator, "First version.")
        return case

    def translate(self, case: Case, language: str, sections: Mapping[str, Mapping[str, str]]) -> None:
        """Saved, compared by a second person, published."""
        with self.services.database.writing() as session:
            row_case = session.get_one(Case, case.id)
            version = current_version(session, row_case)
            assert version is not None
            first, second = viewer_of(session, self.coordinator), viewer_of(session, self.second)
            for name, typed in sections.items():
                row = translating.save(
                    session,
                    case=row_case,
                    version=version,
                    language=language,
                    section=BY_NAME[name],
                    typed={**self._original(version.content, name), **typed},
                    expected=0,
                    by=first,
                )
                translating.mark_reviewed(session, case=row_case, row=row, version=version, by=second)
                translating.publish(session, case=row_case, row=row, version=version, by=second)

    def _original(self, content: Content, name: str) -> dict[str, str]:
        return texts(BY_NAME[name], content[name])

    def attach(self, case: Case, text: str) -> Media:
        """A document of learning material, as the worker leaves it."""
        medium = Media(
            case_id=case.id or 0,
            kind=MediaKind.DOCUMENT,
            state=MediaState.READY,
            content_type="application/pdf",
            sha256="0" * 64,
            size=2048,
            consent=True,
            licence="cc_by_4",
            files={"original": {"key": "0" * 64, "kind": "pdf", "type": "application/pdf", "size": 2048}},
            pages=[text],
        )
        with self.services.database.writing() as session:
            session.add(medium)
        return medium
