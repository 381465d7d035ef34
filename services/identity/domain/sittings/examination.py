"""What an officer examined in person, and what it is worth by the same table as a proof made online.

The scores follow GPG 45, "How to prove and verify someone's identity": validity by how a document was examined,
verification by how the person was compared with it. What a vouch is worth follows the government's guidance on
vouching; both mappings are our reading of them, kept here as data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args

from chassis.errors import FieldError, Invalid
from services.identity.domain.proofs.gpg45 import Item, Level, Scores, Table
from services.identity.domain.proofs.proof import PHOTO, Claims, Evidence, wrong_evidence

Examined = Literal["seen", "features", "source"]
Compared = Literal["answers", "voucher", "photo", "photo_trained"]
State = Literal["done", "waiting", "confirmed", "refused"]

STRENGTH: Mapping[str, int] = {
    "uk_passport": 4,
    "uk_driving_licence": 3,
    "nhs_record": 2,
    "bank_account": 2,
    "council_tax_bill": 1,
}
# The original looked at; its security features checked; those, and its issuer asked or its chip read.
VALIDITY: Mapping[str, int] = {"seen": 1, "features": 2, "source": 3}
# Questions answered; a voucher there who knows the face; the face against a photo; the same by somebody trained to.
VERIFICATION: Mapping[str, int] = {"answers": 1, "voucher": 2, "photo": 2, "photo_trained": 3}
VOUCH = Item("vouch", strength=2, validity=2)
# What one officer's word is good for.
ALONE = Level.MEDIUM


@dataclass(frozen=True, slots=True)
class Shown:
    """A document on the desk, and how the officer examined it."""

    evidence: Evidence
    examined: Examined


@dataclass(frozen=True, slots=True)
class Examination:
    """One officer's examination. `flags`: what a colleague should look at. `level` is what it would reach.

    It is `waiting` where another officer must confirm it; `reason` is that officer's. Claims, documents, scores and
    reason are personal: the store seals them. `vouchers` are accounts.
    """

    id: str
    sitting_id: str
    account_id: str
    proof_id: str
    officer_id: str
    organisation_id: str
    claims: Claims
    shown: tuple[Shown, ...]
    compared: Compared
    vouchers: tuple[str, ...]
    scores: Scores
    level: Level
    flags: tuple[str, ...]
    state: State
    examined_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""

    @property
    def provider(self) -> str:
        """The provenance that the proof carries."""
        return f"in-person: {self.organisation_id}"


def scored(
    shown: tuple[Shown, ...], compared: Compared, vouches: int, activity: int, fraud: int, today: date
) -> Scores:
    """The scores of what lay on the desk, with activity and fraud as the providers found them."""
    items = [
        Item(
            each.evidence.kind,
            STRENGTH[each.evidence.kind],
            0 if each.evidence.expires_on and each.evidence.expires_on < today else VALIDITY[each.examined],
        )
        for each in shown
    ]
    if vouches:
        items.append(VOUCH)
    return Scores(tuple(items), activity, fraud, VERIFICATION[compared])


def only_alone(table: Table) -> Table:
    """The table as far as one officer's word reaches: nothing above medium."""
    return replace(table, profiles=tuple(each for each in table.profiles if each.level <= ALONE))


def check_examination(shown: tuple[Shown, ...], compared: str, vouches: int) -> None:
    """Raises Invalid naming what cannot be."""
    wrong = wrong_evidence([each.evidence for each in shown])
    if not shown and not vouches:
        wrong.append(FieldError("evidence", "record at least one document, or ask for a vouch"))
    for place, each in enumerate(shown):
        if each.examined not in get_args(Examined):
            wrong.append(FieldError(f"evidence.{place}.examined", f"must be one of {', '.join(get_args(Examined))}"))
    if compared not in VERIFICATION:
        wrong.append(FieldError("compared", f"must be one of {', '.join(VERIFICATION)}"))
    elif compared.startswith("photo") and not any(each.evidence.kind in PHOTO for each in shown):
        wrong.append(FieldError("compared", "there is no document with a photo"))
    elif compared == "voucher" and not vouches:
        wrong.append(FieldError("compared", "nobody has vouched in this sitting"))
    if wrong:
        raise Invalid("some answers need another look", fields=wrong)
