"""Whether what was sent from the page of a person is about that person: from anybody else's, it is not there."""


def sent_about(named: str, *people: str) -> bool:
    """`named` is whom the page is of, as the request says; empty where the thing was named alone."""
    return named in ("", *people)
