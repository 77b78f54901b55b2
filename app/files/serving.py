"""The headers under which a stored file may leave, so that no browser ever runs it."""

import unicodedata
from urllib.parse import quote

from app.files.kinds import Family, Kind

_LONGEST_NAME = 100
# Shown within a page; everything else is offered for saving.
_INLINE = frozenset({Family.PICTURE, Family.SOUND, Family.FILM})


def headers(kind: Kind, *, name: str = "", download: bool = False) -> dict[str, str]:
    """Headers for a file of this kind; `name` is what the person called it and is used for saving only.

    Documents always come as attachments; `download` asks the same for pictures and recordings.
    """
    how = "inline" if kind.family in _INLINE and kind.plays_in_browsers and not download else "attachment"
    return {
        "content-type": kind.media_type,
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": f"{how}; {_names(safe_name(name, kind))}",
    }


def safe_name(name: str, kind: Kind) -> str:
    """A name to save under: no folders, no control or direction-changing characters, our own extension."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    kept = "".join(" " if _unsafe(letter) else letter for letter in stem)
    return (" ".join(kept.split())[:_LONGEST_NAME].strip(". ") or "file") + kind.extension


def _unsafe(letter: str) -> bool:
    return unicodedata.category(letter).startswith("C") or letter in '<>:"|?*%'


def _names(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace('"', "")
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
