"""What a page says when a service refuses: by the problem's code, in the words of a page and in both languages.

A service says it in English, to developers as well. Where its code has no sentence here, what it says is shown and is
marked as the English that it is.
"""

from collections.abc import Mapping

from chassis.errors import Problem

REFUSALS: Mapping[str, str] = {
    "account-linked": "An account was linked with your entry: end that link first",
    "agreement-expired": "This agreement has expired",
    "already-acknowledged": "Somebody has seen this concern already",
    "already-answered": "This was answered before",
    "already-awaited": "That is awaited of them already",
    "already-dealt-with": "Your organisation has dealt with this message",
    "already-extended": "It was made longer before",
    "already-released": "This was released before",
    "authority-ended": "Whoever asked for them has no authority to today",
    "case-closed": "This case is closed: open it again to write on it",
    "case-open": "This case is open",
    "concern-closed": "This concern is closed",
    "confidence-ended": "This has ended already",
    "consent-withdrawn": "This was taken back before",
    "cover-ended": "This has ended already",
    "cover-exists": "Somebody covers for this worker on some of these days already",
    "decided": "This was decided already",
    "emergency-reviewed": "This emergency access has been reviewed",
    "end-heard": "Your organisation said before that it knows",
    "enquiry-closed": "This enquiry is closed",
    "family-link-ended": "This has ended already",
    "family-link-exists": "Your organisation has recorded this already",
    "feed-shielded": "People have come by this list: declare one under another name",
    "gone": "Nobody else knows that person any more",
    "hold-lifted": "This hold was lifted before",
    "identity-awaited": "They have yet to show who they are",
    "invitation-accepted": "This invitation is accepted",
    "invitation-declined": "This invitation is declined",
    "invitation-exists": "You have invited them already",
    "invitation-lapsed": "This invitation was not answered in time",
    "involvement-confirmed": "Somebody has confirmed this already",
    "involvement-ended": "This has ended already",
    "involvement-exists": "Whoever it would be works with this person already",
    "involvement-of-a-feed": "Another system’s list says this: it changes there",
    "involvement-unconfirmed": "Nobody has confirmed it yet: have it confirmed first",
    "kept-back": "This stays out of every copy: there is nothing to decide",
    "kept-shorter": "A manager has to say that a case is kept shorter",
    "known-already": "Your organisation knows that person under another number of yours",
    "link-not-open": "This link is decided already",
    "linked": "This entry is linked already: undo that first",
    "look-reviewed": "This look has been reviewed",
    "message-over": "There is nothing to give any more",
    "no-front-door": (
        "This council has declared no front door for that: NOBODY WAS TOLD. Ring the council; if anybody is in danger"
        " now, ring 999"
    ),
    "no-second-look": "No second look is wanted at this",
    "not-a-manager": "A manager answers for the organisation that is invited",
    "not-awaited": "Nothing like that is awaited of them",
    "not-now": "They may be reached this way, but not now",
    "not-safe": "Nothing says that they may safely be reached this way",
    "not-the-officer": "Take the request up first: one named officer prepares it",
    "not-whom": "This is not whom the invitation is about, or not enough to be sure: ask whoever invited",
    "not-yours": "Only the worker it names, or a manager, does this",
    "overdue": "The answer is overdue: nothing stops the clock any more",
    "own-decision": "Somebody else has to look a second time at what you decided",
    "own-withholding": "Somebody else has to release what you kept back",
    "person-died": "This person has died: nobody consents for them any more",
    "recall-heard": "Somebody said before that your organisation knows",
    "referral-accepted": "Somebody has taken this referral on",
    "referral-done": "This referral is done",
    "referral-lapsed": "This referral was not answered in time",
    "referral-rejected": "This referral was not taken on",
    "referral-requested": "This referral has not been answered yet",
    "referral-revoked": "This referral was taken back",
    "release-decided": "This was decided already",
    "second-look-wanted": "Some of it still wants a second look",
    "share-ended": "This share has ended already",
    "share-live": "This share is not over",
    "too-late-to-extend": "They have to be told within the first month",
    "too-many-family-links": "One of the two belongs to as many people as we can show: end what is over first",
    "too-many-open": "They have yet to answer what you sent before",
    "too-many-seats": "Your organisation has as many seats in this hub as it may: end one first",
    "undecided": "Some of it is undecided",
}


def said_of(problem: Problem) -> str:
    return REFUSALS.get(problem.code) or sentence(problem.detail)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
