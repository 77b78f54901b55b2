"""Who reads what: affinity, proposals, acceptance, changes by hand, and what is said when it cannot be."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.domain.cup import assigning
from app.domain.cup.assignable import Hindrance, situation_of
from app.domain.cup.proposing import even_load, fingerprint
from app.domain.errors import Conflict
from app.jobs.assigning import solve
from app.jobs.worker import Worker
from app.models.cup import Phase
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.jury import CardState, Juror, Scorecard
from app.models.organisations import Organisation
from app.models.people import Role, User
from app.models.platform import AuditEvent
from app.models.types import now
from app.services import Services
from tests.cup.assigned import accept, desk, filled_cup, pairs, propose, seats, the_edition
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser
from tests.people.helpers import mails

Visit = Callable[..., Browser]


def test_proposal_is_accepted_in_one_step_and_told_once(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    _, entries, jurors = filled_cup(cup, make, entries=4, jurors=3)
    browser = visit(make.coordinator())
    page = browser.open("/en/cup/2026/run/assignment")
    waiting = page.send(page.form("/propose"))
    Worker(services).run_once()
    ready = browser.open("/en/cup/2026/run/assignment")
    form = ready.form("/accept")

    done = ready.send(form)
    again = ready.send(form)

    assert "A proposal is being worked out" in waiting.text
    assert "8 new pairings" in ready.text
    assert "All entries hang together" in ready.text
    assert "Assigned. The jurors are told by mail." in done.text
    assert "Something has changed since this was worked out." in again.text
    made = pairs(services)
    assert {entry: sum(one == entry for one, _ in made) for entry, _ in made} == {one.id: 2 for one in entries}
    told = [mail.recipient for mail in mails(services) if mail.kind == "cup_juror_assigned"]
    assert sorted(told) == sorted(juror.email for juror in jurors if juror.id in {one for _, one in made})


def test_proposal_is_kept_with_what_it_follows_from(services: Services, cup: MakeCup, make: Make) -> None:
    edition, _, _ = filled_cup(cup, make, entries=3, jurors=3)
    proposal = propose(services, make, edition, make.coordinator())

    assert solve(proposal.inputs) == proposal.results
    assert (fingerprint(proposal.inputs), fingerprint(proposal.results)) == (
        proposal.inputs_hash,
        proposal.results_hash,
    )


@pytest.mark.parametrize(
    ("most", "kept", "needed", "share"),
    [
        ([10, 10, 10], {}, 6, 2),
        ([10, 10, 10], {}, 7, 3),
        ([1, 10, 10], {}, 7, 3),
        ([2, 2], {}, 9, 2),
        ([9, 9], {0: 5}, 6, 1),
    ],
)
def test_even_load_is_the_smallest_that_is_enough(
    most: list[int], kept: dict[int, int], needed: int, share: int
) -> None:
    assert even_load(most, kept, needed) == share


def test_work_is_shared_before_it_is_fitted(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING, jurors_per_entry=1)
    for _ in range(4):
        cup.entry(edition)
    seats(cup, make, edition, 1, expertise=["marketing_negotiation"], countries=["PE"])
    seats(cup, make, edition, 1)
    boss = make.coordinator()
    accept(services, make, edition, propose(services, make, edition, boss), boss)

    assert [row.held for row in desk(services, make, edition, boss).loads] == [2, 2]


def test_re_run_after_a_decline_keeps_the_other_pairs(services: Services, cup: MakeCup, make: Make) -> None:
    edition, _, _ = filled_cup(cup, make, entries=4, jurors=4)
    boss = make.coordinator()
    accept(services, make, edition, propose(services, make, edition, boss), boss)
    before = pairs(services)
    with services.database.writing() as session:
        card = session.exec(select(Scorecard).order_by(col(Scorecard.id))).first()
        assert card is not None
        card.state, card.decline_reason = CardState.DECLINED, "No time"
        gone = (card.entry_id, card.juror_id)

    made = accept(services, make, edition, propose(services, make, edition, boss), boss)

    assert made == 1
    assert pairs(services, CardState.ASSIGNED) > before - {gone}
    assert gone not in pairs(services, CardState.ASSIGNED)
    assert pairs(services, CardState.DECLINED) == {gone}


def test_tie_gained_since_frees_the_card_and_somebody_else_is_found(
    services: Services, cup: MakeCup, make: Make
) -> None:
    edition, entries, jurors = filled_cup(cup, make, entries=1, jurors=2, per_entry=1)
    boss = make.coordinator()
    accept(services, make, edition, propose(services, make, edition, boss), boss)
    [(_, first)] = pairs(services)
    with services.database.reading() as session:
        user = session.get_one(User, session.get_one(Juror, first).user_id)
        organisation = session.get_one(Organisation, entries[0].organisation_id)
    make.member(user, organisation)

    accept(services, make, edition, propose(services, make, edition, boss), boss)

    other = next(juror.id for juror in jurors if juror.id != first)
    assert pairs(services, CardState.ASSIGNED) == {(entries[0].id, other)}
    assert pairs(services, CardState.DECLINED) == {(entries[0].id, first)}


def test_acceptance_is_refused_when_a_tie_came_up_since(services: Services, cup: MakeCup, make: Make) -> None:
    edition, entries, jurors = filled_cup(cup, make, entries=1, jurors=2, per_entry=1)
    boss = make.coordinator()
    proposal = propose(services, make, edition, boss)
    with services.database.reading() as session:
        user = session.get_one(User, jurors[0].user_id)
        organisation = session.get_one(Organisation, entries[0].organisation_id)
    make.member(user, organisation)

    with pytest.raises(Conflict):
        accept(services, make, edition, proposal, boss)
    assert pairs(services) == set()


def test_all_jurors_tied_says_which_entry_lacks_whom(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, organisation = cup.edition(phase=Phase.JUDGING, jurors_per_entry=2), make.organisation()
    cup.entry(edition, organisation)
    for _ in range(2):
        cup.juror(edition, make.owner(organisation), conflicts_declared_at=now())
    boss = make.coordinator()
    propose(services, make, edition, boss)

    page = visit(boss).open("/en/cup/2026/run/assignment")
    [lack] = desk(services, make, edition, boss).shortages

    assert (lack.missing, lack.kept) == (2, [(Hindrance.TIE, 2)])
    assert "It cannot be done yet" in page.text
    assert "lacks 2 jurors" in page.text
    assert "2 jurors: has a tie with the organisation" in page.text
    assert not [form for form in page.all("form") if "/accept" in form.get("action", "")]


def test_too_small_loads_say_whose_larger_load_would_help(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING, jurors_per_entry=1)
    for _ in range(3):
        cup.entry(edition)
    [juror] = seats(cup, make, edition, 1, max_load=2)
    boss = make.coordinator()
    propose(services, make, edition, boss)

    found = desk(services, make, edition, boss)

    assert [(one.id, extra) for one, extra in found.more_load] == [(juror.id, 1)]
    assert [[one.id for one in lack.crowded] for lack in found.shortages] == [[juror.id]]


def test_one_juror_for_all(services: Services, cup: MakeCup, make: Make) -> None:
    edition, entries, [juror] = filled_cup(cup, make, entries=5, jurors=1, per_entry=1)
    boss = make.coordinator()

    assert accept(services, make, edition, propose(services, make, edition, boss), boss) == 5
    assert pairs(services) == {(entry.id, juror.id) for entry in entries}


def test_language_is_a_condition_unless_nobody_reads_it(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING, jurors_per_entry=1)
    first, second = cup.entry(edition), cup.entry(edition)
    with services.database.writing() as session:
        for entry, language in ((first, "fr"), (second, "qu")):
            session.exec(select(EntrySubmission).where(EntrySubmission.entry_id == entry.id)).one().language = language
    [reader] = seats(cup, make, edition, 1, languages=["fr"])
    [other] = seats(cup, make, edition, 1, languages=["en"])
    boss = make.coordinator()
    proposal = propose(services, make, edition, boss)
    accept(services, make, edition, proposal, boss)

    found = desk(services, make, edition, boss)

    assert (first.id, reader.id) in pairs(services)
    assert (first.id, other.id) not in pairs(services)
    assert {entry for entry, _ in pairs(services)} == {first.id, second.id}
    assert found.languages_nobody_reads == ["qu"]


def test_undeclared_juror_gets_nothing(services: Services, cup: MakeCup, make: Make) -> None:
    edition, entries, [juror] = filled_cup(cup, make, entries=1, jurors=1, per_entry=1)
    late = cup.juror(edition, make.user(), conflicts_declared_at=None)
    boss = make.coordinator()
    accept(services, make, edition, propose(services, make, edition, boss), boss)

    assert pairs(services) == {(entries[0].id, juror.id)}
    boss_now = make.viewer(boss)
    with services.database.writing() as session, pytest.raises(Conflict):
        assigning.assign_by_hand(
            session, edition=the_edition(session), entry=entries[0], juror=late, by=boss_now, agreed=True
        )


def test_anchors_go_to_everybody_without_a_tie(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    edition, organisation = cup.edition(phase=Phase.JUDGING, jurors_per_entry=1), make.organisation()
    anchor = cup.entry(edition, organisation)
    others = [cup.entry(edition) for _ in range(3)]
    jurors = seats(cup, make, edition, 3)
    cup.juror(edition, make.owner(organisation), conflicts_declared_at=now())
    browser = visit(make.coordinator("Boss"))
    page = browser.open("/en/cup/2026/run/assignment")
    page.send(page.form("/anchors").fill(anchors=[anchor.code]))
    boss = make.coordinator()

    proposal = propose(services, make, edition, boss)
    accept(services, make, edition, proposal, boss)

    made = pairs(services)
    assert {juror for entry, juror in made if entry == anchor.id} == {juror.id for juror in jurors}
    assert sorted(entry for entry, _ in made if entry != anchor.id) == sorted(one.id or 0 for one in others)
    assert len(proposal.results["parts"]) == 1


def test_anchors_stay_once_the_jury_scores(services: Services, cup: MakeCup, make: Make) -> None:
    _, [entry], [juror] = filled_cup(cup, make, entries=1, jurors=1, per_entry=1)
    cup.card(entry, juror, state=CardState.DRAFT, saved_at=now())
    boss = make.viewer(make.coordinator())

    with services.database.writing() as session, pytest.raises(Conflict):
        assigning.set_anchors(session, edition=the_edition(session), codes=[entry.code], by=boss)


@pytest.mark.parametrize("other", ["nothing", "another edition's", "out", "tied"])
def test_anchors_are_entries_in_the_running_that_one_may_know_of(
    services: Services, cup: MakeCup, make: Make, visit: Visit, other: str
) -> None:
    edition, [entry], _ = filled_cup(cup, make, entries=1, jurors=1, per_entry=1)
    organisation = make.organisation()
    boss = make.owner(organisation, roles=(Role.COORDINATOR,))
    code = {
        "nothing": lambda: "<b>E-0000</b>",
        "another edition's": lambda: cup.entry(cup.edition(year=2027)).code,
        "out": lambda: cup.entry(edition, state=EntryState.INELIGIBLE).code,
        "tied": lambda: cup.entry(edition, organisation).code,
    }[other]()
    browser = visit(boss)
    page = browser.open("/en/cup/2026/run/assignment")

    refused = page.send(page.form("/anchors").fill(anchors=[entry.code, code]))

    assert "One of these entries does not take part (any more)." in refused.text
    with services.database.reading() as session:
        assert session.exec(select(Entry.code).where(col(Entry.anchor).is_(True))).all() == []
        assert session.exec(select(AuditEvent).where(AuditEvent.verb == "cup.anchors")).all() == []


def test_anchors_chosen_are_on_the_audit_trail(services: Services, cup: MakeCup, make: Make) -> None:
    _, [entry], _ = filled_cup(cup, make, entries=1, jurors=1, per_entry=1)
    boss = make.viewer(make.coordinator())

    with services.database.writing() as session:
        assigning.set_anchors(session, edition=the_edition(session), codes=[entry.code, entry.code], by=boss)

    with services.database.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.verb == "cup.anchors")).one()
    assert (event.before, event.after) == ({"anchors": []}, {"anchors": [entry.code]})


def test_second_round_reads_the_short_list_alone(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.DELIBERATION, jurors_per_entry=1, round=2)
    cup.entry(edition)
    listed = cup.entry(edition, state=EntryState.SHORTLISTED)
    [juror] = seats(cup, make, edition, 1)
    cup.card(listed, juror, state=CardState.FINAL)
    boss = make.coordinator()

    accept(services, make, edition, propose(services, make, edition, boss), boss)

    with services.database.reading() as session:
        situation = situation_of(session, edition=edition)
        rounds = sorted(session.exec(select(Scorecard.round)).all())
    assert [one.id for one in situation.entries] == [listed.id]
    assert rounds == [1, 2]


def test_web_process_never_loads_the_optimiser() -> None:
    code = "import sys, app.main, app.routers, app.jobs.tasks; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
