"""Every text that people see is translated into every language, with the same placeholders.

Extracts the texts anew, so that a catalogue that was not brought up to date fails too (`make messages`).
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, LOCALE_DIR

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "translate": (2,)}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def wanted() -> Catalog:
    """The texts in code and templates as they are now."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for _, _, message, _, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        if message and message != ("",):
            found.add(message, context=context)
    return found


def problems(texts: Catalog, language: str) -> Iterator[str]:
    path = LOCALE_DIR / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        yield f"{language}: there is no catalogue"
        return
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    for text in texts:
        if text.id:
            yield from (f"{language}: {what}: {_shown(text)}" for what in _wrong(text, catalogue))


def _wrong(text: Message, catalogue: Catalog) -> Iterator[str]:
    translated = catalogue.get(_first(text), text.context)
    if translated is None:
        yield "missing (run make messages)"
        return
    if translated.fuzzy:
        yield "fuzzy"
    forms = translated.string if isinstance(translated.string, tuple | list) else (translated.string,)
    if not all(forms) or (text.pluralizable and len(forms) != catalogue.num_plurals):
        yield "not translated"
        return
    for form in forms:
        if not _placeholders(form) <= _placeholders(*_all(text)):
            yield "with placeholders that the text has not"
    if _placeholders(forms[-1]) != _placeholders(_all(text)[-1]):
        yield "without the placeholders of the text"


def _all(text: Message) -> tuple[str, ...]:
    return text.id if isinstance(text.id, tuple) else (text.id,)


def _first(text: Message) -> str:
    return _all(text)[0]


def _placeholders(*forms: str) -> set[str]:
    return {name for form in forms for name in _PLACEHOLDER.findall(form)}


def _shown(text: Message) -> str:
    return repr(_first(text))


def main() -> int:
    texts = wanted()
    found = [line for language in LANGUAGES if language != DEFAULT_LANGUAGE for line in problems(texts, language)]
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{len(texts)} texts, {len(found)} problems in the catalogues\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
