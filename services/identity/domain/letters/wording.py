"""What letters say, in English and in Welsh: the same facts, and in each language one subject for all of them.

A letter names nobody and no service. The Welsh is to be proof-read by a Welsh speaker before real use.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from services.identity.domain.letters.letter import Kind

SUBJECT: Final[Mapping[str, str]] = {"en": "Your account", "cy": "Eich cyfrif"}
_WELSH_MONTHS = (
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
)
_CODE_EN = (
    "Your code is {code}\n\n"
    "Enter it on the page where you asked for it. It can be used once, within 30 minutes.\n\n"
    "If you did not ask for it, you need not do anything. Never give this code to anybody.\n"
)
_CODE_CY = (
    "Eich cod yw {code}\n\n"
    "Rhowch ef ar y dudalen lle gofynnoch amdano. Gellir ei ddefnyddio unwaith, o fewn 30 munud.\n\n"
    "Os na ofynnoch amdano, nid oes angen i chi wneud dim. Peidiwch byth â rhoi’r cod hwn i neb.\n"
)
WORDING: Final[Mapping[str, Mapping[Kind, str]]] = {
    "en": {
        "registration-code": _CODE_EN,
        "new-address-code": _CODE_EN,
        "address-taken": (
            "Somebody tried to open an account with this email address, which has one already.\n\n"
            "If it was you, sign in instead. If it was not, you need not do anything.\n"
        ),
        "address-changed": (
            "The email address of an account was changed, and is not this one any more.\n\n"
            "If it was not you, take it back within 7 days:\n{link}\n\n"
            "If it was you, you need not do anything.\n"
        ),
        "recovery-link": (
            "Somebody asked to get back into an account with this email address.\n\n"
            "From {opens_at} UTC this link lets you choose a new way to sign in:\n{link}\n\n"
            'The wait is there to protect you. If it was not you, sign in and choose "This was not me", or do '
            "nothing and do not give the link to anybody.\n"
        ),
        "not-me": (
            "You told us that something in an account was not your doing.\n\n"
            "Everybody else was signed out. If you had a password, it no longer works: choose a new one when you "
            "sign in.\n"
        ),
        "account-closed": "An account with this email address was closed. You need not do anything.\n",
        "news": "There is something to look at in your account. You need not do anything now.\n",
        "people-changed": (
            "Something changed for people you work with. Sign in to see.\n\n"
            "This comes once a day at the most. You can turn it off where you see who you work with.\n"
        ),
    },
    # Where a link leads is in Welsh too.
    "cy": {
        "registration-code": _CODE_CY,
        "new-address-code": _CODE_CY,
        "address-taken": (
            "Ceisiodd rhywun agor cyfrif gyda’r cyfeiriad e-bost hwn, sydd ag un yn barod.\n\n"
            "Os mai chi oedd yno, mewngofnodwch yn lle hynny. Os nad chi, nid oes angen i chi wneud dim.\n"
        ),
        "address-changed": (
            "Newidiwyd cyfeiriad e-bost cyfrif, ac nid hwn ydyw mwyach.\n\n"
            "Os nad chi wnaeth hyn, tynnwch ef yn ôl o fewn 7 diwrnod:\n{link}&lang=cy\n\n"
            "Os mai chi wnaeth hyn, nid oes angen i chi wneud dim.\n"
        ),
        "recovery-link": (
            "Gofynnodd rhywun am gael mynd yn ôl i mewn i gyfrif gyda’r cyfeiriad e-bost hwn.\n\n"
            "O {opens_at} UTC ymlaen, gallwch ddewis ffordd newydd o fewngofnodi gyda’r ddolen hon:\n{link}&lang=cy\n\n"
            "Mae’r aros yno i’ch diogelu. Os nad chi ofynnodd, mewngofnodwch a dewiswch “Nid fi wnaeth hyn”, neu "
            "peidiwch â gwneud dim a pheidiwch â rhoi’r ddolen i neb.\n"
        ),
        "not-me": (
            "Dywedoch wrthym nad chi wnaeth rhywbeth mewn cyfrif.\n\n"
            "Cafodd pawb arall eu hallgofnodi. Os oedd gennych gyfrinair, nid yw’n gweithio mwyach: dewiswch un newydd "
            "pan fyddwch yn mewngofnodi.\n"
        ),
        "news": "Mae rhywbeth i edrych arno yn eich cyfrif. Nid oes angen i chi wneud dim nawr.\n",
        "people-changed": (
            "Mae rhywbeth wedi newid i bobl yr ydych yn gweithio gyda nhw. Mewngofnodwch i weld.\n\n"
            "Daw hyn unwaith y dydd ar y mwyaf. Gallwch ei ddiffodd lle gwelwch gyda phwy yr ydych yn gweithio.\n"
        ),
        "account-closed": ("Cafodd cyfrif gyda’r cyfeiriad e-bost hwn ei gau. Nid oes angen i chi wneud dim.\n"),
    },
}


def worded(kind: Kind, language: str, facts: Mapping[str, str | datetime]) -> str:
    """The text of a letter. `facts`: `code`, or `link` (an address with a query), or `link` and `opens_at`."""
    said = {name: fact if isinstance(fact, str) else moment(fact, language) for name, fact in facts.items()}
    return WORDING[language][kind].format_map(said)


def moment(at: datetime, language: str) -> str:
    """ "3 March, 09:05", "3 Mawrth, 09:05"."""
    month = _WELSH_MONTHS[at.month - 1] if language == "cy" else f"{at:%B}"
    return f"{at.day} {month}, {at:%H:%M}"
