"""Whether a worker knows the person in his own life: asked before he reads or ends what she keeps from whoever acts for
her, and before he has a hand in the copy of what is held about her.
"""

from collections.abc import Iterable

from chassis.errors import Denied
from services.cases.domain.looks.tie import Home
from services.cases.domain.people.person import Particulars
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work


async def must_not_know_her(work: Work, viewer: Viewer, person_id: str, acted_for: Iterable[str]) -> None:
    """`acted_for` are the accounts he was ever recorded to act for. Raises Denied, whether anything is kept or not.

    Also by his own word, if his organisation knows her by it. Not by where he said he lives, nor by what another told
    of him: a refusal would tell him where she lives, or that he was told of.
    """
    acts = [account_id for account_id in acted_for if await work.account_links.person_of(account_id) == person_id]
    ties = [
        tie
        for tie in await work.ties.of_accounts([viewer.subject])
        if tie.declared_by == viewer.subject and not isinstance(tie.subject, Home)
    ]
    known = await work.people.known_of([person_id], viewer.organisation_id) if ties else []
    own = [entry for entry in known if entry.organisation_id == viewer.organisation_id]
    if acts or any(tie.touches(entry, Particulars()) for tie in ties for entry in own):
        raise Denied("ask a colleague: you know this person in your own life", code="knows-her")
