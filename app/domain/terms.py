"""The controlled terms as every page needs them: labels by code, options in order, narrower terms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.content.clean import Choices
from app.i18n import COUNTRIES, DEFAULT_LANGUAGE, all_languages, locale
from app.models.types import now
from app.models.vocabulary import Term
from app.vocabularies.loader import load, vocabularies


@dataclass(frozen=True, slots=True)
class TermBook:
    """All terms, by vocabulary and code, in their order."""

    terms: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)

    def get(self, vocabulary: str, code: str) -> Term | None:
        return self.terms.get(vocabulary, {}).get(code)

    def label(self, vocabulary: str, code: str, language: str) -> str:
        """The label in a language; the code itself for a term that is not there (any more)."""
        term = self.get(vocabulary, code)
        return (term.labels.get(language) or term.labels.get(DEFAULT_LANGUAGE) or code) if term else code

    def codes(self, vocabulary: str) -> frozenset[str]:
        return frozenset(self.terms.get(vocabulary, ()))

    def options(self, vocabulary: str, language: str) -> list[tuple[str, str]]:
        """(code, label) in the vocabulary's order, as forms offer them."""
        return [(code, self.label(vocabulary, code, language)) for code in self.terms.get(vocabulary, ())]

    def narrower(self, vocabulary: str, code: str) -> list[Term]:
        return [term for term in self.terms.get(vocabulary, {}).values() if term.broader == code]

    def choices(self) -> Choices:
        """What the cleaning of contents needs to know."""
        return Choices(
            terms=self.codes,
            countries=COUNTRIES,
            languages=frozenset(all_languages(DEFAULT_LANGUAGE)),
            currencies=frozenset(locale(DEFAULT_LANGUAGE).currencies),
        )


def read_book(session: Session) -> TermBook:
    rows = session.exec(select(Term).order_by(col(Term.vocabulary), col(Term.position), col(Term.id))).all()
    book: dict[str, dict[str, Term]] = {}
    for term in rows:
        book.setdefault(term.vocabulary, {})[term.code] = term
    return TermBook(book)


def last_change(session: Session) -> datetime | None:
    return session.exec(select(func.max(Term.updated_at))).one()


def load_terms(session: Session, names: Iterable[str] | None = None) -> int:
    """Bring the table in line with the data files; returns how many terms were new or changed.

    Terms accepted from suggestions, and synonyms added here, stay.
    """
    changed = 0
    existing = {(term.vocabulary, term.code): term for term in session.exec(select(Term)).all()}
    for vocabulary in names or vocabularies():
        for position, data in enumerate(load(vocabulary)):
            term = existing.get((vocabulary, data.code)) or Term(vocabulary=vocabulary, code=data.code)
            wanted = {
                "broader": data.broader or "",
                "position": position,
                "labels": dict(data.labels),
                "definitions": dict(data.definitions),
                "synonyms": _merged(term.synonyms, data.synonyms),
                "uri": data.uri or "",
            }
            if any(getattr(term, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(term, name, value)
                term.updated_at = now()
                session.add(term)
                changed += 1
    return changed


def _merged(here: Mapping[str, list[str]], file: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    languages = dict.fromkeys([*file, *here])
    return {language: list(dict.fromkeys([*file.get(language, ()), *here.get(language, ())])) for language in languages}
