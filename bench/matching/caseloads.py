"""Two agencies' caseloads of a made-up district, and who in them is one person. Nobody in it is real.

What two systems disagree about, and how often, are habits: what is trained on one set of habits is tried on others.
NHS numbers are from the 999 test range, telephone numbers from Ofcom's for drama.
"""

import random
import string
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from bench.matching.names import BRITISH, STREETS, Names
from services.cases.domain.feeds.caseload import Row
from services.cases.domain.people.person import Identity, Particulars

_TODAY = date(2026, 11, 1)
_OLDEST_DAYS = 34_000
_PER_POSTCODE = 40
_CROWD, _CROWD_AGES = 60, 3 * 365
_NOT_NAMED_YET = ("Baby", "Baby Boy", "Baby Girl", "Infant", "Male Infant", "Twin One", "Unnamed")
_GENERATION = 20
"""Years at least between a parent and a child of one name."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How often the second agency's entry of somebody differs so from the first's."""

    misspelt: float = 0.05
    short_form: float = 0.04
    shouted: float = 0.04
    accents_lost: float = 0.5
    names_swapped: float = 0.01
    new_family_name: float = 0.03
    birth_swapped: float = 0.02
    birth_digit: float = 0.01
    birth_rounded: float = 0.01
    moved: float = 0.15
    postcode_slip: float = 0.01
    other_door: float = 0.05
    no_number: float = 0.25
    wrong_number: float = 0.005
    other_phone: float = 0.35
    no_phone: float = 0.1
    no_uprn: float = 0.4
    misspelt_again: float = 0.0
    joined_family_name: float = 0.0
    family_respelt: float = 0.0
    no_postcode: float = 0.0
    second_forename_dropped: float = 0.0
    known_by_second: float = 0.0
    """By the second forename, where there are two."""
    one_family_name: float = 0.0
    """Either of two; for those whose names are their fathers' too, either father's."""
    fathers_name_second: float = 0.0
    """The first of two family names is written behind the given one."""
    not_named_yet: float = 0.0
    """Of those born this year, as the hospital has them."""
    no_sex: float = 0.0


@dataclass(frozen=True, slots=True)
class Made:
    """One agency's entry. `who` is the person it is truly of."""

    who: int
    identity: Identity
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class District:
    """Who lives there: in how many households there are twins, or a child of a parent's name; and how many are, as far
    as anybody knows, born on 1 January, or whichever month and day is written for those of whom the year is known.
    """

    names: Names = BRITISH
    twins: float = 0.02
    juniors: float = 0.02
    new_year: float = 0.0
    new_years_day: tuple[int, int] = (1, 1)
    two_forenames: float = 0.0
    two_family_names: float = 0.0
    newborn: float = 0.0
    """How many were born this year."""
    under_one_roof: float = 0.0
    """How many households are a care home, hostel or hall: people nearly of one age, one door, one telephone."""


def caseloads(people: int, habits: Habits, seed: int, there: District = District()) -> tuple[list[Made], list[Made]]:
    """Two caseloads out of a district of that many people, half of whom each agency knows, in no order."""
    chance = random.Random(seed)
    everybody = district(chance, people, there)
    ours = [made for made in everybody if chance.random() < 0.5]
    theirs = [as_others_know(chance, habits, made, there.names) for made in everybody if chance.random() < 0.5]
    chance.shuffle(ours)
    chance.shuffle(theirs)
    return ours, theirs


def district(chance: random.Random, people: int, there: District = District()) -> list[Made]:
    """Households: twins, a parent and child of one name, neighbours in one postcode among them."""
    names = there.names
    postcodes = [_postcode(chance) for _ in range(max(1, people // _PER_POSTCODE))]
    made: list[Made] = []
    while len(made) < people:
        if there.under_one_roof and chance.random() < there.under_one_roof:
            made += _crowd(chance, names, _place(chance, postcodes), len(made))
            continue
        household, family, place = len(made), names.family(chance), _place(chance, postcodes)
        for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
            given = _another(chance, names, {one.identity.given_name for one in made[household:]})
            made.append(_born(chance, given, family, place, len(made)))
            if there.new_year and chance.random() < there.new_year:
                known = made[-1].identity
                month, day = there.new_years_day
                made[-1] = replace(
                    made[-1], identity=replace(known, date_of_birth=known.date_of_birth.replace(month=month, day=day))
                )
        first = made[-1]
        happens = chance.random()
        if happens < there.twins:
            given = _another(chance, names, {one.identity.given_name for one in made[household:]})
            twin = _born(chance, given, family, place, len(made))
            birth = replace(twin.identity, date_of_birth=first.identity.date_of_birth)
            made.append(replace(twin, identity=birth))
        elif happens < there.twins + there.juniors:
            child = _born(chance, first.identity.given_name, family, place, len(made))
            made.append(replace(child, identity=_a_generation_apart(child.identity, first.identity.date_of_birth)))
    return [_more_of(chance, there, one) for one in made[:people]]


def _crowd(chance: random.Random, names: Names, place: tuple[str, str, str], first: int) -> list[Made]:
    eldest, phone = chance.randrange(6_000, _OLDEST_DAYS), _phone(chance)
    made = [_born(chance, names.given(chance), names.family(chance), place, first + nth) for nth in range(_CROWD)]
    return [
        replace(
            one,
            identity=replace(
                one.identity, date_of_birth=_TODAY - timedelta(days=eldest - chance.randrange(_CROWD_AGES))
            ),
            particulars=replace(one.particulars, phone=phone),
        )
        for one in made
    ]


def _more_of(chance: random.Random, there: District, made: Made) -> Made:
    """With what only some districts have."""
    identity = made.identity

    def happens(rate: float) -> bool:
        return rate > 0 and chance.random() < rate

    if happens(there.two_forenames):
        identity = replace(identity, given_name=f"{identity.given_name} {there.names.given(chance)}")
    if happens(there.two_family_names):
        identity = replace(identity, family_name=f"{there.names.family(chance)} {identity.family_name}")
    if happens(there.newborn):
        identity = replace(identity, date_of_birth=_TODAY - timedelta(days=chance.randrange(300)))
    return replace(made, identity=identity)


def _born(chance: random.Random, given: str, family: str, place: tuple[str, str, str], who: int) -> Made:
    address, postcode, uprn = place
    birth = _TODAY - timedelta(days=chance.randrange(_OLDEST_DAYS))
    sex = chance.choice("FM")
    identity = Identity(given, family, birth, nhs_number(chance), postcode)
    return Made(who, identity, Particulars(sex, address, "Fairhaven", uprn, _phone(chance)))


def _another(chance: random.Random, names: Names, given: set[str]) -> str:
    """No two of a household have one given name, but for a child of a parent's."""
    while (another := names.given(chance)) in given:
        pass
    return another


def _a_generation_apart(identity: Identity, birth: date) -> Identity:
    if abs(identity.date_of_birth.year - birth.year) >= _GENERATION:
        return identity
    years = _GENERATION if birth.year + _GENERATION < _TODAY.year else -_GENERATION
    return replace(identity, date_of_birth=identity.date_of_birth.replace(year=birth.year + years, day=1))


def as_others_know(chance: random.Random, habits: Habits, made: Made, names: Names = BRITISH) -> Made:
    """The second agency's entry of somebody."""
    identity, known = made.identity, made.particulars

    def happens(rate: float) -> bool:
        return rate > 0 and chance.random() < rate

    given, family, birth = identity.given_name, identity.family_name, identity.date_of_birth
    first, *second = given.split()
    if second and happens(habits.second_forename_dropped):
        given = first
    elif second and happens(habits.known_by_second):
        given = " ".join(second)
    fathers, *fathers_fathers = family.split()
    if fathers_fathers and happens(habits.one_family_name):
        family = chance.choice(family.split())
    elif fathers_fathers and happens(habits.fathers_name_second):
        given, family = f"{given} {fathers}", " ".join(fathers_fathers)
    if (_TODAY - birth).days < 365 and happens(habits.not_named_yet):
        given = chance.choice(_NOT_NAMED_YET)
    if happens(habits.no_sex):
        known = replace(known, sex="")
    if happens(habits.new_family_name):
        family = names.family(chance)
    if happens(habits.short_form):
        given = names.other_form(chance, given)
    if happens(habits.family_respelt):
        family = names.other_form(chance, family)
    if happens(habits.misspelt):
        given = misspelt(chance, given)
    if happens(habits.misspelt):
        family = misspelt(chance, family)
    if happens(habits.misspelt_again):
        given, family = misspelt(chance, misspelt(chance, given)), misspelt(chance, misspelt(chance, family))
    if happens(habits.joined_family_name):
        family = f"{family}-{names.family(chance)}"
    if happens(habits.accents_lost):
        given = given.encode("ascii", "ignore").decode() or given
    if happens(habits.shouted):
        given, family = given.upper(), family.upper()
    if happens(habits.names_swapped):
        given, family = family, given
    if happens(habits.birth_swapped) and birth.day <= 12:
        birth = date(birth.year, birth.day, birth.month)
    if happens(habits.birth_rounded):
        birth = date(birth.year, chance.choice((1, birth.month)), 1)
    if happens(habits.birth_digit):
        birth += timedelta(days=chance.choice((-10, -1, 1, 10)))
    number = identity.nhs_number
    if happens(habits.no_number):
        number = ""
    elif happens(habits.wrong_number):
        number = nhs_number(chance)
    postcode = identity.postcode
    if happens(habits.moved):
        address, postcode, uprn = _place(chance, [_postcode(chance)])
        known = replace(known, address=address, uprn=uprn)
    elif happens(habits.other_door):
        known = replace(known, address=f"{chance.randrange(1, 200)}a {known.address}", uprn="")
    if happens(habits.postcode_slip):
        postcode = postcode[:-1] + chance.choice("ABDEFGHJLNPQRSTUWXYZ")
    if happens(habits.no_postcode):
        postcode = ""
    if happens(habits.other_phone):
        known = replace(known, phone=_phone(chance))
    if happens(habits.no_phone):
        known = replace(known, phone="")
    if happens(habits.no_uprn):
        known = replace(known, uprn="")
    return Made(made.who, Identity(given, family, birth, number, postcode), known)


def row(made: Made) -> Row:
    """As an agency's system sends it; its local id is who it is truly of."""
    known = asdict(made.identity) | {"date_of_birth": made.identity.date_of_birth.isoformat()}
    return Row(line=0, local_id=str(made.who), **known, **asdict(made.particulars))


def misspelt(chance: random.Random, name: str) -> str:
    """A letter left out, doubled, replaced, or changed with the next."""
    at = chance.randrange(1, max(2, len(name) - 1))
    before, letter, after = name[:at], name[at : at + 1], name[at + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter * 2 + after,
            before + chance.choice(string.ascii_lowercase) + after,
            before + after[:1] + letter + after[1:],
        )
    )


def nhs_number(chance: random.Random) -> str:
    """One of the 999 test range whose check digit agrees."""
    while True:
        if number := checked(f"999{chance.randrange(10**6):06d}"):
            return number


def checked(digits: str) -> str:
    """With their check digit; empty for those that have none, and are no number's."""
    check = (11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
    return f"{digits}{check}" if check < 10 else ""


def _place(chance: random.Random, postcodes: list[str]) -> tuple[str, str, str]:
    address = f"{chance.randrange(1, 200)} {chance.choice(STREETS)} Road"
    return address, chance.choice(postcodes), str(chance.randrange(10**10, 10**11))


def _postcode(chance: random.Random) -> str:
    letters = "".join(chance.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    return f"{chance.choice(('WS', 'B', 'DY', 'WV'))}{chance.randrange(1, 40)} {chance.randrange(10)}{letters}"


def _phone(chance: random.Random) -> str:
    number = f"{chance.choice(('1632', '7700'))}{chance.randrange(900000, 961000)}"
    return chance.choice((f"0{number}", f"+44 {number}", f"(0{number[:4]}) {number[4:]}", f"+44(0){number}"))
