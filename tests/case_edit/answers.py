"""Valid answers for every control of a section as it was rendered, texts as hostile as people's texts can be."""

from app.content.schema import Field, Kind, Section
from app.content.text import one_line
from app.models.cases import Case
from app.models.media import Media, MediaKind, MediaState
from app.services import Services
from tests.pages import Form

HOSTILE = (
    "'); DROP TABLE learning_case;--",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %} %(name)s",
    "🌽 👩🏾‍🌾 مرحبا بكم, שלום",
    "\u202etxt.exe\u202c Ñandú",
)
CHOSEN = {
    "case_kind": ["mixed"],
    "case_role": ["supporter"],
    "benefit": ["joint_purchase", "bargaining_power", "influence"],
    "activity": ["bulk_selling", "input_group_discount"],
    "capability": ["women_youth", "advocacy"],
    "product": ["coffee", "maize"],
    "method": ["exchange_visit", "course"],
    "facilitation": ["public"],
    "balance": ["balanced"],
    "participation": ["interactive"],
    "evidence": ["told"],
    "condition": ["markets_prices"],
    "voice": ["woman_member"],
    "sustainable": ["uncertain"],
    "offer_kind": ["visit", "documents"],
}
FIXED = {
    Kind.URL: ["https://example.org/a?b=<c>&d='e'"],
    Kind.NUMBER: ["12.5"],
    Kind.DATE: ["2019-05-31"],
    Kind.FLAG: ["1"],
    Kind.COUNTRY: ["BO"],
    Kind.CURRENCY: ["BOB"],
    Kind.LANGUAGES: ["es", "sw"],
    Kind.MONTHS: ["1", "12"],
}


def fill(form: Form, section: Section, *, medium: str = "", case_code: str = "") -> dict[str, list[str]]:
    """Fill in every control of a section and say what was filled in."""
    filled: dict[str, list[str]] = {}
    for part in section.fields:
        filled[part.name] = _answer(part, len(filled), medium, case_code)
    for group in section.groups:
        for number in range(_rendered(form, group.name)):
            for part in group.fields:
                filled[f"{group.name}-{number}-{part.name}"] = _answer(part, len(filled), medium, case_code)
    form.fill_all(dict(filled))
    return filled


def _rendered(form: Form, group: str) -> int:
    names = {name for name in form.names if name.startswith(f"{group}-") and name.endswith("-key")}
    return len({name for name in names if name.split("-")[1].isdecimal()})


def _answer(part: Field, place: int, medium: str, case_code: str) -> list[str]:
    if part.vocabulary:
        return CHOSEN[part.vocabulary]
    if part.kind is Kind.MEDIUM:
        return [medium]
    if part.kind is Kind.CASES:
        return [case_code]
    if part.kind in FIXED:
        return FIXED[part.kind]
    text = one_line(HOSTILE[place % len(HOSTILE)])
    return [f"{text}\n\n{text}" if part.kind is Kind.TEXT else text]


def add_picture(services: Services, case: Case) -> str:
    """A photo of a case that can be shown."""
    medium = Media(
        case_id=case.id or 0,
        kind=MediaKind.PICTURE,
        state=MediaState.READY,
        content_type="image/jpeg",
        file_name="<b>fair</b>.jpg",
        sha256="0" * 64,
        size=1000,
        consent=True,
        files={"320": {"key": "0" * 64, "kind": "jpeg", "size": 1000, "width": 320, "height": 240}},
    )
    with services.database.writing() as session:
        session.add(medium)
    return medium.public_id


def asked(queries: list[str]) -> int:
    """How often a page asked the database, the look at the terms every few seconds left out."""
    return len([query for query in queries if "FROM term" not in query])
