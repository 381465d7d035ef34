"""The addresses we refuse to call because somebody outside named them.

What others register must not make us call inside: private, loopback, link-local and metadata addresses are refused when
the address is registered, and again each time its name is resolved.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from chassis.errors import Invalid

_LONGEST_URL = 2000
# Carry an IPv4 address inside: NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380), IPv4-compatible.
_WRAPPED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


def checked_url(url: str, *, allow_loopback: bool) -> str:
    """A URL we may call, so far as its text says: https, a name or public address, no credentials, no fragment.

    `allow_loopback` admits http to `localhost`, for a demonstration on one machine. Raises Invalid.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")  # a name with an empty or an overlong label is none that a resolver can be asked for
    except ValueError:
        raise Invalid.field("url", "is not a URL") from None
    if (
        len(url) > _LONGEST_URL
        or not url.isascii()
        or not url.isprintable()
        or any(c.isspace() or c == "\\" for c in url)
    ):
        raise Invalid.field("url", "is not a URL")
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid.field("url", "must have a host, and neither credentials nor a fragment")
    loopback = allow_loopback and host in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise Invalid.field("url", "must begin with https://")
    if loopback:
        return url
    if forbidden(host) or "." not in host or host.rstrip(".").endswith((".localhost", ".local", ".internal")):
        raise Invalid.field("url", "points inside a network; use a public address")
    return url


def forbidden(host: str) -> bool:
    """Whether a literal IP address must never be called. A name is not one, and is judged by what it resolves to."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        return _numeric(host)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif any(address in network for network in _WRAPPED):
            return True
    return not address.is_global or address.is_multicast or address.is_reserved


def _numeric(host: str) -> bool:
    """`2130706433`, `0x7f.1`, `0177.0.0.1`: addresses in disguise, which some resolvers accept."""
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdigit() or last.startswith("0x")
