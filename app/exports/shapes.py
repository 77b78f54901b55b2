"""Media of a version with their words and addresses, as the macros of templates/ui/media.html want them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.content.text import N_
from app.domain.cases.reading import ShownMedium
from app.exports.links import Links
from app.models.media import Media, MediaKind

WIDTHS = ("320", "640", "1280")
_UNNAMED = {
    MediaKind.PICTURE: N_("Photograph"),
    MediaKind.AUDIO: N_("Voice note"),
    MediaKind.VIDEO: N_("Film"),
    MediaKind.DOCUMENT: N_("Document"),
}
_DOCUMENTS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.oasis.opendocument.text": "ODT",
    "text/plain": "TXT",
}

Shape = dict[str, Any]


@dataclass(slots=True)
class Shapes:
    """The media by what is done with them; those that stand for a story are told apart by `stands_for`."""

    pictures: list[Shape] = field(default_factory=list)
    films: list[Shape] = field(default_factory=list)
    voices: list[Shape] = field(default_factory=list)
    documents: list[Shape] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pictures or self.films or self.voices or self.documents)

    def standing_for(self, story: str) -> "Shapes":
        return self._only(lambda shape: shape["stands_for"] == story)

    def beside_the_story(self) -> "Shapes":
        return self._only(lambda shape: not shape["stands_for"])

    def without_first_picture(self) -> "Shapes":
        """The first picture stands at the head of the page."""
        return Shapes(self.pictures[1:], self.films, self.voices, self.documents)

    def _only(self, wanted: Any) -> "Shapes":
        lists = (self.pictures, self.films, self.voices, self.documents)
        return Shapes(*([shape for shape in shapes if wanted(shape)] for shapes in lists))


def shapes(media: Iterable[ShownMedium], links: Links, language: str) -> Shapes:
    """`language` is that of captions and transcripts. Media without the file they need are left out."""
    found = Shapes()
    places = {
        MediaKind.PICTURE: (_picture, found.pictures),
        MediaKind.VIDEO: (_recording, found.films),
        MediaKind.AUDIO: (_recording, found.voices),
        MediaKind.DOCUMENT: (_document, found.documents),
    }
    for shown in media:
        shape, place = places[shown.medium.kind]
        made = shape(shown.medium, links)
        if made:
            place.append({**_words(shown, language), **made})
    return found


def _words(shown: ShownMedium, language: str) -> Shape:
    medium, entry = shown.medium, shown.entry
    return {
        "public_id": medium.public_id,
        "unnamed": _UNNAMED[medium.kind],
        "title": entry.get("caption", ""),
        "caption": entry.get("caption", ""),
        "alt": entry.get("alt", ""),
        "credit": entry.get("credit", ""),
        "date": entry.get("date", ""),
        "transcript": entry.get("transcript", ""),
        "licence_code": medium.licence,
        "stands_for": medium.stands_for,
        "lang": language,
    }


def _picture(medium: Media, links: Links) -> Shape | None:
    """The middle width is what browsers without `srcset` get; the widest is for paper and for other sites."""
    widths = [width for width in WIDTHS if width in medium.files]
    if not widths:
        return None
    middle = medium.files[widths[min(1, len(widths) - 1)]]
    sources = [(links.medium(medium.public_id, width), medium.files[width]["width"]) for width in widths]
    return {
        "address": sources[min(1, len(sources) - 1)][0],
        "widest": sources[-1][0],
        "srcset": ", ".join(f"{address} {width}w" for address, width in sources) if len(sources) > 1 else None,
        "width": middle["width"],
        "height": middle["height"],
        "bytes": middle["size"],
    }


def _recording(medium: Media, links: Links) -> Shape | None:
    file = medium.files.get("play")
    if file is None:
        return None
    poster = links.medium(medium.public_id, "poster") if "poster" in medium.files else None
    return {
        "address": links.medium(medium.public_id, "play"),
        "type": file["type"],
        "bytes": file["size"],
        "seconds": medium.seconds,
        "poster": poster,
        "width": medium.width,
        "height": medium.height,
    }


def _document(medium: Media, links: Links) -> Shape | None:
    file = medium.files.get("original")
    if file is None:
        return None
    return {
        "address": links.medium(medium.public_id, "original"),
        "kind": _DOCUMENTS.get(file["type"].partition(";")[0], ""),
        "type": file["type"],
        "bytes": file["size"],
        "pages": len(medium.pages) if file["type"] == "application/pdf" else None,
    }
