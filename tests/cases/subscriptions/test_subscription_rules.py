"""A webhook target must not make us call inside."""

import pytest

from chassis.addresses import checked_url, forbidden
from chassis.errors import Invalid
from services.cases.domain.subscriptions.subscription import checked_types

INSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::1",
    "2001:0:7f00:1::1",
    "2130706433",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "127.1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused(address: str) -> None:
    assert forbidden(address)
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Invalid):
        checked_url(f"https://{host}/hook", allow_loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "partner.example"])
def test_a_public_address_is_not(address: str) -> None:
    assert not forbidden(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example/hook",
        "ftp://partner.example/hook",
        "https://user:secret@partner.example/hook",
        "https://partner.example/hook#part",
        "https://partner.example\\@127.0.0.1/hook",
        "https://partner.example/a b",
        "https:///hook",
        "https://localhost/hook",
        "https://printer/hook",
        "https://metadata.google.internal/computeMetadata",
        "https://db.local./",
        "https://partner.example:99999/",
        "https://[::1/",
        "partner.example/hook",
        "https://" + "a" * 2000 + ".example/",
        *("https://partner..example/", "https://.partner.example/", f"https://{'a' * 64}.example/"),  # no host's names
    ],
)
def test_a_url_that_is_not_plainly_public_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        checked_url(url, allow_loopback=False)


def test_loopback_is_only_for_a_demonstration() -> None:
    url = "http://localhost:9999/hook"
    assert checked_url(url, allow_loopback=True) == url
    with pytest.raises(Invalid):
        checked_url(url, allow_loopback=False)
    with pytest.raises(Invalid):
        checked_url("http://10.0.0.1/hook", allow_loopback=True)


def test_an_unknown_event_type_is_named() -> None:
    assert checked_types(frozenset({"share.granted"})) == {"share.granted"}
    with pytest.raises(Invalid, match=r"case\.exploded"):
        checked_types(frozenset({"share.granted", "case.exploded"}))
