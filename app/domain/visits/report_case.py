"""A case that grows out of a learning report: the visitors' own experience, adapted from the hosts'."""

from sqlmodel import Session

from app.content.clean import new_key
from app.content.sections import BY_NAME
from app.content.text import N_
from app.domain.cases.drafting import create_draft, store_section
from app.domain.cases.versions import mirror, working_copy
from app.domain.errors import Conflict, Forbidden
from app.domain.viewer import Viewer
from app.domain.visits import commitments, report_media
from app.domain.visits.report_access import may_write_report
from app.domain.visits.workflow import note
from app.i18n import translate
from app.models.cases import Case
from app.models.demands import Offer
from app.models.learning import Commitment, CommitmentState, LearningReport, ReportState
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.visits import Visit

# As long as the stories of a case may be.
LONGEST_STORY = 6000
_ITS_OWN = frozenset({"id", "public_id", "case_id", "report_id", "created_at"})


def shown_case(session: Session, report: LearningReport) -> Case | None:
    """The host's case that the visitors came to see, if the offer named one."""
    visit = session.get_one(Visit, report.visit_id)
    case_id = session.get_one(Offer, visit.offer_id).case_id
    return session.get(Case, case_id) if case_id else None


def start_case(session: Session, *, report: LearningReport, by: Viewer) -> Case:
    """A draft in the name of the visiting organisation, or the one begun before. Raises Forbidden, Conflict."""
    session.refresh(report, with_for_update=True)
    if not may_write_report(session, report=report, viewer=by):
        raise Forbidden
    if report.state is ReportState.DRAFT:
        raise Conflict(N_("Send the report first."))
    if report.case_id is not None:
        return session.get_one(Case, report.case_id)
    case = create_draft(session, organisation_id=report.organisation_id, language=report.language, by=by)
    version = working_copy(session, case)
    content = _content(session, report)
    if entries := _take_files(session, report, case):
        content["media"] = {"media": entries}
    for section, data in content.items():
        store_section(version, section, data)
    mirror(case, version)
    report.case_id = case.id
    session.add_all([report, version, case])
    note(session, thing=report, verb="start_case", by=by, case=case.code)
    return case


def _content(session: Session, report: LearningReport) -> dict[str, dict[str, object]]:
    """What is known already, in the language of the report where the platform speaks it."""
    host = session.get_one(Organisation, session.get_one(Visit, report.visit_id).host_id)
    rows, shown = commitments.of_report(session, report), shown_case(session, report)
    seen = translate(report.language, N_("What we saw at %(host)s:"), host=host.name)
    story = {
        "what_we_did": "\n\n".join([f"{seen}\n{report.seen}", *_done(report, rows)])[:LONGEST_STORY],
        "what_changed": "\n\n".join(row.note for row in rows if row.note)[:LONGEST_STORY],
        "what_was_hard": report.not_here[:LONGEST_STORY],
    }
    content: dict[str, dict[str, object]] = {
        "summary": {"title": report.title[:120]},
        "story": {name: text for name, text in story.items() if text},
    }
    if shown is not None:
        content["references"] = {"adapted_from": [shown.code]}
    return content


def _take_files(session: Session, report: LearningReport, case: Case) -> list[dict[str, object]]:
    """The files that readers of the report may see, with their words, as files of the case; their bytes are shared."""
    entries: list[dict[str, object]] = []
    for shown in report_media.shown_media(session, report)[: BY_NAME["media"].group("media").maximum]:
        copied = {name: value for name, value in shown.medium.model_dump().items() if name not in _ITS_OWN}
        medium = Media(**copied, case_id=case.id)
        session.add(medium)
        words = {name: text for name, text in shown.entry.items() if name != "medium"}
        entries.append({"key": new_key(), "medium": medium.public_id, **words})
    session.flush()
    return entries


def _done(report: LearningReport, rows: list[Commitment]) -> list[str]:
    done = [row for row in rows if row.state is not CommitmentState.DROPPED]
    if not done:
        return []
    words = translate(report.language, N_("What we resolved to do:"))
    return [words + "\n" + "\n".join(f"- {row.text}" for row in done)]
