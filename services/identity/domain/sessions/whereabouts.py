"""Where somebody signed in from, said roughly: enough to know one's own, too little to follow anybody."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address

# In this order: each browser also calls itself by the names of those below it.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`browser` such as "Firefox on Android"; `network` such as "192.0.*.*"; empty where it is not known."""

    browser: str = ""
    network: str = ""

    @classmethod
    def of(cls, user_agent: str, source: str) -> "Whereabouts":
        """From a User-Agent header and an address; what is not one of a few well-known names is left out."""
        said = user_agent[:_LONGEST]
        browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}/", said)), "")
        system = next((name for mark, name in _SYSTEMS if mark in said), "")
        return cls(" on ".join(part for part in (browser, system) if part), _network(source))


def _network(source: str) -> str:
    try:
        address = ip_address(source)
    except ValueError:
        return ""
    if isinstance(address, IPv4Address):
        return ".".join([*str(address).split(".")[:2], "*", "*"])
    return ":".join(address.exploded.split(":")[:2]) + ":*"
