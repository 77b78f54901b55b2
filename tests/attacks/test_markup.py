"""Markup in every text that somebody can write, on every page that shows it, to everybody."""

from sqlmodel import select

from app.main import create_app
from app.models.cases import CaseEvent, CaseReview, CaseTranslation
from app.models.organisations import Organisation
from app.models.people import User
from app.models.platform import Notification
from app.models.vocabulary import TermSuggestion
from tests.attacks.routes import client, routes, values_of
from tests.attacks.world import World, marked

MARKUP = '"><img src=x onerror=alert(1)></script></textarea>{{7*7}}[a](javascript:alert(1))'
BROKEN_OUT = ("<img src=x", 'href="javascript:', "</script></textarea>")


def _write_everywhere(world: World) -> None:
    with world.services.database.writing() as session:
        for user in session.exec(select(User)).all():
            user.name = MARKUP
        for organisation in session.exec(select(Organisation)).all():
            for name in ("name", "region", "contact_name", "description"):
                setattr(organisation, name, MARKUP)
            # PostgreSQL holds a text to the length of its column.
            organisation.contact_phone = MARKUP[:60]
            organisation.contact_public = True
        for suggestion in session.exec(select(TermSuggestion)).all():
            suggestion.label = suggestion.why = MARKUP
        for event in session.exec(select(CaseEvent)).all():
            event.message = MARKUP
        for review in session.exec(select(CaseReview)).all():
            review.advice, review.comments = MARKUP, dict.fromkeys(review.comments, MARKUP)
        for row in session.exec(select(CaseTranslation)).all():
            row.texts = dict.fromkeys(row.texts, MARKUP)
        for notification in session.exec(select(Notification)).all():
            notification.params = dict.fromkeys(notification.params, MARKUP)
    case = world.library.case(world.organisations["open"], marked(MARKUP), source=MARKUP)
    world.library.translate(case, "es", None)
    world.media["work"] = world.library.medium(case, file_name=MARKUP[:200])
    world.cases["hostile"] = case
    world.cases.pop("gone")
    while world.services.search.catch_up(world.services):
        pass


def test_no_text_becomes_markup_on_any_page(world: World) -> None:
    _write_everywhere(world)
    app = create_app(services=world.services)
    broken: list[str] = []

    for name in ("stranger", "coordinator", "administrator", "owner of the newcomers", "owner of the public case"):
        visitor = client(app, world.cookies[name])
        for route in routes(app):
            if "GET" not in route.methods or route.path == "/healthz":
                continue
            for values in values_of(world, route):
                answer = visitor.get(route.filled(values))
                markup = answer.headers.get("content-type", "").startswith(("text/html", "application/atom+xml"))
                if answer.status_code >= 500 or (markup and any(sign in answer.text for sign in BROKEN_OUT)):
                    broken.append(f"{name}: {answer.status_code} {route.filled(values)}")

    assert broken == []
