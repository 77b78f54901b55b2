"""No line of a page begins with : ; ? ! or », whatever spaces people typed."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.models.cases import CaseState, CaseVersion
from app.services import Services
from app.web.typography import keep_together
from tests.browse.library import Library
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui décide ?", "Qui décide\u00a0?"),
        ("Oui ! Voici : « le prix » ; enfin.", "Oui\u00a0! Voici\u00a0: «\u00a0le prix\u00a0»\u00a0; enfin."),
        ("<em>Qui</em> ?", "<em>Qui</em>\u00a0?"),
        ("Pourquoi  ?", "Pourquoi\u00a0?"),
        ("Who decides? They: all.", "Who decides? They: all."),
        ("¿Quién decide? ¡Todos!", "¿Quién decide? ¡Todos!"),
        ('<p title="Qui ? » ">Oui</p>', '<p title="Qui ? » ">Oui</p>'),
        ("<textarea>Qui ?</textarea> Oui !", "<textarea>Qui ?</textarea> Oui\u00a0!"),
        ('<script type="x">{"a" : 1}</script>', '<script type="x">{"a" : 1}</script>'),
        ("déjà\u00a0: vu", "déjà\u00a0: vu"),
        ("", ""),
    ],
)
def test_space_before_a_sign_never_ends_a_line(typed: str, shown: str) -> None:
    assert keep_together(typed) == shown
    assert keep_together(shown) == shown


def test_pages_show_no_break_spaces_and_keep_the_text_as_typed(services: Services, make: Make, visit: Visit) -> None:
    library, owner_of = Library(services, make), make.organisation("Union « Teranga »", country="SN")
    title = "Qui fixe le prix ?"
    case = library.tell(owner_of, language="fr", title=title, summary="Nous : les femmes.")
    library.index()
    browser = visit()
    draft = make.case(owner_of, state=CaseState.DRAFT, original_language="fr")
    editor = visit(make.owner(owner_of))

    page = browser.open(f"/fr/cases/{case.code}")
    pages = [page, browser.open("/fr/cases"), browser.open("/fr/organisations")]

    assert "Qui fixe le prix\u00a0?</h1>" in page.html
    assert "Nous\u00a0: les femmes." in page.html
    assert "Union «\u00a0Teranga\u00a0»" in pages[2].html
    assert "le prix\u00a0?" in pages[1].html
    assert title in browser.client.get(f"/fr/cases/{case.code}/cite.bib").text
    form = editor.open(f"/fr/cases/{draft.code}/edit/summary").form("/edit/summary", having="title")
    saved = editor.client.post(form.action, data={**form.values, "title": [title]})
    with services.database.reading() as session:
        kept = session.exec(select(CaseVersion).where(CaseVersion.case_id == draft.id)).one().content["summary"]
    assert (saved.status_code, kept["title"]) == (200, title)
    again = editor.open(f"/fr/cases/{draft.code}/edit/summary").form("/edit/summary", having="title")
    assert again.values["title"] == [title]
