"""Why a file was not taken or could not be prepared, in sentences that say what to do about it."""

from app.content.text import N_
from app.files.errors import Refusal, Trouble

NOT_TAKEN = N_("This kind of file is not taken. We take photos, sound, films, PDF, DOCX, ODT and plain text.")
NO_FFMPEG = "no_ffmpeg"

PROBLEMS: dict[str, str] = {
    Refusal.EMPTY: N_("The file is empty."),
    Refusal.EXECUTABLE: N_("This is a program, whatever its name says. It was not taken."),
    Refusal.HTML: N_("This is a web page. Save it as PDF and send that."),
    Refusal.SVG: N_("This is a drawing in SVG. Save it as PNG and send that."),
    Refusal.SCRIPT: N_("This is a program, whatever its name says. It was not taken."),
    Refusal.ARCHIVE: N_("This is an archive. Unpack it and send the files one by one."),
    Refusal.OLD_OFFICE: N_("This is an old office format. Save it as DOCX, ODT or PDF and send that."),
    Refusal.OTHER_OFFICE: N_("Save it as PDF and send that."),
    Refusal.MACROS: N_("This document has macros. Save it without them, or as PDF."),
    Refusal.ENCRYPTED: N_("This document is locked with a password. Save it without one."),
    Refusal.BOMB: N_("Unpacked, this file would be far too large. It was not taken."),
    Refusal.EXTERNAL: N_("This document fetches parts from elsewhere. Save it as PDF and send that."),
    Refusal.POLYGLOT: N_("This file is two things at once. It was not taken."),
    Trouble.DAMAGED: N_("The file is damaged or was not sent to its end. Please send it again."),
    Trouble.TOO_MANY_PIXELS: N_("This picture has too many pixels. Send a smaller one."),
    Trouble.TOO_LONG: N_("This recording is too long: at most 30 minutes are possible."),
    Trouble.NO_SOUND: N_("There is no sound in this recording."),
    Trouble.NO_PICTURE: N_("There is no picture in this film."),
    Trouble.TIME_OUT: N_("It took too long to prepare this file. Send a shorter or smaller one."),
    Trouble.TOO_HEAVY: N_("This file is too heavy to be prepared. Send a shorter or smaller one."),
    NO_FFMPEG: N_("Sound and film cannot be prepared: the program ffmpeg is missing on this server."),
    "too_large": N_("The file is too large: at most %(limit)s MB are possible."),
    "no_space": N_("The server has no room for this file at the moment. Please tell the administrator."),
    "missing": N_("The file got lost on the server. Please send it again."),
    "no_text": N_("No text could be read in this document. It can be opened, but not searched."),
}


def problem_words(code: str) -> str:
    return PROBLEMS.get(code, NOT_TAKEN)
