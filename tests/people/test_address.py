import pytest
from fastapi import Request

from app.domain.people.throttle import address_key
from app.services import Services
from app.web.address import client_address


class App:
    def __init__(self, services: Services) -> None:
        self.state = type("State", (), {"services": services})


def request(services: Services, client: str, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return Request({"type": "http", "headers": headers, "client": (client, 1), "app": App(services)})


@pytest.mark.parametrize(
    ("trusted", "client", "forwarded", "address"),
    [
        ("", "203.0.113.9", [], "203.0.113.9"),
        ("", "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("", "127.0.0.1", ["198.51.100.1"], "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", ["6.6.6.6, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1,10.0.0.0/8", "127.0.0.1", ["10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", "127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", ["not an address"], "127.0.0.1"),
        ("::1", "::1", ["2001:db8::7"], "2001:db8::7"),
    ],
)
def test_address_is_the_last_that_none_of_our_proxies_has(
    services: Services, trusted: str, client: str, forwarded: list[str], address: str
) -> None:
    services.settings.trusted_proxies = trusted

    assert client_address(request(services, client, *forwarded)) == address


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("testclient", "testclient", True),
    ],
)
def test_all_addresses_of_one_subscriber_count_as_one(one: str, other: str, same: bool) -> None:
    assert (address_key("sign_in", one) == address_key("sign_in", other)) is same
