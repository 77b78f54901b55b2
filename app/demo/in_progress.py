"""Work that is under way in the demo library: for everybody who signs in, something waits.

Every step is taken by the demo people through the verbs of the domain, so that its history, its mails and its
rules are those of real work.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from app.demo.work import Sections, Work
from app.domain.cases import reviews
from app.domain.cases.follow_ups import ask_due
from app.domain.cases.rubric import CRITERIA
from app.domain.cases.submission import Rights, settle_rights
from app.domain.organisations.profile import OrganisationFields, create
from app.domain.term_suggestions import suggest_term
from app.models.cases import Case, FollowUp
from app.models.organisations import Organisation, OrganisationKind, Tier
from app.models.types import now

TEXTS = Path(__file__).parent / "data" / "in_progress.json"
NEWCOMER = "newcomer@example.org"
COORDINATOR, OTHER_COORDINATOR = "coordinator.es@example.org", "coordinator.en@example.org"
FACILITATOR, FRENCH_FACILITATOR = "facilitator@example.org", "facilitator.fr@example.org"
REVIEWER, PRODUCER_REVIEWER = "reviewer@example.org", "reviewer.producer@example.org"


def bring_under_way(work: Work) -> None:
    """One case in every state in which somebody has to act, and a term that waits for an answer."""
    texts = json.loads(TEXTS.read_text(encoding="utf-8"))
    _draft(work, texts)
    _newcomer(work, texts)
    _systematising(work, texts)
    _validation(work, texts)
    _review(work, texts)
    _editing(work, texts)
    _follow_up(work)
    suggest_term(work.session, **texts["term"], by=work.viewer("owner.papa@example.org"))


def _draft(work: Work, texts: Mapping[str, Any]) -> None:
    growers = work.session.exec(select(Organisation.id).where(Organisation.external_id == "org-mwangaza")).one()
    work.new_case(growers or 0, "en", texts["draft"], "owner.en@example.org")


def _newcomer(work: Work, texts: Mapping[str, Any]) -> None:
    """The first experience of somebody whom nobody knows yet: it waits for a coordinator's look."""
    said = texts["organisation"]
    fields = OrganisationFields(**{**said, "kind": OrganisationKind(said["kind"]), "tier": Tier(said["tier"])})
    organisation = create(work.session, said=fields, choices=work.choices, by=work.viewer(NEWCOMER))
    organisation.illustration = True
    case = work.new_case(organisation.id or 0, "es", texts["submitted"], NEWCOMER)
    settle_rights(work.session, case=case, rights=Rights("cc_by_4", consent=True), by=work.viewer(NEWCOMER))
    work.step(case, "submit", NEWCOMER)


def _systematising(work: Work, texts: Mapping[str, Any]) -> None:
    case = work.case("case-shea-savings")
    message = "L’erreur de 2022 mérite d’être racontée en entier : d’autres unions sont sur le point de la faire."
    work.step(case, "select", OTHER_COORDINATOR, message)
    work.step(case, "begin", FRENCH_FACILITATOR)
    work.write(case, texts["systematising"], FRENCH_FACILITATOR)


def _revised(work: Work, name: str, sections: Sections, why: str) -> Case:
    """A published case of which a new version waits for its organisation's approval."""
    case = work.case(name)
    work.step(case, "revise", FACILITATOR, why)
    work.write(case, sections, FACILITATOR)
    work.step(case, "send_to_validation", FACILITATOR, "Cambiamos solo «Qué haríamos distinto». ¿Está dicho como fue?")
    return case


def _validation(work: Work, texts: Mapping[str, Any]) -> None:
    why = "Recoger el nuevo plazo de pago que contaron en el seguimiento."
    _revised(work, "case-quindio-plantain", texts["validation"], why)


def _review(work: Work, texts: Mapping[str, Any]) -> None:
    """One of its two reviewers is done."""
    case = _revised(work, "case-river-of-change", texts["review"], "Contar cómo fue el cuarto río.")
    work.step(case, "approve", "owner.tejedoras@example.org", "Lo leímos juntas. Así fue.")
    _ask(work, case)
    _in_favour(work, case, REVIEWER, texts)


def _editing(work: Work, texts: Mapping[str, Any]) -> None:
    """Reviewed, and ready for the coordinator to publish."""
    why = "Contar qué pasó cuando el comprador redujo la compra."
    case = _revised(work, "case-coffee-buena-vista", texts["editing"], why)
    work.step(case, "approve", "owner.buenavista@example.org")
    _ask(work, case)
    for email in (REVIEWER, PRODUCER_REVIEWER):
        _in_favour(work, case, email, texts)
    work.step(case, "pass_review", COORDINATOR)


def _ask(work: Work, case: Case) -> None:
    for email in (REVIEWER, PRODUCER_REVIEWER):
        reviews.assign(work.session, case=case, reviewer=work.user(email), by=work.viewer(COORDINATOR))


def _in_favour(work: Work, case: Case, email: str, texts: Mapping[str, Any]) -> None:
    by = work.viewer(email)
    review = reviews.review_of(work.session, case=case, viewer=by)
    scores = {criterion.code: 3 if criterion.learning else 2 for criterion in CRITERIA}
    advice = texts["advice"][email]
    reviews.save(work.session, review=review, case=case, scores=scores, comments={}, advice=advice)
    reviews.finish(work.session, review=review, case=case, verdict="publish", maturity="promising", by=by)


def _follow_up(work: Work) -> None:
    """The first question of a case comes due today, whenever the demo library is loaded."""
    case = work.case("case-native-potato")
    first = select(FollowUp).where(FollowUp.case_id == case.id).order_by(col(FollowUp.months)).limit(1)
    question = work.session.exec(first).one()
    question.due = min(question.due, now().date())
    work.session.add(question)
    ask_due(work.session)
