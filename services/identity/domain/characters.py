"""Text that every database keeps: characters (Unicode section 3.9), and no NUL, which PostgreSQL has no place for."""

import json


def are_characters(value: object) -> bool:
    """Whether every string in a JSON value is text. Half a surrogate pair is none, though JSON can spell it."""
    try:
        said = json.dumps(value, ensure_ascii=False)
        said.encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    # As JSON spells a NUL; what merely looks like that is nobody's name, secret or address.
    return "\\u0000" not in said
