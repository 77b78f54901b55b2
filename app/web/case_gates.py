"""The gates to one case, by the `code` in the address: to read it, to see the work on it, to write it."""

from typing import Annotated

from fastapi import Depends

from app.content.text import N_
from app.domain.cases.access import may_read_work, may_write, readable_case
from app.domain.errors import Forbidden, NotFound
from app.models.cases import Case
from app.web.gates import SignedIn, gate
from app.web.requests import Db, Person


@gate("a case that this person may read")
def case_to_read(code: str, session: Db, viewer: Person) -> Case:
    return readable_case(session, code=code, viewer=viewer)


@gate("a case on whose work this person may look")
def case_to_work_on(code: str, session: Db, viewer: SignedIn) -> Case:
    """Strangers are asked to sign in, whatever the code: so a form sent after the sign-in expired is kept."""
    case = readable_case(session, code=code, viewer=viewer)
    if not may_read_work(session, case=case, viewer=viewer):
        raise NotFound
    return case


@gate("a case that this person may write now")
def case_to_write(session: Db, viewer: SignedIn, case: Annotated[Case, Depends(case_to_work_on)]) -> Case:
    if not may_write(session, case=case, viewer=viewer):
        raise Forbidden(N_("This case cannot be changed by you at the moment."))
    return case


ReadableCase = Annotated[Case, Depends(case_to_read)]
WorkOnCase = Annotated[Case, Depends(case_to_work_on)]
WritableCase = Annotated[Case, Depends(case_to_write)]
