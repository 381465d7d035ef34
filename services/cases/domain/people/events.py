"""What happened to what agencies know, to involvements and to account links; ids only. None of it is published: an
involvement that others may hear of is told as `InvolvementChanged` besides."""

from dataclasses import dataclass

from services.cases.domain.events import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadTaken(Act):
    """About nobody in particular: how many rows of which feed."""

    kind = "caseload.taken"
    feed: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDeclared(Act):
    """About nobody in particular."""

    kind = "feed.declared"
    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollMoved(Act):
    """Of a whole delivery: `state` is "held", "ending" or "refused" (a manager's, with his reason) or "taken"."""

    kind = "roll.moved"
    roll_id: str
    state: str
    missing: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeLinked(Act):
    """An agency's entry turned out to be of a person others know."""

    kind = "knowledge.linked"
    knowledge_id: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleLinkDecided(Act):
    """Somebody looked whether an entry is of this person; `decided` is "linked" or "refused"."""

    kind = "possible-link.decided"
    knowledge_id: str
    decided: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesMerged(Act):
    """An agency's system says that two of its entries are one person's: `outcome` is "joined" or "to-decide"."""

    kind = "entries.merged"
    knowledge_id: str
    into_knowledge_id: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSeparated(Act):
    """The link was wrong: the entry is of somebody else again."""

    kind = "knowledge.separated"
    knowledge_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvementNoted(Act):
    """`step` is "declared", "recorded", "confirmed", "ended", "contact" or "handed-over"."""

    kind = "involvement.noted"
    involvement_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLinkMoved(Act):
    """`state` is the link's new one."""

    kind = "account-link.moved"
    link_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceMoved(Act):
    """`step` is "kept" or "ended"."""

    kind = "confidence.moved"
    confidence_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeContactRecorded(Act):
    """Never what was said."""

    kind = "safe-contact.recorded"
    contact_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMoved(Act):
    """`state` is the message's new one, or "tried"; `how` the way by which a worker gave it."""

    kind = "message.moved"
    message_id: str
    state: str
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionMade(Act):
    kind = "subscription.made"
    subscription_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayAsked(Act):
    kind = "subscription.replayed"
    subscription_id: str
    queued: str
