"""Words that a coordinator takes out of what the jury reads, so that nobody is recognised by them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.content.text import N_
from app.content.units import fingerprint
from app.domain import audit
from app.domain.cup.locking import hold
from app.domain.cup.names import names_of
from app.domain.cup.redaction import occurrences, spans
from app.domain.cup.screening import require_coordinator
from app.domain.errors import Conflict
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry, EntryState, EntrySubmission


@dataclass(frozen=True, slots=True)
class Hidden:
    """A phrase that the jury does not see, and in how many places of the text it stands."""

    phrase: str
    places: int


@dataclass(frozen=True, slots=True)
class AllHidden:
    """What is hidden: by the organisation itself, by the platform in a blind edition, and by coordinators."""

    by_organisation: list[Hidden]
    by_platform: list[Hidden]
    by_coordinators: list[Hidden]

    @property
    def phrases(self) -> tuple[str, ...]:
        lists = (self.by_organisation, self.by_coordinators, self.by_platform)
        return tuple(one.phrase for some in lists for one in some)


def hidden_words(
    session: Session, *, entry: Entry, edition: Edition, submission: EntrySubmission, phrases: Sequence[str]
) -> AllHidden:
    """`phrases` are those of the coordinators, which may not be kept yet."""
    names = names_of(session, entry) if edition.blind else []
    if edition.blind:
        names += [item["name"] for item in submission.content.get("systematisation", {}).get("team", ())]
    return AllHidden(*(_counted(some, submission) for some in (entry.redactions, names, phrases)))


def _counted(phrases: Sequence[str], submission: EntrySubmission) -> list[Hidden]:
    """Each phrase once, with its places in what was written: the story, and the answers."""
    answers = [answer for answer in submission.answers.values() if isinstance(answer, str)]
    return [
        Hidden(
            phrase,
            len(occurrences(submission.content, phrase)) + sum(len(spans(answer, [phrase])) for answer in answers),
        )
        for phrase in dict.fromkeys(phrases)
    ]


def hide_from_jury(session: Session, *, entry: Entry, edition: Edition, phrases: Sequence[str], by: Viewer) -> None:
    """Keep which words the jury does not see, until the results are out. Raises NotFound, Conflict."""
    require_coordinator(session, entry=entry, by=by)
    hold(session, entry)
    if edition.released_at is not None or entry.state is EntryState.WITHDRAWN:
        raise Conflict(N_("No jury reads this entry any more."))
    before = entry.hidden_from_jury
    if list(phrases) == before:
        return
    entry.hidden_from_jury = list(phrases)
    entry.row_version += 1
    session.add(entry)
    audit.record(
        session,
        by=by,
        verb="entry.hide",
        object_type="entry",
        object_id=entry.code,
        # How many, not which: the trail must not repeat what is to be hidden.
        before={"words": len(before), "hash": fingerprint(before)[:16]},
        after={"words": len(entry.hidden_from_jury), "hash": fingerprint(entry.hidden_from_jury)[:16]},
    )
