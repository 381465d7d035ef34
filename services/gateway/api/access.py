"""Who may ask what: the one table of `/v1`. Routes are held to it (`door`), and `docs/access.md` shows it to people.

A scope says what a caller may ask for at all; whether the answer is theirs is decided by the service, row by row.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Pace(StrEnum):
    """Which bucket a route draws from; each caller has one of each (`limits.RATES`)."""

    READ = "read"
    WRITE = "write"
    FIND = "find"
    IMPORT = "import"
    EMERGENCY = "emergency"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks of its caller.

    `audience` is the service that decides; `least_acr` the credential level (`acr`) asked for at the least, empty for
    any. A route without a scope is public.
    """

    scope: str
    audience: str
    pace: Pace
    least_acr: str = ""

    @property
    def public(self) -> bool:
        return not self.scope


def _read(scope: str, audience: str) -> Access:
    return Access(scope, audience, Pace.READ)


def _write(scope: str, audience: str) -> Access:
    return Access(scope, audience, Pace.WRITE)


def _records(scope: str, pace: Pace) -> Access:
    """What is in records is for whoever signed in with a passkey, or as strongly with their organisation."""
    return Access(scope, "cases", pace, least_acr="gpg44-high")


def _officers(scope: str, pace: Pace = Pace.WRITE) -> Access:
    """An officer signs in with a passkey: identity asks for it again, by pages too."""
    return Access(scope, "identity", pace, least_acr="gpg44-high")


PUBLIC = Access("", "cases", Pace.PUBLIC)

ACCESS: dict[tuple[str, str], Access] = {
    ("POST", "/v1/imports/organisations"): Access("directory:write", "directory", Pace.IMPORT),
    ("POST", "/v1/imports/professionals"): Access("directory:write", "directory", Pace.IMPORT),
    ("POST", "/v1/imports/people"): Access("people:import", "cases", Pace.IMPORT),
    ("POST", "/v1/imports/merges"): Access("people:import", "cases", Pace.IMPORT),
    ("GET", "/v1/organisations"): _read("organisations:read", "directory"),
    ("GET", "/v1/organisations/{organisation_id}"): _read("organisations:read", "directory"),
    ("GET", "/v1/teams"): _read("organisations:read", "directory"),
    ("GET", "/v1/professionals"): _read("professionals:read", "directory"),
    ("GET", "/v1/professionals/{professional_id}"): _read("professionals:read", "directory"),
    ("POST", "/v1/professionals/{professional_id}/disable"): _write("directory:write", "directory"),
    ("POST", "/v1/professionals/{professional_id}/enable"): _write("directory:write", "directory"),
    ("POST", "/v1/people/find"): Access("people:read", "cases", Pace.FIND),
    ("GET", "/v1/people/mine"): _read("people:read", "cases"),
    ("PUT", "/v1/people/mine"): _write("people:write", "cases"),
    ("POST", "/v1/people/separate"): _write("links:write", "cases"),
    ("GET", "/v1/people/{person_id}/network"): _read("people:read", "cases"),
    ("POST", "/v1/people/{person_id}/network"): _read("people:read", "cases"),
    ("POST", "/v1/people/{person_id}/involvements"): _write("people:write", "cases"),
    ("POST", "/v1/involvements"): _write("people:write", "cases"),
    ("POST", "/v1/involvements/{involvement_id}/confirm"): _write("people:write", "cases"),
    ("PUT", "/v1/involvements/{involvement_id}/contact"): _write("people:write", "cases"),
    ("PUT", "/v1/feeds/{name}"): _write("agreements:write", "cases"),
    ("GET", "/v1/feeds"): _read("agreements:read", "cases"),
    ("POST", "/v1/feeds/{name}/rolls"): Access("people:import", "cases", Pace.IMPORT),
    ("POST", "/v1/rolls/{roll_id}/entries"): Access("people:import", "cases", Pace.IMPORT),
    ("POST", "/v1/rolls/{roll_id}/check"): Access("people:import", "cases", Pace.IMPORT),
    ("POST", "/v1/rolls/{roll_id}/finish"): Access("people:import", "cases", Pace.IMPORT),
    ("GET", "/v1/rolls"): _read("agreements:write", "cases"),
    ("POST", "/v1/rolls/{roll_id}/decide"): _write("agreements:write", "cases"),
    ("POST", "/v1/involvements/{involvement_id}/end"): _write("people:write", "cases"),
    ("GET", "/v1/people/{person_id}/concerns"): _read("people:read", "cases"),
    ("POST", "/v1/people/{person_id}/concerns"): Access("people:write", "cases", Pace.EMERGENCY),
    ("GET", "/v1/people/{person_id}/private-messages"): _read("people:read", "cases"),
    ("POST", "/v1/people/{person_id}/private-messages"): _write("people:write", "cases"),
    ("GET", "/v1/private-messages"): _read("people:read", "cases"),
    ("POST", "/v1/private-messages/{message_id}/answer"): _write("people:write", "cases"),
    ("POST", "/v1/private-messages/{message_id}/lay-aside"): _write("people:write", "cases"),
    ("GET", "/v1/concerns"): _read("people:read", "cases"),
    ("POST", "/v1/concerns/{concern_id}/acknowledge"): _write("concerns:answer", "cases"),
    ("POST", "/v1/concerns/{concern_id}/close"): _write("concerns:answer", "cases"),
    ("GET", "/v1/organisations/{organisation_id}/front-doors"): _read("people:read", "cases"),
    ("PUT", "/v1/front-doors"): _write("agreements:write", "cases"),
    ("POST", "/v1/involvements/{involvement_id}/hand-over"): _write("people:write", "cases"),
    ("GET", "/v1/professionals/{professional_id}/people"): _read("people:write", "cases"),
    ("GET", "/v1/covers"): _read("people:read", "cases"),
    ("POST", "/v1/covers"): _write("people:write", "cases"),
    ("POST", "/v1/covers/{cover_id}/end"): _write("people:write", "cases"),
    ("GET", "/v1/people/{person_id}/invitations"): _read("people:read", "cases"),
    ("POST", "/v1/people/{person_id}/invitations"): _write("people:write", "cases"),
    ("GET", "/v1/invitations"): _read("people:write", "cases"),
    ("POST", "/v1/invitations/{invitation_id}/accept"): Access("people:write", "cases", Pace.FIND),
    ("POST", "/v1/invitations/{invitation_id}/decline"): _write("people:write", "cases"),
    ("GET", "/v1/people/{person_id}/family"): _read("people:read", "cases"),
    ("POST", "/v1/people/{person_id}/family"): _write("people:write", "cases"),
    ("POST", "/v1/family-links/{family_link_id}/end"): _write("people:write", "cases"),
    ("POST", "/v1/people/{person_id}/confidences"): _write("people:write", "cases"),
    ("GET", "/v1/people/{person_id}/confidences"): _read("people:write", "cases"),
    ("POST", "/v1/confidences/{confidence_id}/end"): _write("people:write", "cases"),
    ("GET", "/v1/people/{person_id}/safe-contact"): _read("people:read", "cases"),
    ("POST", "/v1/people/{person_id}/safe-contact"): _write("people:write", "cases"),
    ("GET", "/v1/messages"): _read("people:write", "cases"),
    ("POST", "/v1/messages/{message_id}/give"): _write("people:write", "cases"),
    ("GET", "/v1/account-links"): _read("links:write", "cases"),
    ("POST", "/v1/account-links/{link_id}/confirm"): _write("links:write", "cases"),
    ("POST", "/v1/account-links/{link_id}/end"): _write("links:write", "cases"),
    ("GET", "/v1/possible-links"): _read("links:write", "cases"),
    ("GET", "/v1/possible-links/{link_id}"): _read("links:write", "cases"),
    ("POST", "/v1/possible-links/{link_id}/decide"): _write("links:write", "cases"),
    ("GET", "/v1/cases"): _read("cases:read", "cases"),
    ("POST", "/v1/cases"): _write("cases:write", "cases"),
    ("GET", "/v1/cases/{case_id}"): _read("cases:read", "cases"),
    ("POST", "/v1/cases/{case_id}/close"): _write("cases:write", "cases"),
    ("POST", "/v1/cases/{case_id}/reopen"): _write("cases:write", "cases"),
    ("PUT", "/v1/cases/{case_id}/retention"): _write("cases:write", "cases"),
    ("GET", "/v1/cases/{case_id}/records"): _records("records:read", Pace.READ),
    ("POST", "/v1/cases/{case_id}/records"): _records("records:write", Pace.WRITE),
    ("GET", "/v1/cases/{case_id}/documents"): _records("records:read", Pace.READ),
    ("POST", "/v1/cases/{case_id}/documents"): _records("records:write", Pace.IMPORT),
    ("GET", "/v1/records/{record_id}"): _records("records:read", Pace.READ),
    ("GET", "/v1/records/{record_id}/content"): _records("records:read", Pace.READ),
    ("GET", "/v1/records/{record_id}/history"): _records("records:read", Pace.READ),
    ("POST", "/v1/records/{record_id}/corrections"): _records("records:write", Pace.WRITE),
    ("PUT", "/v1/records/{record_id}/parts"): _records("records:write", Pace.WRITE),
    ("GET", "/v1/objections"): _read("objections:answer", "cases"),
    ("POST", "/v1/objections/{objection_id}/answer"): _write("objections:answer", "cases"),
    ("GET", "/v1/retention"): _records("retention:decide", Pace.READ),
    ("GET", "/v1/people/{person_id}/retention"): _records("retention:decide", Pace.READ),
    ("POST", "/v1/people/{person_id}/erasures"): _records("retention:decide", Pace.WRITE),
    ("POST", "/v1/people/{person_id}/legal-holds"): _records("retention:decide", Pace.WRITE),
    ("GET", "/v1/erasures/{erasure_id}/recipients"): _records("retention:decide", Pace.READ),
    ("GET", "/v1/recalls"): _records("retention:decide", Pace.READ),
    ("POST", "/v1/recalls/{record_id}/heard"): _records("retention:decide", Pace.WRITE),
    ("GET", "/v1/misread-looks"): _read("people:read", "cases"),
    ("POST", "/v1/misread-looks/{look_id}/heard"): _write("people:read", "cases"),
    ("GET", "/v1/legal-holds"): _records("retention:decide", Pace.READ),
    ("POST", "/v1/legal-holds/{legal_hold_id}/lift"): _records("retention:decide", Pace.WRITE),
    ("POST", "/v1/access-requests"): _write("access-requests:write", "cases"),
    ("GET", "/v1/access-requests"): _read("access-requests:answer", "cases"),
    ("POST", "/v1/access-requests/{request_id}/clock"): _write("access-requests:answer", "cases"),
    ("POST", "/v1/access-requests/{request_id}/officer"): _write("access-requests:answer", "cases"),
    ("GET", "/v1/access-requests/{request_id}/items"): _records("access-requests:answer", Pace.READ),
    ("GET", "/v1/access-requests/{request_id}/items/{key}"): _records("access-requests:answer", Pace.READ),
    ("POST", "/v1/access-requests/{request_id}/decisions"): _records("access-requests:answer", Pace.WRITE),
    ("POST", "/v1/access-requests/{request_id}/second-looks"): _records("access-requests:answer", Pace.WRITE),
    ("POST", "/v1/access-requests/{request_id}/release"): _records("access-requests:answer", Pace.WRITE),
    ("GET", "/v1/access-requests/{request_id}/copy"): _records("access-requests:answer", Pace.READ),
    ("GET", "/v1/access-requests/{request_id}/records/{record_id}/content"): _records(
        "access-requests:answer", Pace.READ
    ),
    ("GET", "/v1/agreements"): _read("agreements:read", "cases"),
    ("POST", "/v1/agreements"): _write("agreements:write", "cases"),
    ("POST", "/v1/agreements/{agreement_id}/accept"): _write("agreements:write", "cases"),
    ("POST", "/v1/consents"): _write("consents:write", "cases"),
    ("GET", "/v1/notices"): PUBLIC,
    ("GET", "/v1/consents"): _read("shares:write", "cases"),
    ("POST", "/v1/consents/{consent_id}/withdraw"): _write("consents:write", "cases"),
    ("GET", "/v1/consents/{consent_id}"): _read("consents:write", "cases"),
    ("POST", "/v1/consent-refusals"): _write("consents:write", "cases"),
    ("POST", "/v1/people/{person_id}/death"): _write("people:write", "cases"),
    ("GET", "/v1/shares"): _read("shares:read", "cases"),
    ("POST", "/v1/shares"): _write("shares:write", "cases"),
    ("POST", "/v1/shares/{share_id}/end"): _write("shares:write", "cases"),
    ("POST", "/v1/shares/{share_id}/heard"): _write("shares:write", "cases"),
    ("GET", "/v1/referrals"): _read("shares:read", "cases"),
    ("POST", "/v1/referrals"): _write("shares:write", "cases"),
    ("GET", "/v1/referrals/{referral_id}"): _read("shares:read", "cases"),
    ("POST", "/v1/referrals/{referral_id}/accept"): _write("shares:write", "cases"),
    ("POST", "/v1/referrals/{referral_id}/reject"): _write("shares:write", "cases"),
    ("POST", "/v1/referrals/{referral_id}/done"): _write("shares:write", "cases"),
    ("POST", "/v1/referrals/{referral_id}/revoke"): _write("shares:write", "cases"),
    ("GET", "/v1/decisions-not-to-share"): _read("decisions:read", "cases"),
    ("POST", "/v1/decisions-not-to-share"): _write("shares:write", "cases"),
    ("GET", "/v1/hubs"): _read("hubs:read", "cases"),
    ("POST", "/v1/hubs"): _write("hubs:write", "cases"),
    ("POST", "/v1/hubs/{hub_id}/accept"): _write("hubs:write", "cases"),
    ("POST", "/v1/hubs/{hub_id}/seats"): _write("hubs:write", "cases"),
    ("DELETE", "/v1/hubs/{hub_id}/seats/{seat_id}"): _write("hubs:write", "cases"),
    ("GET", "/v1/enquiries"): _records("enquiries:read", Pace.READ),
    ("POST", "/v1/enquiries"): _records("enquiries:write", Pace.WRITE),
    ("GET", "/v1/enquiries/{enquiry_id}"): _records("enquiries:read", Pace.READ),
    ("POST", "/v1/enquiries/{enquiry_id}/contributions"): _records("enquiries:write", Pace.WRITE),
    ("POST", "/v1/enquiries/{enquiry_id}/close"): _records("enquiries:write", Pace.WRITE),
    ("GET", "/v1/contributions/{contribution_id}"): _records("enquiries:read", Pace.READ),
    ("POST", "/v1/contributions/{contribution_id}/releases"): _records("enquiries:write", Pace.WRITE),
    ("POST", "/v1/releases/{release_id}/decision"): _records("enquiries:write", Pace.WRITE),
    ("GET", "/v1/emergency-accesses"): _read("emergency:review", "cases"),
    ("POST", "/v1/emergency-accesses"): _records("emergency:open", Pace.EMERGENCY),
    ("POST", "/v1/emergency-accesses/{emergency_access_id}/review"): _write("emergency:review", "cases"),
    ("POST", "/v1/ties"): _write("ties:declare", "cases"),
    ("GET", "/v1/ties"): _records("looks:review", Pace.READ),
    ("DELETE", "/v1/ties/{tie_id}"): _records("looks:review", Pace.WRITE),
    ("GET", "/v1/look-reviews"): _records("looks:review", Pace.READ),
    ("POST", "/v1/look-reviews/{review_id}/judge"): _records("looks:review", Pace.WRITE),
    ("POST", "/v1/disclosures/{disclosure_id}/release"): _write("withheld:release", "cases"),
    ("POST", "/v1/disclosures/{disclosure_id}/keep"): _write("withheld:release", "cases"),
    ("GET", "/v1/withheld"): _records("withheld:release", Pace.READ),
    ("GET", "/v1/subscriptions"): _read("subscriptions:read", "cases"),
    ("POST", "/v1/subscriptions"): _write("subscriptions:write", "cases"),
    ("GET", "/v1/subscriptions/{subscription_id}/deliveries"): _read("subscriptions:read", "cases"),
    ("POST", "/v1/subscriptions/{subscription_id}/replay"): _write("subscriptions:write", "cases"),
    ("GET", "/v1/events"): _read("events:read", "cases"),
    ("GET", "/v1/events/stream"): _read("events:read", "cases"),
    ("GET", "/v1/dropped-deliveries"): _read("dropped:read", "cases"),
    ("GET", "/v1/me"): _read("me:read", "identity"),
    ("GET", "/v1/me/proofs"): _read("me:read", "identity"),
    ("POST", "/v1/me/proofs"): _write("me:write", "identity"),
    ("POST", "/v1/me/proofs/{proof_id}/withdraw"): _write("me:write", "identity"),
    ("POST", "/v1/me/proofs/{proof_id}/refresh"): _write("me:write", "identity"),
    ("GET", "/v1/doubted-proofs"): _officers("assisted:write", Pace.READ),
    ("GET", "/v1/doubted-proofs/{proof_id}"): _officers("assisted:write", Pace.READ),
    ("POST", "/v1/proofs/{proof_id}/doubt"): _officers("assisted:write"),
    ("POST", "/v1/proofs/{proof_id}/review"): _officers("assisted:write"),
    ("GET", "/v1/me/network"): _read("me:read", "cases"),
    ("GET", "/v1/me/sharing"): _read("me:read", "cases"),
    ("GET", "/v1/me/objections"): _read("me:read", "cases"),
    ("POST", "/v1/me/objections"): _write("me:write", "cases"),
    ("GET", "/v1/me/access-requests"): _read("me:read", "cases"),
    ("POST", "/v1/me/access-requests"): _write("me:write", "cases"),
    ("GET", "/v1/me/access-requests/{request_id}/copy"): _read("me:read", "cases"),
    ("GET", "/v1/me/access-requests/{request_id}/records/{record_id}/content"): _read("me:read", "cases"),
    ("GET", "/v1/me/disclosures"): _read("me:read", "cases"),
    ("GET", "/v1/me/approvals"): _read("me:read", "identity"),
    ("DELETE", "/v1/me/approvals/{client_id}"): _write("me:write", "identity"),
    ("GET", "/v1/me/sessions"): _read("sessions:read", "identity"),
    ("DELETE", "/v1/me/sessions/{session_id}"): _write("sessions:write", "identity"),
    ("POST", "/v1/me/sign-out-everywhere"): _write("sessions:write", "identity"),
    ("GET", "/v1/me/activity"): _read("me:read", "identity"),
    ("POST", "/v1/me/activity/{entry_id}/not-me"): _write("me:write", "identity"),
    ("GET", "/v1/me/safe-contact"): _read("me:read", "identity"),
    ("PUT", "/v1/me/safe-contact"): _write("me:write", "identity"),
    ("GET", "/v1/me/export"): _read("me:read", "identity"),
    ("POST", "/v1/me/close"): _write("me:write", "identity"),
    ("GET", "/v1/accounts/for-review"): _officers("accounts:protect", Pace.READ),
    ("POST", "/v1/accounts/{account_id}/review"): _officers("accounts:protect"),
    ("POST", "/v1/accounts/{account_id}/at-risk"): _officers("accounts:protect"),
    ("POST", "/v1/accounts/{account_id}/at-risk/clear"): _officers("accounts:protect"),
    ("PUT", "/v1/accounts/{account_id}/safe-contact"): _officers("accounts:protect"),
    ("GET", "/v1/me/mandates"): _read("me:read", "identity"),
    ("POST", "/v1/me/mandates"): _write("me:write", "identity"),
    ("POST", "/v1/me/mandates/{mandate_id}/stop"): _write("me:write", "identity"),
    ("POST", "/v1/me/mandates/{mandate_id}/keep"): _write("me:write", "identity"),
    ("GET", "/v1/me/acting"): _read("me:read", "identity"),
    ("GET", "/v1/acting"): _read("acting:read", "identity"),
    ("GET", "/v1/acting/network"): _read("acting:read", "cases"),
    ("GET", "/v1/acting/sharing"): _read("acting:read", "cases"),
    ("GET", "/v1/mandates"): _officers("mandates:write", Pace.READ),
    ("POST", "/v1/mandates"): _officers("mandates:write"),
    ("POST", "/v1/mandates/{mandate_id}/suspend"): _officers("mandates:write"),
    ("POST", "/v1/mandates/{mandate_id}/resume"): _officers("mandates:write"),
    ("POST", "/v1/mandates/{mandate_id}/end"): _officers("mandates:write"),
    ("POST", "/v1/mandates/{mandate_id}/assessments"): _officers("mandates:write"),
    ("POST", "/v1/assisted-sittings"): _officers("assisted:write", Pace.FIND),
    ("GET", "/v1/assisted-sittings/{sitting_id}"): _officers("assisted:write", Pace.READ),
    ("POST", "/v1/assisted-sittings/{sitting_id}/end"): _officers("assisted:write"),
    ("POST", "/v1/assisted-sittings/{sitting_id}/examinations"): _officers("assisted:write"),
    ("POST", "/v1/assisted-sittings/{sitting_id}/vouches"): _write("vouches:write", "identity"),
    ("POST", "/v1/assisted-sittings/{sitting_id}/binding"): _officers("assisted:write"),
    ("POST", "/v1/assisted-sittings/{sitting_id}/binding/confirm"): _officers("assisted:write"),
    ("POST", "/v1/assisted-sittings/{sitting_id}/passkeys/begin"): _officers("assisted:write"),
    ("POST", "/v1/assisted-sittings/{sitting_id}/passkeys"): _officers("assisted:write"),
    ("GET", "/v1/assisted-reviews"): _officers("assisted:write", Pace.READ),
    ("POST", "/v1/assisted-reviews/{examination_id}"): _officers("assisted:write"),
    ("POST", "/v1/workers"): _write("accounts:write", "identity"),
    ("POST", "/v1/workers/{account_id}/enrolments"): _write("accounts:write", "identity"),
    ("GET", "/v1/workplaces"): _read("accounts:write", "identity"),
    ("POST", "/v1/workplaces"): _write("accounts:write", "identity"),
    ("DELETE", "/v1/workplaces/{organisation_id}"): _write("accounts:write", "identity"),
    ("GET", "/v1/clients"): _read("clients:write", "identity"),
    ("POST", "/v1/clients"): _write("clients:write", "identity"),
    ("DELETE", "/v1/clients/{client_id}"): _write("clients:write", "identity"),
    ("PUT", "/v1/clients/{client_id}/keys"): _write("client-keys:write", "identity"),
    ("POST", "/v1/registration-tokens"): _write("clients:write", "identity"),
    ("POST", "/v1/signing-keys/rotate"): _write("keys:write", "identity"),
    ("POST", "/v1/signing-keys/{key_id}/retire"): _write("keys:write", "identity"),
    ("GET", "/v1/audit/checkpoint"): PUBLIC,
    ("GET", "/v1/audit/consistency"): PUBLIC,
    ("GET", "/v1/audit/inclusion"): _read("audit:read", "cases"),
    ("GET", "/v1/audit/witnesses"): PUBLIC,
    ("POST", "/v1/audit/witnesses"): _write("witnesses:write", "cases"),
    ("POST", "/v1/audit/cosignatures"): _write("log:cosign", "cases"),
    ("GET", "/v1/audit/export"): _records("disclosures:export", Pace.READ),
}

_PATHS = [(method, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))) for method, path in ACCESS]


def allowed(path: str) -> tuple[str, ...]:
    """The methods that a path of `/v1` has."""
    return tuple(method for method, pattern in _PATHS if pattern.fullmatch(path))
