"""A whole round of learning visits, as people go it: from six telephones to an adoption on the hosts' case.

With verbs or by hand is done what other tests tell: accounts, organisations, the public case. Time moves for the
platform as a whole (`time_machine`), and its own worker does what dates bring: nothing is moved in the database.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page

from app.models.types import now
from tests.browser import round_learning as learning
from tests.browser import round_visit as visit
from tests.browser import round_wishes as wishes
from tests.browser.conftest import Site
from tests.browser.round_scene import SECOND_TOPIC, TOPIC, Scene
from tests.factories import Make

Sit = Callable[..., Page]
TRAVELLER = "rosa.quispe@example.org"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Set up before the platform and its browsers, so that they end before time is as it was."""
    with time_machine.travel(now().replace(hour=15), tick=True) as clock:
        yield clock


@pytest.fixture
def scene(clock: time_machine.Traveller, site: Site, make: Make, person: Sit) -> Scene:
    return Scene(site, make, person, clock)


def test_a_round_goes_from_six_telephones_to_an_adoption(scene: Scene, tmp_path: Path) -> None:
    clara = scene.make.coordinator("Clara")
    andes = scene.party("Papas del Norte", "PE", "Juan", "es")
    baobab = scene.party("Union du Baobab", "SN", "Awa", "fr")
    serra = scene.party("Mulheres da Serra", "BR", "Lia", "pt")
    junin = scene.party("Productores de Junín", "PE", "Rosa", "es")
    nord = scene.party("Coopérative du Nord", "BJ", "Rose", "fr")
    sul = scene.party("Cooperativa do Sul", "BR", "Paulo", "pt")
    case = scene.published_case(sul, "Um armazém de todos")

    wishes.offer_from_case(scene, sul, case)
    wishes.offer(scene, junin, "Nuestro almacén común", topics=(TOPIC, SECOND_TOPIC))
    wishes.offer(scene, nord, "Peser devant tout le monde", topics=(TOPIC,))
    spanish = "Cómo vender juntos"
    wishes.wish(scene, andes, spanish, people=4, spoken={"es": 4, "pt": 1}, topics=(TOPIC, SECOND_TOPIC))
    wishes.wish(scene, baobab, "Vendre ensemble", people=3, spoken={"fr": 3}, topics=(TOPIC,))
    wishes.wish(scene, serra, "Vender em conjunto", people=3, spoken={"pt": 3}, topics=(TOPIC,))

    wishes.see_who_fits(scene, clara, andes, [junin, sul], not_yet=nord)
    wishes.make_round(scene, clara)
    wishes.plan_and_publish(scene, clara, [(andes, junin), (baobab, nord), (serra, sul)])

    visit.decline_by_mail(scene, junin, andes)
    visit.offer_the_alternative(scene, clara, andes, sul)
    visit.accept(scene, andes, sul)
    visit.prepare(scene, andes, sul, TRAVELLER)
    visit.confirm(scene, clara)
    visit.invited(scene, {clara.email or "", andes.address, sul.address, TRAVELLER})

    learning.hold(scene, andes)
    learning.begin_report(scene, andes, tmp_path)
    learning.send_report(scene, andes)
    learning.comment_and_publish(scene, sul, clara)
    learning.follow_up(scene, andes, sul)
    learning.adopted(scene, case, andes)
