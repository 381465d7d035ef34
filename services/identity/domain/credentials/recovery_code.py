"""Recovery codes: ten, shown once, each good once, for when the phone is gone."""

import secrets

HOW_MANY = 10
_GROUPS, _GROUP = 4, 4
# Crockford's base 32: nothing that is read as something else. 80 bits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")


def new_codes() -> list[str]:
    """As they are shown: four groups of four."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(HOW_MANY)]


def as_typed(text: str) -> str:
    """A code as it is compared: spaces, dashes, case and look-alike letters do not count; empty when it is none."""
    code = "".join(text.upper().split()).replace("-", "").translate(_MEANT)
    return code if len(code) == _GROUPS * _GROUP and set(code) <= set(_ALPHABET) else ""


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))
