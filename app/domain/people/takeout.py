"""Everything that is stored about a person, as plain JSON for them to take along."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, or_, select

from app.models.cases import Case, CaseEvent, CaseReview, CaseTranslation, CaseVersion, FollowUp
from app.models.cup import EditionEvent
from app.models.demands import Demand, Offer
from app.models.entries import (
    Decision,
    DeliberationNote,
    Entry,
    EntryEvent,
    EntrySubmission,
    EntryView,
    Screening,
)
from app.models.jury import Conflict, Juror, Scorecard
from app.models.learning import Coaching, CoachingSession, CommitmentCheck, LearningReport
from app.models.looking import Question, QuestionPassed, SavedSearch
from app.models.media import Media
from app.models.organisations import Membership, Organisation, OrganisationRelation
from app.models.people import Invitation, OneTimeLink, PlatformRole, SignIn, User
from app.models.platform import AuditEvent, MailMessage, Notification
from app.models.rounds import AnswerLink, Round, RoundPair
from app.models.types import now
from app.models.visits import CalendarFeed, Goal, Participant, VisitEvent, VisitTask
from app.models.visits import Invitation as CalendarInvitation
from app.models.vocabulary import TermSuggestion

# Secrets, and what can be read elsewhere in the same file or belongs to the machine.
_LEFT_OUT = {"token_hash", "password_hash", "html", "attachments", "files", "pages", "data"}


def everything_about(session: Session, *, user: User) -> dict[str, Any]:
    """A document with one list for each kind of thing; every moment in UTC, as ISO text."""
    return {
        "made_at": now().isoformat(),
        "person": _plain(user),
        **{
            name: [_plain(row) for row in session.exec(select(table).where(condition)).all()]
            for name, (table, condition) in _belongings(user.id or 0, user.email or "").items()
        },
    }


def _plain(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude=_LEFT_OUT)


def _belongings(me: int, email: str) -> Mapping[str, tuple[type[SQLModel], ColumnElement[bool]]]:
    about_me = (col(AuditEvent.object_type) == "user") & (col(AuditEvent.object_id) == str(me))
    my_mail = or_(col(MailMessage.user_id) == me, col(MailMessage.recipient) == email)
    my_organisations = select(Membership.organisation_id).where(Membership.user_id == me)
    return {
        "roles": (PlatformRole, col(PlatformRole.user_id) == me),
        "memberships": (Membership, col(Membership.user_id) == me),
        "organisations": (Organisation, col(Organisation.id).in_(my_organisations)),
        "relations_stated": (OrganisationRelation, col(OrganisationRelation.stated_by_id) == me),
        "sign_ins": (SignIn, col(SignIn.user_id) == me),
        "links_sent": (OneTimeLink, col(OneTimeLink.user_id) == me),
        "invitations_received": (Invitation, col(Invitation.email) == email),
        "invitations_sent": (Invitation, col(Invitation.invited_by_id) == me),
        "notifications": (Notification, col(Notification.user_id) == me),
        "mails": (MailMessage, my_mail),
        "cases_begun": (Case, col(Case.created_by_id) == me),
        "versions_written": (CaseVersion, col(CaseVersion.author_id) == me),
        "translations_written": (CaseTranslation, col(CaseTranslation.translator_id) == me),
        "translations_reviewed": (CaseTranslation, col(CaseTranslation.reviewer_id) == me),
        "steps_of_cases": (CaseEvent, col(CaseEvent.by_id) == me),
        "reviews": (CaseReview, col(CaseReview.reviewer_id) == me),
        "follow_ups_answered": (FollowUp, col(FollowUp.answered_by_id) == me),
        "media_uploaded": (Media, col(Media.uploaded_by_id) == me),
        **_of_cups(me, email),
        **_of_visits(me, email),
        "searches_kept": (SavedSearch, col(SavedSearch.user_id) == me),
        "questions_asked": (Question, col(Question.asked_by_id) == me),
        "questions_answered": (Question, col(Question.answered_by_id) == me),
        "questions_passed_on": (QuestionPassed, col(QuestionPassed.by_id) == me),
        "terms_suggested": (TermSuggestion, col(TermSuggestion.suggested_by_id) == me),
        "audit_trail": (AuditEvent, or_(col(AuditEvent.by_id) == me, about_me)),
    }


def _of_cups(me: int, email: str) -> Mapping[str, tuple[type[SQLModel], ColumnElement[bool]]]:
    seats = or_(col(Juror.user_id) == me, col(Juror.email) == email)
    return {
        "cup_entries_begun": (Entry, or_(col(Entry.created_by_id) == me, col(Entry.on_behalf_by_id) == me)),
        "cup_entries_sent": (EntrySubmission, col(EntrySubmission.by_id) == me),
        "cup_steps_of_entries": (EntryEvent, col(EntryEvent.by_id) == me),
        "cup_steps_of_editions": (EditionEvent, col(EditionEvent.by_id) == me),
        "cup_seats": (Juror, seats),
        "cup_ties": (Conflict, col(Conflict.user_id) == me),
        "cup_scorecards": (Scorecard, col(Scorecard.juror_id).in_(select(Juror.id).where(col(Juror.user_id) == me))),
        "cup_screenings": (Screening, col(Screening.by_id) == me),
        "cup_notes": (DeliberationNote, col(DeliberationNote.by_id) == me),
        "cup_decisions": (Decision, or_(col(Decision.parked_by_id) == me, col(Decision.checked_by_id) == me)),
        "cup_entries_seen": (EntryView, col(EntryView.user_id) == me),
    }


def _of_visits(me: int, email: str) -> Mapping[str, tuple[type[SQLModel], ColumnElement[bool]]]:
    travelled = or_(col(Participant.user_id) == me, (col(Participant.email) == email) & (col(Participant.email) != ""))
    signed = or_(col(Goal.visitor_signed_by_id) == me, col(Goal.host_signed_by_id) == me)
    written = or_(
        col(LearningReport.created_by_id) == me,
        col(LearningReport.consent_by_id) == me,
        col(LearningReport.host_commented_by_id) == me,
    )
    return {
        "visits_wishes_written": (Demand, or_(col(Demand.created_by_id) == me, col(Demand.on_behalf_by_id) == me)),
        "visits_offers_written": (Offer, or_(col(Offer.created_by_id) == me, col(Offer.on_behalf_by_id) == me)),
        "visits_rounds_made": (Round, col(Round.created_by_id) == me),
        "visits_pairs_decided": (RoundPair, col(RoundPair.by_id) == me),
        "visits_taken_part": (Participant, travelled),
        "visits_goals_signed": (Goal, signed),
        "visits_tasks_done": (VisitTask, col(VisitTask.done_by_id) == me),
        "visits_reports_written": (LearningReport, written),
        "visits_resolutions_answered": (CommitmentCheck, col(CommitmentCheck.answered_by_id) == me),
        "visits_coachings_asked": (Coaching, col(Coaching.asked_by_id) == me),
        "visits_coachings_met": (CoachingSession, col(CoachingSession.by_id) == me),
        "visits_steps": (VisitEvent, col(VisitEvent.by_id) == me),
        "visits_answer_links": (AnswerLink, col(AnswerLink.user_id) == me),
        "visits_calendar_address": (CalendarFeed, col(CalendarFeed.user_id) == me),
        "visits_calendar_invitations": (CalendarInvitation, col(CalendarInvitation.email) == email),
    }
