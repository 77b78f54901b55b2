"""A jury that has judged: six entries, three jurors who read all of them, and one winner to be found."""

from dataclasses import dataclass

from app.domain.cup.calculating import calculate_now
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry
from app.models.jury import Calculation, CardState, Juror
from app.models.organisations import Organisation
from app.models.people import User
from tests.cup.making import CRITERIA, MakeCup
from tests.factories import raw_content

# Levels by entry, the best first; the second juror is stricter by one, the third likes the fourth entry.
LEVELS = ((4, 4, 4), (4, 4, 3), (4, 3, 3), (3, 3, 2), (2, 2, 2), (1, 1, 1))


@dataclass
class Judged:
    """Entry 0 is the best, entry 5 the weakest; `coordinator` has no ties."""

    cup: MakeCup
    edition: Edition
    entries: list[Entry]
    organisations: list[Organisation]
    jurors: list[Juror]
    coordinator: User

    @property
    def viewer(self) -> Viewer:
        return self.cup.make.viewer(self.coordinator)

    def calculate(self) -> Calculation:
        with self.cup.database.writing() as session:
            return calculate_now(session, edition=session.get_one(Edition, self.edition.id), by=None)


def judged(cup: MakeCup, *, phase: Phase = Phase.DELIBERATION) -> Judged:
    edition = cup.edition(phase=phase)
    organisations = [cup.make.organisation(f"Farmers {place}", country=("PE", "KE")[place % 2]) for place in range(6)]
    content = [raw_content(title=f"Potatoes {place}") for place in range(6)]
    made = [cup.entry(edition, one, content=text) for one, text in zip(organisations, content, strict=True)]
    jurors = [cup.juror(edition, cup.make.user(name)) for name in ("Ana", "Ben", "Cleo")]
    for place, entry in enumerate(made):
        for number, juror in enumerate(jurors):
            levels = [max(0, level - (number == 1)) for level in LEVELS[place]]
            give(cup, entry, juror, *(levels if (place, number) != (3, 2) else (3, 3, 3)))
    found = Judged(cup, edition, made, organisations, jurors, cup.make.coordinator("Carla"))
    if phase is not Phase.JUDGING:
        found.calculate()
    return found


def give(cup: MakeCup, entry: Entry, juror: Juror, *levels: int, number: int = 1) -> None:
    """A scorecard handed in, with these levels of the criteria (the last again for those that are left)."""
    levels += levels[-1:] * (len(CRITERIA) - len(levels))
    cup.card(
        entry,
        juror,
        state=CardState.FINAL,
        scores={code: level for (code, _, _), level in zip(CRITERIA, levels, strict=True)},
        round=number,
        strengths=[f"{juror.name}: honest", f"{juror.name}: clear"],
        next_step=f"{juror.name}: write down the prices.",
        note=f"{juror.name} says to the jury",
    )
