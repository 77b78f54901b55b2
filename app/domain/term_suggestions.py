"""Terms that people miss: suggested by anybody signed in, answered by coordinators."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, func, select

from app.content.text import N_, one_line, tidy
from app.domain.audit import record
from app.domain.errors import Conflict, Invalid
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.i18n import LANGUAGES
from app.models.cases import Case
from app.models.people import PlatformRole, Role
from app.models.types import now
from app.models.vocabulary import SuggestionState, Term, TermSuggestion
from app.vocabularies.loader import BROADER_IN, CODE

# Vocabularies that grow with what people tell; the others are part of how the platform works.
OPEN_VOCABULARIES = (
    "product",
    "certification",
    "activity",
    "benefit",
    "capability",
    "method",
    "condition",
    "offer_kind",
    "facilitation",
)
OPEN_PER_PERSON = 20

Texts = Mapping[str, str]


def suggest_term(
    session: Session, *, vocabulary: str, label: str, language: str, why: str, by: Viewer, case: Case | None = None
) -> TermSuggestion:
    """Keep the suggestion and tell the coordinators."""
    if vocabulary not in OPEN_VOCABULARIES:
        raise Invalid(N_("Choose one of the answers offered."), "vocabulary")
    label = one_line(label)
    if _waiting_of(session, by) >= OPEN_PER_PERSON:
        raise Conflict(N_("Many of your suggestions still wait for an answer. Please wait for them first."))
    suggestion = TermSuggestion(
        vocabulary=vocabulary,
        label=label,
        language=language,
        why=tidy(why),
        case_id=case.id if case else None,
        suggested_by_id=by.id,
    )
    session.add(suggestion)
    session.flush()
    notify(
        session,
        people=session.exec(select(PlatformRole.user_id).where(PlatformRole.role == Role.COORDINATOR)).all(),
        kind="term_suggested",
        path=f"/administration/suggestions/{suggestion.id}",
        besides=by.id,
        label=label,
    )
    return suggestion


def _waiting_of(session: Session, viewer: Viewer) -> int:
    waiting = select(func.count()).where(
        col(TermSuggestion.suggested_by_id) == viewer.id, col(TermSuggestion.state) == SuggestionState.WAITING
    )
    return session.exec(waiting).one()


def code_from(label: str) -> str:
    """A code made from a label: "Café orgánico" gives "cafe_organico"."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60]


def accept_suggestion(
    session: Session,
    *,
    suggestion: TermSuggestion,
    by: Viewer,
    code: str,
    broader: str,
    labels: Texts,
    definitions: Texts,
    answer: str = "",
) -> Term:
    """Make it a term of its vocabulary, worded in every language."""
    _require_waiting(suggestion)
    if not CODE.fullmatch(code):
        raise Invalid(N_("Only small letters without accents, digits and _."), "code")
    if _term(session, suggestion.vocabulary, code):
        raise Invalid(N_("There is a term with this code already."), "code")
    _require_broader(session, suggestion.vocabulary, broader)
    last = session.exec(select(func.max(Term.position)).where(Term.vocabulary == suggestion.vocabulary)).one()
    term = Term(
        vocabulary=suggestion.vocabulary,
        code=code,
        broader=broader,
        position=(last or 0) + 1,
        labels={language: one_line(labels[language]) for language in LANGUAGES},
        definitions={language: one_line(definitions[language]) for language in LANGUAGES},
        synonyms={language: [] for language in LANGUAGES},
        added_here=True,
    )
    session.add(term)
    _decide(session, suggestion, SuggestionState.ACCEPTED, by, code, answer)
    return term


def map_suggestion(session: Session, *, suggestion: TermSuggestion, by: Viewer, code: str, answer: str = "") -> Term:
    """Say that an existing term means this, and let it be found by the suggested word too."""
    _require_waiting(suggestion)
    term = _term(session, suggestion.vocabulary, code)
    if term is None:
        raise Invalid(N_("Choose one of the answers offered."), "term")
    known = term.synonyms.get(suggestion.language, [])
    if suggestion.label not in known and suggestion.label != term.labels.get(suggestion.language):
        # A new dict, because a changed one inside the old is not seen.
        term.synonyms = {**term.synonyms, suggestion.language: [*known, suggestion.label]}
        term.updated_at = now()
        session.add(term)
    _decide(session, suggestion, SuggestionState.MAPPED, by, code, answer)
    return term


def decline_suggestion(session: Session, *, suggestion: TermSuggestion, by: Viewer, answer: str) -> None:
    """Say no, and why."""
    _require_waiting(suggestion)
    if not tidy(answer):
        raise Invalid(N_("Please say why: the person gets this answer."), "answer")
    _decide(session, suggestion, SuggestionState.DECLINED, by, "", answer)


def correct_term(session: Session, *, term: Term, by: Viewer, labels: Texts, definitions: Texts) -> None:
    """Mend the words of a term that was accepted here; those of the data files are mended there."""
    if not term.added_here:
        raise Conflict(N_("This term comes with the platform and cannot be changed here."))
    before = {"labels": term.labels, "definitions": term.definitions}
    term.labels = {language: one_line(labels[language]) for language in LANGUAGES}
    term.definitions = {language: one_line(definitions[language]) for language in LANGUAGES}
    term.updated_at = now()
    session.add(term)
    after = {"labels": term.labels, "definitions": term.definitions}
    subject = f"{term.vocabulary}:{term.code}"
    record(session, by=by, verb="term_corrected", object_type="term", object_id=subject, before=before, after=after)


def waiting_suggestions(session: Session) -> Sequence[TermSuggestion]:
    """The oldest first."""
    return session.exec(
        select(TermSuggestion).where(TermSuggestion.state == SuggestionState.WAITING).order_by(col(TermSuggestion.id))
    ).all()


def suggestions_of(session: Session, viewer: Viewer) -> Sequence[TermSuggestion]:
    """A person's own, the newest first."""
    return session.exec(
        select(TermSuggestion)
        .where(TermSuggestion.suggested_by_id == viewer.id)
        .order_by(col(TermSuggestion.id).desc())
        .limit(50)
    ).all()


def _term(session: Session, vocabulary: str, code: str) -> Term | None:
    return session.exec(select(Term).where(Term.vocabulary == vocabulary, Term.code == code)).first()


def _require_waiting(suggestion: TermSuggestion) -> None:
    if suggestion.state is not SuggestionState.WAITING:
        raise Conflict(N_("Somebody answered this suggestion already."))


def _require_broader(session: Session, vocabulary: str, broader: str) -> None:
    parent = BROADER_IN.get(vocabulary, vocabulary)
    if broader and _term(session, parent, broader) is None:
        raise Invalid(N_("Choose one of the answers offered."), "broader")
    if not broader and vocabulary in BROADER_IN:
        raise Invalid(N_("Please fill this in."), "broader")


def _decide(
    session: Session, suggestion: TermSuggestion, state: SuggestionState, by: Viewer, code: str, answer: str
) -> None:
    suggestion.state, suggestion.term_code, suggestion.answer = state, code, tidy(answer)
    suggestion.decided_by_id, suggestion.decided_at = by.id, now()
    session.add(suggestion)
    record(
        session,
        by=by,
        verb=f"term_{state}",
        object_type="term_suggestion",
        object_id=suggestion.id,
        before={"label": suggestion.label, "vocabulary": suggestion.vocabulary},
        after={"code": code, "answer": suggestion.answer},
    )
    if suggestion.suggested_by_id:
        notify(
            session,
            people=[suggestion.suggested_by_id],
            kind=f"term_{state}",
            path="/terms/suggest",
            besides=by.id,
            label=suggestion.label,
            code=code,
            vocabulary=suggestion.vocabulary,
            answer=suggestion.answer,
        )
