"""Headers as readers see them, read back by Python's parser, which does not know how ours writes."""

from email import message_from_bytes, policy
from email.header import decode_header
from email.message import EmailMessage

import pytest

from app.mail.headers import POLICY

LONG = "A visit is proposed: Papas del Norte visit Productores de Junín from 18 de enero de 2027"
SUBJECTS = [
    "Hello",
    "Année",
    LONG,
    "Uma proposta de visita: Associação de Pequenos Agricultores de São João à Cooperativa do Sul, a partir de amanhã",
    "प्रस्तावित भ्रमण: " + "जुनिन " * 20,
    "Plain words " * 20,
]


def written(subject: str, linesep: str = "\n") -> bytes:
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = subject
    mail.set_content("Text")
    return mail.as_bytes(policy=mail.policy.clone(linesep=linesep))


@pytest.mark.parametrize("subject", [one.strip() for one in SUBJECTS])
@pytest.mark.parametrize("linesep", ["\n", "\r\n"])
def test_subject_is_read_as_it_was_written(subject: str, linesep: str) -> None:
    data = written(subject, linesep)

    assert message_from_bytes(data, policy=policy.default)["Subject"] == subject


@pytest.mark.parametrize("subject", [one.strip() for one in SUBJECTS])
def test_lines_are_as_short_as_the_standard_wants(subject: str) -> None:
    head = written(subject).partition(b"\n\n")[0]

    assert max(len(line) for line in head.split(b"\n")) <= 78


def test_subject_with_accents_is_encoded_as_a_whole() -> None:
    head = written(LONG).partition(b"\n\n")[0].decode("ascii")
    raw = head.partition("Subject: ")[2].partition("\nContent-")[0].replace("\n", "")

    assert [(text.decode(), charset) for text, charset in decode_header(raw)] == [(LONG, "utf-8")]


def test_other_headers_are_written_as_ever() -> None:
    mail = EmailMessage(policy=POLICY)
    mail["To"] = "Rosa Núñez <rosa@example.org>"
    mail["From"] = "Excellent Experiences <post@example.org>"

    read = message_from_bytes(mail.as_bytes(), policy=policy.default)

    assert (str(read["To"]), str(read["From"])) == (str(mail["To"]), str(mail["From"]))


def test_long_address_to_unsubscribe_at_travels_as_it_is() -> None:
    stop = f"<https://experiences-of-small-producers.example.org/fr/notifications/stop/33.{'0' * 32}>"
    mail = EmailMessage(policy=POLICY)
    mail["List-Unsubscribe"] = stop

    assert mail.as_bytes() == f"List-Unsubscribe: {stop}\n\n".encode()
    assert mail.as_string() == f"List-Unsubscribe: {stop}\n\n"
