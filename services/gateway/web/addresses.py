"""Where a page may send a browser, and where a form may come from."""

from collections.abc import Mapping
from urllib.parse import urlsplit

HOME = "/"


def local(path: str, otherwise: str = HOME) -> str:
    """The path if it leads to this site and nowhere else, or the other one.

    Browsers read a backslash as a slash and skip tabs and line ends, so "/\\evil.example" and "/\\t/evil.example" would
    leave the site (WHATWG URL, section 4.4).
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return otherwise
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc else otherwise


def same_site(headers: Mapping[str, str]) -> bool:
    """Whether a form was sent from one of our own pages, or by no browser at all.

    Every browser says at the least `Origin` when a form crosses sites (Fetch, section 3.1); a request with neither
    header is not a browser's, so nobody's cookies were borrowed for it.
    """
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin, host = headers.get("origin"), headers.get("host", "")
    try:
        return origin is None or (host != "" and urlsplit(origin).netloc == host)
    except ValueError:  # an Origin that is none
        return False
