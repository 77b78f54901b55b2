"""Making an edition, from last year's or from the template, and what it is about."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_, one_line, tidy
from app.domain import audit
from app.domain.cup import template
from app.domain.cup.local_times import in_year, moment_of, wall_of
from app.domain.cup.phases import ORDER, RIGHTS, phase_rows
from app.domain.cup.rubric import criteria_of
from app.domain.cup.versions import begin_change, mark_changed
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cup import Criterion, Edition, EditionPhase, Phase, Question
from app.time_zones import TIME_ZONES

FIRST_YEAR, LAST_YEAR = 2000, 2100
TITLE, THEME, RULES = 160, 400, 12_000
RIGHT_NAMES = ("public", "enter", "screen", "read", "score", "decide", "results")


@dataclass(frozen=True, slots=True)
class About:
    """The words of an edition in one language."""

    title: str
    theme: str
    rules: str


@dataclass(frozen=True, slots=True)
class Settings:
    languages: list[str]
    time_zone: str
    blind: bool
    jurors_per_entry: int
    entries_per_organisation: int
    repair_days: int

    @classmethod
    def of(cls, edition: Edition) -> "Settings":
        return cls(**{name: getattr(edition, name) for name in cls.__dataclass_fields__})


def all_editions(session: Session) -> list[Edition]:
    """For coordinators and the console: the latest first."""
    return list(session.exec(select(Edition).order_by(col(Edition.year).desc())).all())


def create(session: Session, *, by: Viewer, year: int, language: str, time_zone: str, source: int | None) -> Edition:
    """A draft: a copy of the edition of the year `source`, or the template. Raises Invalid."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(N_("This cannot be right. Please look at it again."), "year")
    if session.exec(select(Edition.id).where(Edition.year == year)).first():
        raise Invalid(N_("There is a cup of this year already."), "year")
    _check_zone(time_zone)
    copied = session.exec(select(Edition).where(Edition.year == source)).first() if source else None
    if source and copied is None:
        raise Invalid(N_("There is no cup of that year."), "source")
    edition = _copy(session, copied, year) if copied else _from_template(session, year, language, time_zone)
    edition.created_by_id = by.id
    audit.record(
        session, by=by, verb="edition.create", object_type="edition", object_id=year, after={"copied_from": source}
    )
    return edition


def _from_template(session: Session, year: int, language: str, time_zone: str) -> Edition:
    edition = Edition(
        year=year,
        language=language if language in template.LANGUAGES else "en",
        texts=template.texts(year),
        languages=list(template.LANGUAGES),
        time_zone=time_zone,
        awards=template.awards(),
    )
    session.add(edition)
    session.flush()
    number = edition.id or 0
    session.add_all(EditionPhase(edition_id=number, phase=phase, **_rights(phase)) for phase in ORDER)
    session.add_all([*template.questions(number), *template.criteria(number)])
    session.flush()
    return edition


def _rights(phase: Phase) -> dict[str, Any]:
    return dict(RIGHTS[phase])


def _copy(session: Session, source: Edition, year: int) -> Edition:
    """Everything but what happened. Dates move by the years between, the year in the title changes."""
    edition = Edition(
        year=year,
        language=source.language,
        texts={
            language: {**words, "title": words.get("title", "").replace(str(source.year), str(year))}
            for language, words in source.texts.items()
        },
        awards=deepcopy(source.awards),
        copied_from_id=source.id,
        **asdict(Settings.of(source)),
    )
    session.add(edition)
    session.flush()
    number = edition.id or 0
    rows = phase_rows(session, source).values()
    session.add_all(_phase_of(row, number, source, year) for row in rows)
    questions = select(Question).where(Question.edition_id == source.id)
    session.add_all(Question(**_copied(row, number)) for row in session.exec(questions).all())
    session.add_all(Criterion(**_copied(row, number)) for row in criteria_of(session, source))
    session.flush()
    return edition


def _phase_of(row: EditionPhase, edition_id: int, source: Edition, year: int) -> EditionPhase:
    """A phase a year later; the call began in `source.year`, so the results may be of the year after."""
    rights = {name: getattr(row, name) for name in RIGHT_NAMES}
    starts = row.starts_at and _in_later_year(row.starts_at, year - source.year, source.time_zone)
    return EditionPhase(edition_id=edition_id, phase=row.phase, starts_at=starts, **rights)


def _in_later_year(moment: datetime, years: int, zone: str) -> datetime:
    return in_year(moment, wall_of(moment, zone=zone).year + years, zone=zone)


def _copied(row: Question | Criterion, edition_id: int) -> dict[str, Any]:
    return {**deepcopy(row.model_dump(exclude={"id", "edition_id"})), "edition_id": edition_id}


def about_of(edition: Edition, language: str) -> About:
    words = edition.texts.get(language, {})
    return About(**{name: words.get(name, "") for name in About.__dataclass_fields__})


def part_of(edition: Edition, language: str) -> dict[str, Any]:
    """What the form about an edition shows; the settings only beside the language it was written in."""
    part = asdict(about_of(edition, language))
    return {**part, **asdict(Settings.of(edition))} if language == edition.language else part


def change_about(
    session: Session, *, edition: Edition, by: Viewer, seen: str, language: str, about: About, settings: Settings | None
) -> None:
    """Change the words in one language, and the settings. Raises Invalid, Conflict, Stale."""
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(edition, language))
    if edition.phase is Phase.ARCHIVED:
        raise Conflict(N_("This cup is closed for good."))
    words = About(one_line(about.title), one_line(about.theme), tidy(about.rules))
    _check_words(words, needed=language == edition.language)
    if settings:
        _check_settings(edition, settings)
        _apply(session, edition, settings)
    edition.texts = {**edition.texts, language: asdict(words)}
    mark_changed(session, edition)
    after = part_of(edition, language)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        audit.record(
            session,
            by=by,
            verb="edition.about",
            object_type="edition",
            object_id=edition.year,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def _check_words(about: About, *, needed: bool) -> None:
    if needed and not about.title:
        raise Invalid(N_("Please fill this in."), "title")
    for name, longest in (("title", TITLE), ("theme", THEME), ("rules", RULES)):
        if len(getattr(about, name)) > longest:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), name, max_length=longest)


def _check_zone(zone: str) -> None:
    if zone not in TIME_ZONES:
        raise Invalid(N_("Choose one of the answers offered."), "time_zone")


def _check_settings(edition: Edition, settings: Settings) -> None:
    _check_zone(settings.time_zone)
    if not settings.languages:
        raise Invalid(N_("Choose at least one language."), "languages")
    for name, least, most in (("jurors_per_entry", 1, 20), ("entries_per_organisation", 1, 20), ("repair_days", 1, 90)):
        if not least <= getattr(settings, name) <= most:
            raise Invalid(N_("From %(least)s to %(most)s."), name, least=least, most=most)
    if settings.time_zone != edition.time_zone and edition.phase is not Phase.DRAFT:
        raise Invalid(N_("The time zone stays as it was announced."), "time_zone")
    if settings.blind != edition.blind and ORDER.index(edition.phase) >= ORDER.index(Phase.JUDGING):
        raise Invalid(N_("The jury is already reading; this can no longer be changed."), "blind")


def _apply(session: Session, edition: Edition, settings: Settings) -> None:
    if settings.time_zone != edition.time_zone:
        _keep_clock_times(phase_rows(session, edition).values(), edition.time_zone, settings.time_zone)
    for name, value in asdict(settings).items():
        setattr(edition, name, value)


def _keep_clock_times(rows: Iterable[EditionPhase], before: str, after: str) -> None:
    """Somebody planned 23:59, whatever the zone."""
    for row in rows:
        if row.starts_at:
            row.starts_at = moment_of(wall_of(row.starts_at, zone=before), zone=after, field="time_zone")
