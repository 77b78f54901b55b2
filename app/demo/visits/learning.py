"""What comes back from a visit: a report with its picture, what was resolved and what became of it, and coaching."""

from sqlmodel import col, select

from app.demo.cup.entering import MEDIA
from app.demo.visits.stage import Stage, Told, in_days, texts
from app.domain.media import keeping
from app.domain.visits import checks_due, coaching, coaching_sessions, report_media, report_steps, reporting
from app.domain.visits.access import guests_of
from app.domain.visits.coaching import Asking
from app.domain.visits.coaching_sessions import Met
from app.domain.visits.commitments import Resolution, of_report
from app.domain.visits.goals import goals_of
from app.domain.visits.reporting import Written
from app.models.learning import Coaching, CommitmentCheck, LearningReport
from app.models.visits import Visit

LICENCE = "cc_by_4"


def draft(stage: Stage, key: str, guest: str, title: str, seen: str) -> LearningReport:
    """Begun and not sent."""
    visit, demand = stage.visit(key), stage.demand(guest)
    by = stage.owner(demand.organisation_id)
    report = reporting.begin(
        stage.session, visit=visit, organisation_id=demand.organisation_id, language=demand.language, by=by
    )
    written = Written(demand.language, title, seen)
    reporting.save(stage.session, report=report, written=written, expected=report.row_version, by=by)
    return report


def report(stage: Stage, key: str, guest: str) -> None:
    """Written, sent, answered by the hosts, accepted, and shown to all where the visitors agree to it."""
    told: Told = texts("learned")[guest]
    visit = stage.visit(key)
    begun = draft(stage, key, guest, told["title"], told["seen"])
    by, session = stage.owner(begun.organisation_id), stage.session
    reporting.save(
        session, report=begun, written=_written(stage, visit, begun, told), expected=begun.row_version, by=by
    )
    if picture := told.get("picture"):
        _add_picture(stage, begun, picture["file"], picture["words"])
    reporting.submit(session, report=begun, by=by)
    if told["comment"]:
        report_steps.comment(session, report=begun, text=told["comment"], by=stage.owner(visit.host_id))
    report_steps.accept(session, report=begun, by=stage.coordinator)
    if told["published"]:
        report_steps.agree(session, report=begun, consent=True, licence=LICENCE, by=by)
        report_steps.publish(session, report=begun, by=stage.coordinator)


def _written(stage: Stage, visit: Visit, begun: LearningReport, told: Told) -> Written:
    mine = [goal for goal in goals_of(stage.session, visit=visit) if goal.organisation_id == begun.organisation_id]
    return Written(
        begun.language,
        told["title"],
        told["seen"],
        told["surprised"],
        told["not_here"],
        {str(goal.id): told["goal"] for goal in mine},
        tuple(Resolution(text, who, in_days(days)) for text, who, days in told["resolutions"]),
    )


def _add_picture(stage: Stage, begun: LearningReport, name: str, words: dict[str, str]) -> None:
    path = MEDIA / name
    with path.open("rb") as file:
        incoming = keeping.Incoming(file, path.name, consent=True, consent_note="Concordaram todas, no último dia.")
        limits = keeping.Limits(path.stat().st_size, 1)
        by = stage.owner(begun.organisation_id)
        medium = keeping.add(stage.session, stage.work.storage, owner=begun, incoming=incoming, limits=limits, by=by)
    seen = report_media.mark_of(report_media.words_of(begun, medium.public_id))
    report_media.describe(stage.session, report=begun, medium=medium, words=words, seen=seen, by=by)


def ask_and_answer(stage: Stage, key: str, time: int) -> None:
    """What has come due is asked; the `time`th answers of the texts are given, those that are null not."""
    session = stage.session
    checks_due.ask_due(session)
    for guest in guests_of(session, visit=stage.visit(key)):
        told = next(one for one in texts("learned") if stage.demand(one).id == guest.demand_id)
        found = select(LearningReport).where(
            LearningReport.visit_id == guest.visit_id, LearningReport.organisation_id == guest.organisation_id
        )
        _answer(stage, session.exec(found).one(), texts("learned")[told]["answers"][time])


def _answer(stage: Stage, begun: LearningReport, answers: list[str | None]) -> None:
    """One for each thing that was asked about: what was given up is not asked again."""
    ids = [one.id for one in of_report(stage.session, begun)]
    query = select(CommitmentCheck).where(
        col(CommitmentCheck.commitment_id).in_(ids),
        col(CommitmentCheck.asked_at).is_not(None),
        col(CommitmentCheck.answered_at).is_(None),
    )
    checks = stage.session.exec(query.order_by(col(CommitmentCheck.commitment_id))).all()
    for check, said in zip(checks, answers, strict=True):
        if said:
            by = stage.owner(begun.organisation_id)
            checks_due.answer(stage.session, check=check, answer=said, note="", by=by)


def begin_coaching(stage: Stage, key: str, guest: str, offer: str) -> int:
    """Asked for after a visit, and accepted; what is told of it stands under the key of the offer."""
    told: Told = texts("coaching")[offer]
    coached = stage.demand(guest).organisation_id
    asking = Asking(coached, stage.offer(offer), told["goals"], told["hours"], stage.visit_ids[key])
    begun = coaching.ask(stage.session, asking=asking, by=stage.owner(coached))
    coaching.accept(stage.session, coaching=begun, hours=told["hours"], by=stage.owner(begun.coach_id))
    return begun.id or 0


def meet(stage: Stage, coaching_id: int, key: str, number: int) -> None:
    """Today, as the `number`th meeting is told."""
    begun = stage.session.get_one(Coaching, coaching_id)
    met = Met(in_days(0), *texts("coaching")[key]["meetings"][number])
    coaching_sessions.add(stage.session, coaching=begun, met=met, by=stage.owner(begun.coach_id))


def end_coaching(stage: Stage, coaching_id: int, key: str) -> None:
    begun = stage.session.get_one(Coaching, coaching_id)
    by = stage.owner(begun.coached_id)
    coaching.end(stage.session, coaching=begun, result=texts("coaching")[key]["result"], by=by)
