"""For administrators: mails, jobs that failed, the audit trail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import select

from app.content.text import N_
from app.domain import administration
from app.domain.audit_words import ACTIONS, THINGS
from app.domain.cup.kept_from import SECRET_VALUES, jobs_shown, kept_from, mails_shown, undecided
from app.domain.errors import NotFound
from app.forms.bind import filled
from app.jobs.words import WORK
from app.models.platform import Job, JobState, MailMessage, MailState
from app.web.answers import redirect
from app.web.gates import Administrator, gate
from app.web.listing import listing
from app.web.paging import PageNumber
from app.web.requests import Db, Id
from app.web.templating import render
from app.web.trail_things import things_of

router = APIRouter(prefix="/{lang:lang}/administration")


@gate("administrators: a mail")
def mail_looked_at(mail_id: Id, session: Db, viewer: Administrator) -> MailMessage:
    shown = mails_shown(kept_from(session, viewer=viewer))
    mail = session.exec(select(MailMessage).where(MailMessage.id == mail_id, *shown)).first()
    if mail is None:
        raise NotFound
    return mail


@gate("administrators: a job")
def job_looked_at(job_id: Id, session: Db, viewer: Administrator) -> Job:
    shown = jobs_shown(kept_from(session, viewer=viewer))
    job = session.exec(select(Job).where(Job.id == job_id, *shown)).first()
    if job is None:
        raise NotFound
    return job


@router.get("/mails", name="administration_mails")
def mails(
    request: Request, session: Db, viewer: Administrator, q: str = "", state: str = "", page: PageNumber = 1
) -> Response:
    kept = kept_from(session, viewer=viewer)
    wanted = MailState(state) if state in set(MailState) else None
    query = administration.find_mails(words=q[:200], state=wanted, kept=kept)
    found = listing(request, session, query, page=page)
    chosen = filled({"q": q, "state": state})
    return render(
        request,
        "administration/mails.html",
        found=found,
        chosen=chosen,
        states=administration.MAIL_STATES,
        counts=administration.count_mails(session, kept=kept),
    )


@router.get("/mails/{mail_id}", name="administration_mail")
def mail(request: Request, _: Administrator, message: Annotated[MailMessage, Depends(mail_looked_at)]) -> Response:
    return render(request, "administration/mail.html", mail=message, states=administration.MAIL_STATES)


@router.post("/mails/{mail_id}/resend", name="administration_mail_resend")
def resend(
    request: Request, session: Db, viewer: Administrator, message: Annotated[MailMessage, Depends(mail_looked_at)]
) -> Response:
    administration.resend_mail(session, mail=message, by=viewer)
    return redirect(request, "administration_mail", mail_id=message.id, notice=N_("The mail is on its way again."))


@router.get("/jobs", name="administration_jobs")
def jobs(request: Request, session: Db, viewer: Administrator, state: str = "", page: PageNumber = 1) -> Response:
    kept = kept_from(session, viewer=viewer)
    wanted = JobState(state) if state in set(JobState) else None
    return render(
        request,
        "administration/jobs.html",
        found=listing(request, session, administration.find_jobs(state=wanted, kept=kept), page=page),
        chosen=state,
        states=administration.JOB_STATES,
        counts=administration.count_jobs(session, kept=kept),
        workers=administration.workers(session),
        work=WORK,
    )


@router.post("/jobs/{job_id}/retry", name="administration_job_retry")
def retry(
    request: Request, session: Db, viewer: Administrator, job: Annotated[Job, Depends(job_looked_at)]
) -> Response:
    administration.retry_job(session, job=job, by=viewer)
    return redirect(request, "administration_jobs", notice=N_("The job waits to be tried again."))


@router.post("/jobs/retry-all", name="administration_jobs_retry")
def retry_all(request: Request, session: Db, viewer: Administrator) -> Response:
    administration.retry_failed_jobs(session, by=viewer)
    return redirect(request, "administration_jobs", notice=N_("All failed jobs wait to be tried again."))


@router.get("/trail", name="administration_trail")
def trail(
    request: Request,
    session: Db,
    viewer: Administrator,
    person: str = "",
    object: str = "",  # noqa: A002
    verb: str = "",
    page: PageNumber = 1,
) -> Response:
    """`object` is a kind ("user") or one thing of it ("user:12")."""
    kept = kept_from(session, viewer=viewer)
    query = administration.find_events(person=person[:200], object_name=object[:90], verb=verb[:60], kept=kept)
    found = listing(request, session, query, page=page)
    return render(
        request,
        "administration/trail.html",
        found=found,
        things=things_of(request, session, viewer, found.rows),
        undecided=undecided(session, found.rows),
        secret=SECRET_VALUES,
        actions=ACTIONS,
        thing_words=THINGS,
        people=administration.people_of(session, [event.by_id for event in found.rows]),
        chosen=filled({"person": person, "object": object, "verb": verb}),
        kinds=administration.known_kinds(session, kept=kept),
        verbs=administration.known_verbs(session, kept=kept),
    )
