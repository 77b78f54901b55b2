"""The states of visits in words, with their tone."""

from collections.abc import Mapping

from app.content.text import N_
from app.models.visits import VisitState

STATES: Mapping[VisitState, tuple[str, str]] = {
    VisitState.PLANNED: (N_("In preparation"), "info"),
    VisitState.CONFIRMED: (N_("Confirmed"), "good"),
    VisitState.UNDER_WAY: (N_("Under way"), "good"),
    VisitState.COMPLETED: (N_("Took place"), "info"),
    VisitState.REPORTED: (N_("All reports are there"), "good"),
    VisitState.CLOSED: (N_("Closed"), "quiet"),
    VisitState.CANCELLED: (N_("Cancelled"), "bad"),
    VisitState.DID_NOT_HAPPEN: (N_("Did not take place"), "bad"),
}
