"""A tie of a worker's own life, declared by her or by her manager: whom she knows privately, or where she lives.

Nobody is looked up when it is declared, so that declaring tells nobody whether a person is known: each look of hers is
held to her ties afterwards, against what her agencies know of whom she looked at.
"""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Invalid
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.domain.people.likeness import Described, Level, place
from services.cases.domain.people.nhs_number import nhs_number
from services.cases.domain.people.person import Identity, Knowledge, Particulars, canonical_postcode, folded


@dataclass(frozen=True, slots=True)
class Home:
    """Where the worker lives, and under which surname; `uprn` is the address's own number, or empty."""

    family_name: str
    postcode: str
    address: str
    uprn: str = ""


Subject = ByIdentifier | ByNameAndBirth | Home


@dataclass(frozen=True, slots=True)
class Tie:
    """`account_id` is whose it is, `organisation_id` where it was declared."""

    id: str
    account_id: str
    organisation_id: str
    subject: Subject
    declared_by: str
    declared_at: datetime

    def counts_at(self, organisation_id: str) -> bool:
        """Her own word counts wherever she works, another's where it was given."""
        return self.organisation_id == organisation_id or self.declared_by == self.account_id

    def touches(self, known: Knowledge, particulars: Particulars) -> bool:
        """Whether this is, by what an agency knows, whom she knows or whom she may live with."""
        match self.subject:
            case ByIdentifier(scheme="nhs_number", value=number):
                return known.identity.nhs_number == number
            case ByIdentifier(value=local_id):
                return (known.organisation_id, known.local_id) == (self.organisation_id, local_id)
            case ByNameAndBirth(given, family, birth):
                named = (known.identity.given_folded, known.identity.family_folded)
                return named == (folded(given), folded(family)) and known.identity.date_of_birth == birth
            case Home() as home:
                return _at_home(home, known.identity, particulars)


def checked(subject: Subject) -> Subject:
    """As it is kept. Raises Invalid naming what is missing."""
    match subject:
        case ByIdentifier("nhs_number", value):
            number = nhs_number(value)
            if number is None:
                raise Invalid.field("identifier.value", "must be an NHS number with a correct check digit")
            return ByIdentifier("nhs_number", number)
        case ByIdentifier("local_id", value):
            if not value.strip():
                raise Invalid.field("identifier.value", "must be given")
            return ByIdentifier("local_id", value.strip())
        case ByIdentifier():
            raise Invalid.field("identifier.scheme", "must be nhs_number or local_id")
        case ByNameAndBirth(given, family, _):
            for field, name in (("given_name", given), ("family_name", family)):
                if not folded(name):
                    raise Invalid.field(f"name_and_birth.{field}", "must be given in full")
            return subject
        case Home(family, postcode, address, uprn):
            for field, text in (("family_name", family), ("postcode", postcode), ("address", address)):
                if not text.strip():
                    raise Invalid.field(f"home.{field}", "must be given")
            return Home(family.strip(), canonical_postcode(postcode), address.strip(), uprn.strip())


def _at_home(home: Home, identity: Identity, particulars: Particulars) -> bool:
    """One household (the same UPRN, or door and postcode), or one surname at one postcode: an address has many
    spellings.
    """
    lives = Described(
        Identity("", home.family_name, identity.date_of_birth, postcode=home.postcode),
        Particulars(address=home.address, uprn=home.uprn),
    )
    if place(lives, Described(identity, particulars)) is Level.SAME:
        return True
    namesake = identity.family_folded == folded(home.family_name)
    return namesake and identity.postcode == home.postcode
