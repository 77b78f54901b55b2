"""From where a request really comes."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from fastapi import Request

from app.web.requests import services


def client_address(request: Request) -> str:
    """The network address of the client; what X-Forwarded-For says counts only as far as our own proxies wrote it.

    Each proxy adds on the right the address from which it was called, so the list is read from there: the first
    that is none of our proxies is the client, and everything to the left of it may be invented.
    """
    trusted = _networks(services(request).settings.trusted_proxies)
    address = request.client.host if request.client else ""
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while hops and _is_in(address, trusted):
        before = hops.pop().strip()
        if not _is_address(before):
            break
        address = before
    return address


@cache
def _networks(trusted_proxies: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Raises ValueError for a setting that is no list of addresses or networks."""
    return tuple(ip_network(part.strip(), strict=False) for part in trusted_proxies.split(",") if part.strip())


def _is_in(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
