"""The kinds of file people may send: a closed list."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What is done with a file once it is accepted."""

    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    `demuxer` is the one reader ffmpeg may use for it: left to guess, ffmpeg would also open playlists that
    name other files and addresses. `plays_in_browsers` means that Chrome and Firefox on a phone show or play
    it as it is.
    """

    name: str
    media_type: str
    extension: str
    family: Family
    plays_in_browsers: bool = True
    demuxer: str = ""


JPEG = Kind("jpeg", "image/jpeg", ".jpg", Family.PICTURE)
PNG = Kind("png", "image/png", ".png", Family.PICTURE)
WEBP = Kind("webp", "image/webp", ".webp", Family.PICTURE)
HEIC = Kind("heic", "image/heic", ".heic", Family.PICTURE, plays_in_browsers=False)

MP3 = Kind("mp3", "audio/mpeg", ".mp3", Family.SOUND, demuxer="mp3")
M4A = Kind("m4a", "audio/mp4", ".m4a", Family.SOUND, demuxer="mov")
OGG = Kind("ogg", "audio/ogg", ".ogg", Family.SOUND, demuxer="ogg")
OPUS = Kind("opus", "audio/ogg", ".opus", Family.SOUND, demuxer="ogg")
WAV = Kind("wav", "audio/wav", ".wav", Family.SOUND, demuxer="wav")
WEBM_SOUND = Kind("webm_sound", "audio/webm", ".weba", Family.SOUND, demuxer="matroska")
# What old phones record: no browser plays it.
AMR = Kind("amr", "audio/amr", ".amr", Family.SOUND, plays_in_browsers=False, demuxer="amr")
THREE_GP_SOUND = Kind("3gp_sound", "audio/3gpp", ".3ga", Family.SOUND, plays_in_browsers=False, demuxer="mov")

MP4 = Kind("mp4", "video/mp4", ".mp4", Family.FILM, demuxer="mov")
WEBM = Kind("webm", "video/webm", ".webm", Family.FILM, demuxer="matroska")
MOV = Kind("mov", "video/quicktime", ".mov", Family.FILM, plays_in_browsers=False, demuxer="mov")
THREE_GP = Kind("3gp", "video/3gpp", ".3gp", Family.FILM, plays_in_browsers=False, demuxer="mov")

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = Kind("pdf", "application/pdf", ".pdf", Family.DOCUMENT)
DOCX = Kind("docx", _WORD, ".docx", Family.DOCUMENT, plays_in_browsers=False)
ODT = Kind("odt", "application/vnd.oasis.opendocument.text", ".odt", Family.DOCUMENT, plays_in_browsers=False)
TEXT = Kind("text", "text/plain; charset=utf-8", ".txt", Family.DOCUMENT)

ALL: frozenset[Kind] = frozenset(
    {JPEG, PNG, WEBP, HEIC}
    | {MP3, M4A, OGG, OPUS, WAV, WEBM_SOUND, AMR, THREE_GP_SOUND}
    | {MP4, WEBM, MOV, THREE_GP}
    | {PDF, DOCX, ODT, TEXT}
)
PICTURES, SOUNDS, FILMS, DOCUMENTS = (frozenset(kind for kind in ALL if kind.family is family) for family in Family)
_BY_NAME = {kind.name: kind for kind in ALL}


def named(name: str) -> Kind:
    """The kind stored in a row under `name`; KeyError if there is none."""
    return _BY_NAME[name]
