import os
from datetime import timedelta

from sqlmodel import select

from app.jobs.housekeeping import tidy_up
from app.models.people import LinkPurpose, OneTimeLink, ParkedForm, SignIn, Throttle
from app.models.platform import Job, JobState, WorkerPulse
from app.models.types import now
from app.services import Services
from tests.factories import Make


def test_what_is_over_goes_and_what_is_not_stays(services: Services, make: Make) -> None:
    user_id = make.user().id or 0
    soon, long_ago = now() + timedelta(hours=1), now() - timedelta(days=40)
    with services.database.writing() as session:
        for name, moment in (("stays", soon), ("goes", long_ago)):
            session.add(SignIn(user_id=user_id, token_hash=name, expires_at=moment))
            session.add(
                OneTimeLink(purpose=LinkPurpose.RESET_PASSWORD, user_id=user_id, token_hash=name, expires_at=moment)
            )
            session.add(Throttle(key=name, window_ends_at=moment))
            session.add(ParkedForm(token_hash=name, path="/", created_at=moment))
            session.add(WorkerPulse(name=name, at=moment))
            session.add(Job(kind=name, state=JobState.DONE, finished_at=moment))
        session.add(Job(kind="failed", state=JobState.FAILED, finished_at=long_ago))

    with services.database.writing() as session:
        tidy_up(session, services.storage)

    with services.database.reading() as session:
        for column in (
            SignIn.token_hash,
            OneTimeLink.token_hash,
            Throttle.key,
            ParkedForm.token_hash,
            WorkerPulse.name,
        ):
            assert session.exec(select(column)).all() == ["stays"]
        assert sorted(session.exec(select(Job.kind)).all()) == ["failed", "stays"]


def test_what_broken_uploads_left_is_swept(services: Services) -> None:
    folder = services.settings.media_dir / "unfinished"
    for name, age in (("old", 2 * 24 * 3600), ("new", 0)):
        (folder / name).write_bytes(b"half a picture")
        moment = now().timestamp() - age
        os.utime(folder / name, (moment, moment))

    with services.database.writing() as session:
        tidy_up(session, services.storage)

    assert [path.name for path in folder.iterdir()] == ["new"]
