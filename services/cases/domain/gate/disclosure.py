"""The gate: the one decision on what may leave towards whom, for reads, lists, searches, counts, exports, events,
pulls, retries.

Pure: everything it rests on is in its arguments. `store/gate/conditions.py` says the same in SQL, `policy.cedar` in
Cedar, and a property test holds the three to the same answers. In short:

- An organisation's own cases and records are open to its workers and systems. (Any worker of the organisation in a
  role with the scope, for the purpose of the context: teams are the organisation's own matter, and every look leaves
  a leaf.) Its protected addresses, to workers who say they are safeguarding.
- A private service's cases, with all that is in them, to its organisation's brokers (duty desk, managers), to the
  professional whom its work with her names, and to who covers for her there today; on no share, in no emergency.
- Another's, on a live share that covers organisation, case, class and purpose; protected addresses only on consent.
- Else on an open emergency access of the same worker; never protected addresses, nor what an organisation holds that
  works with the person in shielded services only.
- A sealed record opens to the workers of its own organisation only.
- A person is found by workers who can say whom they mean, by what agencies know; by what a shielded service knows, by
  its own workers.
- A network opens to workers of an organisation with a confirmed, current involvement, to a duty desk, and to herself.
- A shielded involvement opens to its own organisation's brokers (duty desk, managers), to the professional named in
  it, to who covers for her there today, and on a live share of just that involvement. To all others, herself on a
  shared screen included, it does not exist.
- What came by a feed is shown within the feed's own rules (ages, statuses, how long after closing), to herself too; its
  own organisation sees all of it.
- Organisations are told of the shares they give and receive; of one that opens a private service, its own brokers.
- A hub's enquiry and what was contributed to it open to those who sit in the hub, in that context and for that
  purpose, while it is open; a contribution besides on a live share of just that contribution; closed, both open to
  the host's guardian and data protection officer for audit. Never to whoever it names as a source of harm.
- What left is in the file of the organisations it concerned, to their guardian and data protection officer; what one
  keeps back to its own data protection officer only; what happened inside a hub to the host's only.
- A concern opens to the front door of the council that answers it, to who raised it, and while it is open to the
  organisations that work with the person, but for those it excludes; an allegation to those named for allegations and
  to who raised it only. Never to the person, nor to who acts for her.
- A message left for services that are never shown opens to the brokers of those that work with the person, and to who
  left it, while her network is open to him. Never to the person, nor to who acts for her.
- A worker never looks at the person he himself is.
- Who acts for a person sees, of her own pages only, what the mandate reaches today: never what is shielded, private,
  withheld, child-confidential towards a parent, or kept from whoever acts for her.

What a viewer may not know of is refused as absent; what he had until now, as no longer lawful.
"""

from services.cases.domain.gate.asking import (
    ABSENT,
    Ask,
    Facts,
    Permit,
    Refusal,
    What,
    of_concern,
    of_consent,
    of_contribution,
    of_enquiry,
    of_involvement,
    of_private_message,
    of_share,
    resting_on,
)
from services.cases.domain.gate.casework import casework
from services.cases.domain.gate.concerns import concern
from services.cases.domain.gate.enquiries import sealed
from services.cases.domain.gate.exports import exported
from services.cases.domain.gate.networks import involvement, network, person
from services.cases.domain.gate.pages import told
from services.cases.domain.gate.private_messages import private_message
from services.cases.domain.viewer import Viewer, ViewerKind

__all__ = [
    "ABSENT",
    "Ask",
    "Facts",
    "Permit",
    "Refusal",
    "What",
    "decide",
    "of_concern",
    "of_consent",
    "of_contribution",
    "of_enquiry",
    "of_involvement",
    "of_private_message",
    "of_share",
    "resting_on",
]


def decide(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    """Whether what is asked for may leave towards the viewer now, and on what basis."""
    if viewer.kind is ViewerKind.NOBODY:
        return ABSENT
    match ask.what:
        case What.CASE | What.RECORD | What.HISTORY:
            return casework(viewer, ask, facts)
        case What.PERSON:
            return person(viewer, ask, facts)
        case What.NETWORK:
            return network(viewer, facts)
        case What.INVOLVEMENT:
            return involvement(viewer, ask, facts)
        case What.SHARE | What.CONSENT:
            return told(viewer, ask, facts)
        case What.ENQUIRY | What.CONTRIBUTION:
            return sealed(viewer, ask, facts)
        case What.EXPORT:
            return exported(viewer, ask, facts)
        case What.CONCERN:
            return concern(viewer, ask, facts)
        case What.PRIVATE_MESSAGE:
            return private_message(viewer, ask, facts)
