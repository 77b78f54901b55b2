"""An entry's text as its jury reads it, made once for each language of the pages and kept until something changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from fastapi import Request
from markupsafe import Markup
from sqlmodel import Session

from app.content.sections import BY_NAME
from app.domain.cases.reading import ShownMedium
from app.domain.cup.answering import questions_of
from app.domain.cup.jury_media import media_of_submission
from app.domain.cup.redaction import JuryText, hidden_phrases, without_phrases
from app.domain.cup.scoring import criteria_of
from app.domain.cup.texts import text_in
from app.domain.media.keeping import STORY
from app.exports.shapes import shapes
from app.forms.cases.answer_rows import answer_rows
from app.forms.cases.offers import MEDIA_WORDS, Offers
from app.forms.entry_paper import answer_words
from app.i18n import all_languages, translate
from app.models.cup import Criterion, Edition, Question, QuestionKind
from app.models.entries import Entry, EntrySubmission
from app.models.media import Media
from app.web.case_article import links_of
from app.web.requests import language_of, services
from app.web.templating import environment

_MOST = 400
_making = Lock()


@dataclass(frozen=True, slots=True)
class Text:
    """`body` is whole, safe HTML; `language` is the one it was written in."""

    title: str
    language: str
    body: Markup


@dataclass(frozen=True, slots=True)
class Asking:
    """What an edition asks of jurors and entrants, as of one version of it."""

    criteria: list[Criterion]
    questions: list[Question]


class Kept:
    """What was made, by what it was made of; the latest used stay."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
        return made


def kept(request: Request) -> Kept:
    state = request.app.state
    with _making:
        if not hasattr(state, "cup_kept"):
            state.cup_kept = Kept()
    found: Kept = state.cup_kept
    return found


def asking_of(request: Request, session: Session, edition: Edition) -> Asking:
    """Criteria and questions of an edition; whatever changes them counts its row version up."""

    def make() -> Asking:
        # Copies: rows of a unit of work that is rolled back cannot be read any more.
        criteria = [Criterion(**one.model_dump()) for one in criteria_of(session, edition)]
        return Asking(criteria, [Question(**one.model_dump()) for one in questions_of(session, edition)])

    asking: Asking = kept(request).get(("asking", edition.id, edition.row_version), make)
    return asking


def text_of(
    request: Request,
    session: Session,
    *,
    edition: Edition,
    entry: Entry,
    submission: EntrySubmission,
    bare: bool = False,
) -> Text:
    """What the jury reads of a submission; `bare` leaves out what paper cannot show: sound, film, links."""
    phrases = hidden_phrases(session, entry, edition, submission)
    media = [] if bare else media_of_submission(session, entry=entry, submission=submission)
    text_only = request.cookies.get("text_only") == "1" or request.headers.get("save-data") == "on"
    made_of = (submission.id, phrases, edition.blind, edition.row_version, tuple(one.public_id for one in media))
    asked_by = (language_of(request), text_only, bare, services(request).terms_as_of)

    def make() -> Text:
        asking = asking_of(request, session, edition)
        text = without_phrases(submission, asking.questions, phrases, names_hidden=edition.blind)
        return written(request, session, edition, text, media, asking.questions, text_only=text_only, bare=bare)

    found: Text = kept(request).get((*made_of, *asked_by), make)
    return found


def written(
    request: Request,
    session: Session,
    edition: Edition,
    text: JuryText,
    media: Sequence[Media],
    questions: Sequence[Question],
    *,
    text_only: bool,
    bare: bool,
) -> Text:
    language = language_of(request)
    offers = Offers(services(request).terms(session), language)
    entries = {one.get("medium"): one for one in text.content.get("media", {}).get("media", ())}
    shown = shapes(
        [ShownMedium(medium, entries.get(medium.public_id, {})) for medium in media],
        links_of(request, language),
        text.submission.language,
    )
    written_in = text.submission.language
    body = (
        environment(language)
        .get_template("cup_desk/_text.html")
        .render(
            request=request,
            language=written_in,
            written_in=all_languages(language).get(written_in, written_in),
            foreign=written_in != language,
            answers=_answers(request, edition, text, questions, media, offers),
            sections=answer_rows({name: one for name, one in text.content.items() if name != "media"}, offers),
            stories=[(BY_NAME["story"], name, shown.standing_for(name)) for name in STORY if shown.standing_for(name)],
            others=shown.beside_the_story(),
            names_hidden=text.names_hidden,
            text_only=text_only,
            bare=bare,
        )
    )
    return Text(text.title, written_in, Markup(body))  # noqa: S704 - rendered by an escaping template


def _answers(
    request: Request,
    edition: Edition,
    text: JuryText,
    questions: Sequence[Question],
    media: Sequence[Media],
    offers: Offers,
) -> list[dict[str, Any]]:
    """Each answer with its label in words; a file as a link, without the name that its sender gave it."""
    files, links = {one.public_id: one for one in media}, links_of(request, offers.language)
    rows = []
    for question in questions:
        value = text.answers.get(str(question.id))
        if value in (None, ""):
            continue
        label = text_in(question.texts, "label", language=offers.language, original=edition.language)
        row: dict[str, Any] = {"label": label, "own_words": question.kind is QuestionKind.TEXT, "address": ""}
        if question.kind is QuestionKind.FILE:
            medium = files.get(str(value))
            name = next(
                (one for one in ("play", "1280", "640", "320", "original") if medium and one in medium.files), ""
            )
            row["address"] = links.medium(medium.public_id, name) if medium and name else ""
            kind = MEDIA_WORDS[medium.kind] if medium else ""
            row["words"] = translate(offers.language, kind) if kind else "–"
        else:
            row["words"] = answer_words(question, value, offers, edition)
        rows.append(row)
    return rows
