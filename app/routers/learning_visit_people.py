"""Who takes part in a visit."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import NotFound
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import participants
from app.domain.visits.access import HELD
from app.domain.visits.participants import Person
from app.domain.visits.showing import ShownVisit, visit_as_shown
from app.domain.visits.working import today_at
from app.forms.bind import Bound, bind, filled
from app.forms.learning_visit import AttendanceForm, PersonForm
from app.i18n import LANGUAGES
from app.models.visits import Participant, ParticipantSide, Visit
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_visit import attempt, theirs, visit_view
from app.web.requests import Db, Form, Id, Lang, Terms
from app.web.visit_gates import VisitToRead, VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}/people")
LABELS = {
    "name": N_("Name"),
    "role": N_("Role"),
    "gender": N_("Gender"),
    "age_band": N_("Age"),
    "languages": N_("Languages"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "needs": N_("What this person needs"),
    "needs_note": N_("More about it"),
    "passport": N_("Passport, as printed there"),
    "visa": N_("Visa"),
}
TICKS = {
    "consent": N_("They agree that we keep this for the visit"),
    "pictures_ok": N_("They agree to be in pictures"),
    "insured": N_("Is insured"),
}
SideAsked = Annotated[ParticipantSide, Query()]
OrganisationAsked = Annotated[str, Query(max_length=12)]


@router.get("", name="visit_people")
def people(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    started = visit.state in HELD or (shown.taking_place and today_at(visit) >= visit.starts_on)
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_people",
        template="visit_people",
        shown=shown,
        sides=participants.SIDES,
        visas=participants.VISAS,
        genders=participants.GENDERS,
        ages=participants.AGE_BANDS,
        forget_day=participants.forget_day(visit),
        attendance=[one for one in shown.people if _says_came(shown, one)] if started else [],
    )


def _says_came(shown: ShownVisit, one: Any) -> bool:
    return bool(shown.hosts or shown.coordinates or one.writable)


@router.post("/attendance", name="visit_attendance")
def attendance(visit: VisitToWorkOn, request: Request, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound = bind(AttendanceForm, form)
    if bound.model:
        asked = {int(one) for one in bound.model.asked if one.isascii() and one.isdecimal() and len(one) < 10}
        came = {number: str(number) in bound.model.came for number in asked}
        participants.say_who_came(session, visit=visit, came=came, by=viewer)
    return redirect(request, "visit_people", code=visit.code, notice=N_("Saved."))


@router.get("/new", name="visit_person_new")
def new(
    request: Request,
    visit: VisitToWorkOn,
    session: Db,
    viewer: SignedIn,
    lang: Lang,
    terms: Terms,
    side: SideAsked = ParticipantSide.VISITOR,
    organisation: OrganisationAsked = "",
) -> Response:
    one = _new(session, visit, viewer, side, organisation)
    return _form(request, session, visit, viewer, lang, terms, Bound(), one)


@router.post("/new")
def add(
    request: Request,
    visit: VisitToWorkOn,
    session: Db,
    viewer: SignedIn,
    lang: Lang,
    terms: Terms,
    form: Form,
    side: SideAsked = ParticipantSide.VISITOR,
    organisation: OrganisationAsked = "",
) -> Response:
    one = _new(session, visit, viewer, side, organisation)
    return _save(request, session, visit, viewer, lang, terms, bind(PersonForm, form), one)


@router.get("/{person_id}", name="visit_person")
def edit(
    request: Request, visit: VisitToWorkOn, person_id: Id, session: Db, viewer: SignedIn, lang: Lang, terms: Terms
) -> Response:
    one = participants.participant_of(session, visit=visit, participant_id=person_id, by=viewer)
    return _form(request, session, visit, viewer, lang, terms, filled(_stored(one)), one)


@router.post("/{person_id}")
def change(
    request: Request,
    visit: VisitToWorkOn,
    person_id: Id,
    session: Db,
    viewer: SignedIn,
    lang: Lang,
    terms: Terms,
    form: Form,
) -> Response:
    one = participants.participant_of(session, visit=visit, participant_id=person_id, by=viewer)
    return _save(request, session, visit, viewer, lang, terms, bind(PersonForm, form), one)


@router.post("/{person_id}/remove", name="visit_person_remove")
def remove(request: Request, visit: VisitToWorkOn, person_id: Id, session: Db, viewer: SignedIn) -> Response:
    participants.remove_participant(session, visit=visit, participant_id=person_id, by=viewer)
    return redirect(request, "visit_people", code=visit.code, notice=N_("Removed, with all that was kept."))


def _new(session: Session, visit: Visit, viewer: Viewer, side: ParticipantSide, organisation: str) -> Participant:
    """An entry to come, for the organisation of this code, or the only one it can be. Strangers' are not found."""
    shown = visit_as_shown(session, visit, viewer)
    homes = {ParticipantSide.VISITOR: shown.travels or shown.guests, ParticipantSide.HOST: [shown.host]}.get(side, [])
    chosen = [one for one in homes if one.code == organisation] or homes[:1]
    number = chosen[0].id if chosen else None
    one = Participant(visit_id=visit.id or 0, side=side, organisation_id=number, name="")
    if not participants.may_write(session, visit=visit, one=one, by=viewer):
        raise NotFound
    return one


def _stored(one: Participant) -> dict[str, Any]:
    return {**one.model_dump(include={*LABELS, *TICKS}), "consent": one.consent_at is not None}


def _known(terms: TermBook, person: PersonForm, bound: Bound[PersonForm]) -> None:
    """Codes that no form offers are left out."""
    person.needs = [code for code in person.needs if code in terms.codes("visit_need")]
    person.role = person.role if person.role in terms.codes("visit_role") else ""
    bound.model = person


def _save(
    request: Request,
    session: Session,
    visit: Visit,
    viewer: Viewer,
    lang: str,
    terms: TermBook,
    bound: Bound[PersonForm],
    one: Participant,
) -> Response:
    if bound.model:
        _known(terms, bound.model, bound)
        seen, person = bound.model.seen, Person(**bound.model.model_dump(exclude={"seen"}))

        def verb() -> object:
            if one.id:
                return participants.change_participant(
                    session, visit=visit, participant_id=one.id, person=person, seen=seen, by=viewer
                )
            return participants.add_participant(
                session, visit=visit, side=one.side, organisation_id=one.organisation_id, person=person, by=viewer
            )

        if attempt(bound, verb, lang):
            return redirect(request, "visit_people", code=visit.code, notice=N_("Saved."))
    return _form(request, session, visit, viewer, lang, terms, bound, one)


def _form(
    request: Request,
    session: Session,
    visit: Visit,
    viewer: Viewer,
    lang: str,
    terms: TermBook,
    bound: Bound[Any],
    one: Participant,
) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    codes = {home.id: home.code for home in (shown.host, *shown.guests)}
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_people",
        template="visit_person",
        shown=shown,
        home_code=codes.get(one.organisation_id or 0, ""),
        bound=bound,
        one=one,
        labels=LABELS,
        ticks=TICKS,
        clash=theirs(bound, _stored(one), LABELS) if one.id else [],
        sides=participants.SIDES,
        genders=participants.GENDERS,
        ages=participants.AGE_BANDS,
        visas=participants.VISAS,
        roles=terms.options("visit_role", lang),
        needs=terms.options("visit_need", lang),
        forget_day=participants.forget_day(visit),
        usual_languages=[*LANGUAGES],
    )
