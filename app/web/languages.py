"""What stands in a path: `{lang:lang}`, one of the interface languages (other words are other pages, or 404), and
`{number:int}`, of few digits."""

from starlette.convertors import Convertor, IntegerConvertor, register_url_convertor

from app.i18n import LANGUAGES


class LanguageConvertor(Convertor[str]):
    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class NumberConvertor(IntegerConvertor):
    """Starlette's own fails at numbers that are longer than Python reads, and no database counts so far."""

    regex = "[0-9]{1,9}"


def register() -> None:
    register_url_convertor("int", NumberConvertor())
    register_url_convertor("lang", LanguageConvertor())
