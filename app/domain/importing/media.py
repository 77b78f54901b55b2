"""The files of a case: beside the import file, of a kind that may be, with the consent of those in them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.content.sections import BY_NAME
from app.domain.importing.keys import derived_key
from app.domain.importing.library import Library
from app.domain.importing.rows import Complaints
from app.domain.importing.taking import NEEDED, Taker
from app.domain.media.keeping import KINDS, STORY
from app.files.errors import FileProblem
from app.files.kinds import Kind
from app.files.sniffing import sniff
from app.models.media import MediaKind

# What is said of a file in the section "media" of the content.
SAID = tuple(part.name for part in BY_NAME["media"].group("media").fields if part.name != "medium")


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of the import file; nothing outside of it is ever read."""

    path: Path
    largest: int

    def open_kind(self, name: str) -> tuple[Path, Kind]:
        """The path of a file and what it really is. Raises ValueError with the reason."""
        path = (self.path / name).resolve()
        if not path.is_relative_to(self.path.resolve()) or Path(name).is_absolute():
            raise ValueError("The file must lie in the folder of the import file.")
        if not path.is_file():
            raise ValueError(f"There is no file {name!r} beside the import file.")
        if path.stat().st_size > self.largest:
            raise ValueError(f"The file is larger than {self.largest // 1_000_000} MB.")
        with path.open("rb") as file:
            try:
                return path, sniff(file)
            except FileProblem as problem:
                raise ValueError(f"This kind of file is not taken in: {problem}.") from problem


@dataclass(slots=True)
class MediumPlan:
    """The columns of a new medium; `upload` is still to be prepared, `prepared` files are so already."""

    columns: dict[str, Any]
    upload: tuple[Path, Kind] | None = None
    prepared: dict[str, tuple[Path, dict[str, Any]]] = field(default_factory=dict)


@dataclass(slots=True)
class MediaOfCase:
    """The plans, the public ids by the names the row uses, and the captions where the content has none.

    `said` holds all that a row says of a file, by the place of its row and by its public id.
    """

    plans: list[MediumPlan] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    captions: list[dict[str, Any]] = field(default_factory=list)
    said: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def stands_for(self) -> set[str]:
        return {str(plan.columns["stands_for"]) for plan in self.plans} - {""}


def check_media(
    listed: list[Any], *, external_id: str, licence: str, folder: Folder, library: Library, complaints: Complaints
) -> MediaOfCase:
    found = MediaOfCase()
    for number, raw in enumerate(listed, 1):
        taker = Taker(raw, complaints, f"media.{number}.")
        before = len(complaints.errors)
        file, public_id = taker.text("file", 500), taker.text("id", 16)
        name = taker.text("name", 200) or public_id or Path(file).name
        said = {part: taker.raw(part) for part in SAID if taker.has(part)}
        plan = _plan(taker, file, folder, licence, library)
        taker.done()
        if name in found.ids:
            taker.wrong("name", f"Two files are called {name!r}.")
        plan.columns["public_id"] = library.take_public_id(public_id)
        found.ids[name] = plan.columns["public_id"]
        if len(complaints.errors) == before:
            found.plans.append(plan)
        found.said.append((f"media.{number}.", plan.columns["public_id"], said))
        if said.get("caption"):
            found.captions.append({"key": derived_key(external_id, "media", name), "medium": name, **said})
    return found


def _plan(taker: Taker, file: str, folder: Folder, licence: str, library: Library) -> MediumPlan:
    columns: dict[str, Any] = {
        "stands_for": taker.code("stands_for", STORY),
        "licence": taker.code("licence", library.choices.terms("licence")) or licence,
        "consent": taker.flag("consent"),
        "consent_note": taker.text("consent_note", 500),
        "consent_withdrawn_at": taker.moment("consent_withdrawn"),
        "file_name": taker.text("file_name", 200) or Path(file).name,
    }
    if not columns["consent"]:
        taker.wrong("consent", "Everybody to be seen or heard has to agree first; then write true.")
    prepared = taker.raw("prepared")
    if prepared is not None:
        return _prepared(Taker(prepared, taker.complaints, taker.where + "prepared."), columns, folder)
    return _upload(taker, file, columns, folder)


def _upload(taker: Taker, file: str, columns: dict[str, Any], folder: Folder) -> MediumPlan:
    opened = _open(taker, "file", file, folder)
    if opened is None:
        return MediumPlan(columns)
    path, kind = opened
    columns |= {"kind": KINDS[kind.family], "content_type": kind.media_type, "size": path.stat().st_size}
    return MediumPlan(columns, upload=opened)


def _open(taker: Taker, name: str, file: str, folder: Folder) -> tuple[Path, Kind] | None:
    if not file:
        taker.wrong(name, NEEDED)
        return None
    try:
        return folder.open_kind(file)
    except ValueError as error:
        taker.wrong(name, str(error))
        return None


def _prepared(taker: Taker, columns: dict[str, Any], folder: Folder) -> MediumPlan:
    """What another instance made of an upload is taken as it is, once each file proves to be what it says."""
    kind = taker.code("kind", list(MediaKind), needed=True)
    columns |= {
        "kind": MediaKind(kind) if kind else MediaKind.DOCUMENT,
        "content_type": taker.text("content_type", 100, needed=True),
        "problem": taker.text("problem", 60),
        "seconds": taker.number("seconds"),
        "width": taker.whole("width"),
        "height": taker.whole("height"),
        "size": taker.whole("size") or 0,
        "sha256": taker.text("sha256", 64),
        "pages": [_storable(page) for page in taker.listed("pages") if isinstance(page, str)],
    }
    plan = MediumPlan(columns)
    for name, raw in taker.named("files").items():
        part = Taker(raw, taker.complaints, f"{taker.where}files.{name}.")
        opened = _open(part, "file", part.text("file", 500), folder)
        said = {
            key: value for key, value in (("width", part.whole("width")), ("height", part.whole("height"))) if value
        }
        if opened:
            path, found = opened
            plan.prepared[name] = (path, {"kind": found.name, "type": found.media_type, **said})
        part.done()
    if not plan.prepared:
        taker.wrong("files", NEEDED)
    taker.done()
    return plan


def _storable(page: str) -> str:
    """The words of a document as they are, but for signs that no database keeps."""
    return page.encode("utf-8", "ignore").decode().replace("\x00", "")
