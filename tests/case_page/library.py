"""Published cases with translations and media, as the pages about them need."""

import copy
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image
from sqlmodel import select

from app.content.sections import BY_NAME
from app.content.units import fingerprint, texts
from app.domain.cases.versions import find_working_copy, freeze, open_working_copy
from app.files.storage import save_bytes
from app.models.cases import Case, CaseState, CaseTier, CaseTranslation, CaseVersion, TranslationState
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import Organisation
from app.models.people import User
from app.models.types import now
from app.services import Services
from tests.contents import full_content
from tests.factories import Make

Content = dict[str, dict[str, Any]]

DEEP = {"state": CaseState.PUBLISHED, "tier": CaseTier.SYSTEMATISED}
SHORT = {"state": CaseState.LEARNING_MATERIAL, "tier": CaseTier.RAW}


class Library:
    """Puts cases before readers, with what belongs to them."""

    def __init__(self, services: Services, make: Make) -> None:
        self.services, self.make = services, make

    def case(self, organisation: Organisation | None = None, content: Content | None = None, **fields: Any) -> Case:
        """A systematised case that everybody can read; `**SHORT` for learning material."""
        case = self.make.case(organisation, content=content or full_content(), **{**DEEP, **fields})
        return self.publish(case)

    def publish(
        self, case: Case, content: Content | None = None, what_changed: str = "", by: User | None = None
    ) -> Case:
        """The working copy, or a new one, becomes what readers see."""
        with self.services.database.writing() as session:
            case = session.get_one(Case, case.id)
            version = find_working_copy(session, case) or open_working_copy(session, case=case, by=None)
            if content is not None:
                version.content = content
            version.author_id = by.id if by else None
            version.validated_at = now()
            session.flush()
            freeze(session, case=case, version=version, what_changed=what_changed, by=None)
        return case

    def change(self, case: Case, **values: Any) -> None:
        with self.services.database.writing() as session:
            found = session.get_one(Case, case.id)
            for name, value in values.items():
                setattr(found, name, value)

    def translate(self, case: Case, language: str, sections: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """The sections given, else all of them with the language before each text."""
        with self.services.database.writing() as session:
            version = session.get_one(CaseVersion, session.get_one(Case, case.id).current_version_id)
            for name, data in version.content.items():
                source = texts(BY_NAME[name], data)
                said = (sections or {}).get(name) or {path: f"{language}: {text}" for path, text in source.items()}
                if source and (sections is None or name in sections):
                    session.add(
                        CaseTranslation(
                            version_id=version.id or 0,
                            language=language,
                            section=name,
                            state=TranslationState.PUBLISHED,
                            texts=dict(said),
                            source=source,
                            source_hash=fingerprint(source),
                        )
                    )

    def age(self, case: Case, language: str, section: str) -> None:
        """As if the translation had been made of an earlier text."""
        with self.services.database.writing() as session:
            version_id = session.get_one(Case, case.id).current_version_id
            query = select(CaseTranslation).where(
                CaseTranslation.version_id == version_id,
                CaseTranslation.language == language,
                CaseTranslation.section == section,
            )
            session.exec(query).one().source_hash = "of an earlier text"

    def medium(self, case: Case, kind: MediaKind = MediaKind.PICTURE, **fields: Any) -> Media:
        """Ready to be shown, its consent given; real bytes behind it."""
        medium = Media(
            case_id=case.id or 0,
            kind=kind,
            state=fields.pop("state", MediaState.READY),
            content_type="application/octet-stream",
            sha256="0" * 64,
            size=1,
            consent=fields.pop("consent", True),
            licence=fields.pop("licence", "cc_by_4"),
            files=self._files(kind),
            pages=["one", "two"] if kind is MediaKind.DOCUMENT else [],
            seconds=62.0 if kind in (MediaKind.AUDIO, MediaKind.VIDEO) else None,
            **fields,
        )
        with self.services.database.writing() as session:
            session.add(medium)
        return medium

    def _files(self, kind: MediaKind) -> dict[str, Any]:
        match kind:
            case MediaKind.PICTURE:
                return {name: self._picture(int(name)) for name in ("320", "640")}
            case MediaKind.DOCUMENT:
                return {"original": self._file(b"%PDF-1.7", "pdf", "application/pdf")}
            case MediaKind.AUDIO:
                return {"play": self._file(b"sound", "m4a", "audio/mp4")}
            case MediaKind.VIDEO:
                return {"play": self._file(b"film", "mp4", "video/mp4"), "poster": self._picture(320)}

    def _picture(self, width: int) -> dict[str, Any]:
        data = BytesIO()
        Image.new("RGB", (width, width * 2 // 3), (90, 140, 60)).save(data, "WEBP")
        return {**self._file(data.getvalue(), "webp", "image/webp"), "width": width, "height": width * 2 // 3}

    def _file(self, data: bytes, kind: str, media_type: str) -> dict[str, Any]:
        stored = save_bytes(self.services.storage, data)
        return {"key": stored.key, "kind": kind, "type": media_type, "size": stored.size}

    def withdraw_consent(self, medium: Media) -> None:
        with self.services.database.writing() as session:
            session.get_one(Media, medium.id).consent_withdrawn_at = now()


def with_media(content: Content, entries: list[dict[str, Any]]) -> Content:
    """The same content, its media section holding these entries."""
    return {**copy.deepcopy(content), "media": {"media": entries}}


def entry(medium: Media, number: int, **words: str) -> dict[str, Any]:
    return {"key": f"media{number}", "medium": medium.public_id, "caption": f"Caption {number}", **words}
