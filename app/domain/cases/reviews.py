"""The two reviewers of a systematised case: asking them, their rubric, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cases.access import Part, parts_of, related_organisations
from app.domain.cases.rubric import BY_CODE, CRITERIA, LEVELS, MATURITY, NEEDED_MEAN, NEEDED_REVIEWS
from app.domain.cases.telling import coordinators
from app.domain.cases.versions import working_copy
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.notices import notify
from app.domain.organisations.former import recently_left
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseReview, CaseState, CaseVersion, ReviewState
from app.models.organisations import Membership, Organisation, OrganisationKind
from app.models.people import User
from app.models.types import now

DAYS_TO_REVIEW = 21
VERDICTS = {"publish": N_("Ready to be edited and published"), "return": N_("Not yet: send it back to the team")}
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Outcome:
    """`met` when the rubric is; `why_not` says in words what is in the way."""

    done: int
    met: bool
    why_not: str = ""


def of_version(session: Session, version: CaseVersion) -> list[CaseReview]:
    query = select(CaseReview).where(CaseReview.version_id == version.id).order_by(col(CaseReview.id))
    return list(session.exec(query).all())


def assign(session: Session, *, case: Case, reviewer: User | None, by: Viewer, due: date | None = None) -> CaseReview:
    """Ask somebody to review. Raises Invalid (field "reviewer") for people who stand too close to the case."""
    if Part.COORDINATOR not in parts_of(session, case=case, viewer=by):
        raise Forbidden
    if case.state is not CaseState.REVIEW:
        raise Conflict(N_("Reviewers are asked once the organisation has approved the text."))
    version = working_copy(session, case)
    if reviewer is None or reviewer.deleted_at or reviewer.blocked_at or not reviewer.approved_at:
        raise Invalid(N_("Choose a person from the list."), "reviewer")
    _check_distance(session, case, reviewer)
    if any(review.reviewer_id == reviewer.id for review in of_version(session, version)):
        raise Invalid(N_("This person has been asked already."), "reviewer")
    review = CaseReview(
        case_id=case.id or 0,
        version_id=version.id or 0,
        reviewer_id=reviewer.id or 0,
        from_producers=_from_producers(session, reviewer),
        due=due or (now() + timedelta(days=DAYS_TO_REVIEW)).date(),
        assigned_by_id=by.id,
    )
    session.add(review)
    session.flush()
    audit.record(
        session,
        by=by,
        verb="review.assign",
        object_type="case",
        object_id=case.code,
        after={"reviewer": reviewer.id},
    )
    notify(
        session,
        people=[reviewer.id or 0],
        kind="review_assigned",
        path=f"/cases/{case.code}/review",
        title=case.title,
        due=str(review.due),
    )
    return review


def _check_distance(session: Session, case: Case, reviewer: User) -> None:
    """Nobody reviews a case of their own organisation, of one related to it, or of one they have just left."""
    mine = session.exec(select(Membership.organisation_id).where(Membership.user_id == reviewer.id)).all()
    if set(mine) & related_organisations(session, case.organisation_id):
        raise Invalid(N_("This person belongs to the organisation or to one that is related to it."), "reviewer")
    if reviewer.id in recently_left(session, session.get_one(Organisation, case.organisation_id)):
        raise Invalid(N_("This person belonged to the organisation until not long ago."), "reviewer")


def _from_producers(session: Session, reviewer: User) -> bool:
    query = (
        select(Organisation.id)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(Membership.user_id == reviewer.id, Organisation.kind == OrganisationKind.PRODUCER_ORGANISATION)
    )
    return session.exec(query).first() is not None


def review_of(session: Session, *, case: Case, viewer: Viewer) -> CaseReview:
    """This person's own review of the working version. Raises NotFound for everybody else."""
    version = working_copy(session, case) if case.state in (CaseState.REVIEW, CaseState.EDITING) else None
    reviews = of_version(session, version) if version else []
    mine = [r for r in reviews if r.reviewer_id == viewer.id and r.state is not ReviewState.DECLINED]
    if not mine:
        raise NotFound
    return mine[0]


def refuse(session: Session, *, review: CaseReview, case: Case, reason: str, by: Viewer) -> None:
    """The reviewer declines, with a reason; the coordinators look for somebody else."""
    _check_open(review, case)
    if not tidy(reason):
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "reason")
    review.state, review.decline_reason = ReviewState.DECLINED, tidy(reason)[:1000]
    session.add(review)
    _tell_coordinators(session, case, "review_declined", by, message=review.decline_reason)


def save(
    session: Session,
    *,
    review: CaseReview,
    case: Case,
    scores: Mapping[str, int],
    comments: Mapping[str, str],
    advice: str,
) -> None:
    """Keep a half-done review. Scores outside the rubric are refused."""
    _check_open(review, case)
    if any(code not in BY_CODE or level not in LEVELS for code, level in scores.items()):
        raise Invalid(N_("Choose one of the answers offered."), "scores")
    review.scores = dict(scores)
    review.comments = {code: tidy(text)[:LONGEST] for code, text in comments.items() if code in BY_CODE and tidy(text)}
    review.advice = tidy(advice)[:LONGEST]
    review.row_version += 1
    session.add(review)


def finish(session: Session, *, review: CaseReview, case: Case, verdict: str, maturity: str, by: Viewer) -> None:
    """Hand in a review. Raises Invalid while a criterion has no score or the verdict no reason."""
    _check_open(review, case)
    lacking = [criterion for criterion in CRITERIA if criterion.code not in review.scores]
    if lacking:
        raise Invalid(N_("Please score every criterion."), f"score-{lacking[0].code}")
    if verdict not in VERDICTS:
        raise Invalid(N_("Choose one of the answers offered."), "verdict")
    if maturity not in ("", *MATURITY):
        raise Invalid(N_("Choose one of the answers offered."), "maturity")
    if verdict == "return" and not review.advice:
        raise Invalid(N_("Say what the team should change."), "advice")
    review.verdict, review.maturity = verdict, maturity
    review.state, review.done_at = ReviewState.DONE, now()
    session.add(review)
    _tell_coordinators(session, case, "review_done", by, message=review.advice)


def _check_open(review: CaseReview, case: Case) -> None:
    if review.state is not ReviewState.ASSIGNED or case.state is not CaseState.REVIEW:
        raise Conflict(N_("This review is closed."))


def _tell_coordinators(session: Session, case: Case, kind: str, by: Viewer, message: str) -> None:
    notify(
        session,
        people=coordinators(session),
        kind=kind,
        path=f"/cases/{case.code}/work",
        besides=by.id,
        title=case.title,
        message=message,
        who=by.user.name if by.user else "",
    )


def reopen(session: Session, *, version: CaseVersion) -> None:
    """After changes the reviewers are asked again, with what they wrote kept."""
    for review in of_version(session, version):
        if review.state is ReviewState.DONE:
            review.state, review.done_at, review.verdict = ReviewState.ASSIGNED, None, ""
            session.add(review)


def outcome(session: Session, *, version: CaseVersion) -> Outcome:
    """Whether the rubric is met: two reviews, one from a producer organisation, both in favour, high enough."""
    done = [review for review in of_version(session, version) if review.state is ReviewState.DONE]
    if len(done) < NEEDED_REVIEWS:
        return Outcome(len(done), False, N_("Two reviews are needed."))
    if not any(review.from_producers for review in done):
        return Outcome(len(done), False, N_("One of the reviewers must come from a producer organisation."))
    if any(review.verdict != "publish" for review in done):
        return Outcome(len(done), False, N_("A reviewer asks to send it back."))
    if min(_mean(done, learning=False), _mean(done, learning=True)) < NEEDED_MEAN:
        return Outcome(len(done), False, N_("The scores are too low."))
    return Outcome(len(done), True)


def _mean(reviews: list[CaseReview], *, learning: bool) -> float:
    codes = [criterion.code for criterion in CRITERIA if criterion.learning or not learning]
    return fmean(review.scores[code] for review in reviews for code in codes)


def require_met(session: Session, *, version: CaseVersion) -> None:
    found = outcome(session, version=version)
    if not found.met:
        raise Conflict(found.why_not)
