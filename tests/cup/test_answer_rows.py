"""What was sent is read as an answer to each question; what repeats stays together."""

from app.forms.cases.answer_rows import Item, Row, Told, answer_rows
from app.forms.cases.offers import Offers
from app.services import Services


def _told(services: Services, content: dict[str, dict[str, object]], language: str = "en") -> list[Told]:
    with services.database.reading() as session:
        return answer_rows(content, Offers(services.terms(session), language))


def test_parts_that_repeat_stand_together_under_their_own_heading(services: Services) -> None:
    moments = [{"date": "2019-02", "title": "Three beans", "turning_point": True}, {"date": "2020", "title": ""}]

    (told,) = _told(services, {"process": {"initial_situation": "Everybody alone", "moments": moments}})

    assert told.rows == [Row("The situation at the beginning", "Everybody alone", True)]
    assert told.items == [
        Item(
            "Moment 1",
            [
                Row("Date", "February 2019", False),
                Row("What happened", "Three beans", True),
                Row("A turning point: after this, things were different", "✓", False),
            ],
        ),
        Item("Moment 2", [Row("Date", "2020", False)]),
    ]


def test_number_is_written_as_the_reader_writes_it(services: Services) -> None:
    content = {"actors": {"money_from": 620000}}

    assert [_told(services, content, language)[0].rows[0].words for language in ("en", "es")] == ["620,000", "620.000"]


def test_date_of_which_a_redaction_took_a_part_stays_as_it_was_kept(services: Services) -> None:
    assert _told(services, {"facts": {"started": "[…]-05"}})[0].rows == [Row("From", "[…]-05", False)]
