"""Which entries are worth comparing: those that share a key. Ten thousand people of one postcode share none by that;
only those of one year do, and where they are a crowd none is found by it.

Each way of being one person that matching knows leaves at least one key the same: a misspelt or married name, names in
each other's place, a wrong digit in the date of birth, a move. The NHS number is looked up besides.
"""

import hashlib
from collections.abc import Iterable
from itertools import product

from services.cases.domain.people.names import plain, short_forms, sounds
from services.cases.domain.people.person import Identity

CROWD = 4
"""Behind an ordinary postcode live some forty people, of any year at most one or two: so many of one year share a home,
a hostel or a hall.
"""

MOST_BEARERS = 100
"""Of more a key says nothing: they share what a system writes where it knows nothing, such as one birthday and
“Unknown”. Each would be compared with all, and ten thousand of them never be done.
"""


def keys(identity: Identity) -> frozenset[int]:
    """Signed numbers of 64 bits: nobody reads from a key who it is of."""
    given, family = _given_sounds(identity.given_name), _given_sounds(identity.family_name)
    birth = identity.date_of_birth
    # Day and month in one order, so that swapping them changes nothing.
    day = f"{birth.year}{min(birth.day, birth.month):02}{max(birth.day, birth.month):02}"
    pairs = {"/".join(sorted(pair)) for pair in product(given, family)}
    found = {f"born {day} {sound}" for sound in given | family}
    found |= {f"year {birth.year} {pair}" for pair in pairs}
    if identity.postcode:
        found.add(f"home {day} {identity.postcode}")
        found |= {f"home {identity.postcode} {pair}" for pair in pairs}
    return frozenset(map(_number, found)) | homes([identity])


def homes(identities: Iterable[Identity]) -> frozenset[int]:
    """The keys that all who were born in one year share behind one postcode: one wrong letter and a slip in the date of
    birth leave no other. Of a `CROWD` it finds nobody.
    """
    return frozenset(_number(f"home {one.postcode} {one.date_of_birth.year}") for one in identities if one.postcode)


def all_keys(identities: Iterable[Identity]) -> frozenset[int]:
    return frozenset(key for identity in identities for key in keys(identity))


def _given_sounds(name: str) -> frozenset[str]:
    """Of the name and of what it may be short for; of a double name's first part too. Either name may be the given."""
    whole = plain(name)
    first = whole.split()[0] if whole else ""
    return frozenset(sounds(form) for part in {whole, first} if part for form in short_forms(part))


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
