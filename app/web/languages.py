"""`{lang:lang}` in a path: one of the interface languages, so that other words are other pages (or 404)."""

from starlette.convertors import Convertor, register_url_convertor

from app.i18n import LANGUAGES


class LanguageConvertor(Convertor[str]):
    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def register() -> None:
    register_url_convertor("lang", LanguageConvertor())
