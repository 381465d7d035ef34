"""A manager looks at one possible link, with what his agency's own entry says."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.people.person import Identity, Particulars
from services.cases.domain.people.possible_link import PossibleLink
from services.cases.ports.keys import Keys, knowledge_key
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.people.linking_manager import linking_manager, possible_link_of

_BECAUSE = "Looked at what they hold of who you are, to be sure that it is of the right person."


@dataclass(frozen=True, slots=True)
class Looked:
    """`own` is what the agency's entry says, by the field's name in `likeness`; never what another wrote."""

    link: PossibleLink
    own: Mapping[str, str]


class GetPossibleLink:
    """Decided or not. The look is a disclosure of the agency's own entry, in the log of whom the entry is of."""

    def __init__(self, work: OpenWork, keys: Keys, ids: Ids, clock: Clock) -> None:
        self._work, self._keys, self._disclose = work, keys, Disclose(ids, clock)

    async def __call__(self, caller: Caller, link_id: str) -> Looked:
        """Raises NotFound for another agency's, and for one about himself; Denied for who is no manager."""
        viewer = linking_manager(caller)
        own = viewer.organisation_id
        async with self._work() as work:
            link = await possible_link_of(work, caller, viewer, link_id)
            people = await work.people.held([link.entry_person_id])
            entry = (await work.people.known(own, [link.local_id]))[link.local_id]
            await self._disclose(
                work,
                viewer,
                people[entry.person_id],
                Permit("own", _BECAUSE),
                what="entry",
                holder_id=own,
                classes=[DataClass.IDENTITY, DataClass.CONTACT],
            )
        plaintext = await self._keys.open(knowledge_key(entry.id, own), entry.sealed, entry.id.encode())
        return Looked(link, _said(entry.identity, Particulars.parse(plaintext)))


def _said(identity: Identity, more: Particulars) -> Mapping[str, str]:
    return {
        "given_name": identity.given_name,
        "family_name": identity.family_name,
        "date_of_birth": identity.date_of_birth.isoformat(),
        "nhs_number": identity.nhs_number,
        "place": ", ".join(filter(None, (more.address, more.town, identity.postcode))),
        "phone": more.phone,
        "sex": more.sex,
    }
