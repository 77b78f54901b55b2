"""What can go wrong with a file; each error carries a code that the caller turns into a sentence."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a file is not taken at all."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    EXECUTABLE = "executable"
    HTML = "html"
    SVG = "svg"
    SCRIPT = "script"
    ARCHIVE = "archive"
    OLD_OFFICE = "old_office"
    OTHER_OFFICE = "other_office"
    OTHER_PICTURE = "other_picture"
    OTHER_RECORDING = "other_recording"
    POLYGLOT = "polyglot"
    BOMB = "bomb"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    EXTERNAL = "external"
    DAMAGED = "damaged"
    NOT_WANTED_HERE = "not_wanted_here"


class Trouble(StrEnum):
    """Why a file of an allowed kind could not be worked on."""

    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    NO_SOUND = "no_sound"
    NO_PICTURE = "no_picture"
    TIME_OUT = "time_out"
    TOO_HEAVY = "too_heavy"


class FileProblem(Exception):
    """Base of everything this package raises on purpose; `code` names the sentence to show."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class NotAllowed(FileProblem):
    """The content is of a kind we do not take."""

    def __init__(self, code: Refusal, detail: str = "") -> None:
        super().__init__(code.value, detail)


class Unreadable(FileProblem):
    """The kind is allowed, but this file could not be opened or converted."""

    def __init__(self, code: Trouble, detail: str = "") -> None:
        super().__init__(code.value, detail)


class TooLarge(FileProblem):
    """More bytes came than allowed; nothing was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__("too_large", f"more than {limit} bytes")
        self.limit = limit


class NoSpace(FileProblem):
    """The disk is too full to take the file; nothing was kept."""

    def __init__(self, free: int, needed: int) -> None:
        super().__init__("no_space", f"{free} bytes free, {needed} needed")
        self.free = free
        self.needed = needed


class Missing(FileProblem):
    """No file is stored under this key."""

    def __init__(self, key: str) -> None:
        super().__init__("missing", key[:80])
        self.key = key
