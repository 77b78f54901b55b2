"""The slots and options of a problem: on which days each feasible pair may meet, with which score."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from app.matching.blocking import possible_starts
from app.matching.costs import length, share
from app.matching.days import dates_of, monday, run_starts, weeks_of
from app.matching.planning.problem import Option, Problem, Slot, lot
from app.matching.score import score

_Hosting = tuple[int, int]


def add_options(problem: Problem) -> Problem:
    """Fill in the slots and options of the problem's pairs.

    A pair meets on the first of days in a row, on a Monday or the first of a month; where parties share a visit, also
    on such a day of another party. With one party at a time, a later day of the same week counts only with a better
    score.
    """
    numbers: dict[tuple[int, date, int], int] = {}
    for pair, starts in _starts(problem).items():
        for start, points in _scored(problem, pair, starts):
            _add(problem, numbers, pair, start, points)
    return problem


def _starts(problem: Problem) -> dict[tuple[int, int], list[date]]:
    within = (problem.round.first, problem.round.last)
    possible: dict[tuple[int, int], int] = {}
    shared: dict[_Hosting, int] = defaultdict(int)
    for pair in problem.pairs:
        if not _open(problem, pair):
            continue
        demand, offer = problem.demands[pair[0]], problem.offers[pair[1]]
        possible[pair] = possible_starts(demand, offer, today=problem.round.today, within=within)
        shared[pair[1], length(demand, offer)] |= run_starts(possible[pair], within)
    return {
        pair: dates_of(
            bits & shared[pair[1], length(problem.demands[pair[0]], problem.offers[pair[1]])]
            if problem.offers[pair[1]].parties_per_visit > 1
            else run_starts(bits, within),
            within,
        )
        for pair, bits in possible.items()
    }


def _open(problem: Problem, pair: tuple[int, int]) -> bool:
    """The host has visits left, the guest's organisation none yet."""
    return problem.visits_left[pair[1]] > 0 and problem.demands[pair[0]].organisation not in problem.taken


def _scored(problem: Problem, pair: tuple[int, int], starts: Iterable[date]) -> list[tuple[date, int]]:
    demand, offer = problem.demands[pair[0]], problem.offers[pair[1]]
    by_month: dict[int, int] = {}
    best: dict[date, int] = {}
    found = []
    for start in starts:
        if not _free(problem, pair, start):
            continue
        if start.month not in by_month:
            by_month[start.month] = score(demand, offer, problem.settings, start=start).total
        points, week = by_month[start.month], monday(start)
        if offer.parties_per_visit > 1 or points > best.get(week, -1):
            best[week] = points
            found.append((start, points))
    return found


def _free(problem: Problem, pair: tuple[int, int], start: date) -> bool:
    demand, offer = problem.demands[pair[0]], problem.offers[pair[1]]
    weeks = weeks_of(start, length(demand, offer))
    pairs = ((organisation, week) for organisation in (demand.organisation, offer.organisation) for week in weeks)
    return problem.limit(weeks[0]) > 0 and problem.busy.isdisjoint(pairs)


def _add(
    problem: Problem, numbers: dict[tuple[int, date, int], int], pair: tuple[int, int], start: date, points: int
) -> None:
    demand, offer = problem.demands[pair[0]], problem.offers[pair[1]]
    days = length(demand, offer)
    key = (pair[1], start, days)
    if key not in numbers:
        numbers[key] = len(problem.slots)
        problem.slots.append(Slot(pair[1], start, days, tuple(weeks_of(start, days))))
    problem.options.append(
        Option(
            demand=pair[0],
            slot=numbers[key],
            score=points,
            share=share(demand, offer, problem.settings),
            lot=lot(problem.round.seed, demand.id, offer.id, start),
        )
    )
