"""Somebody takes away everything we hold of her (UK GDPR, articles 15 and 20)."""

from typing import Any

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.proofs.proof import Evidence, Proof
from services.identity.ports import OpenWork, Work
from services.identity.usecases.sessions.recent import must_be_recent

_PAGE = 500


class ExportAccount:
    """One document, in plain JSON values; secrets are not data about her and stay out."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller) -> dict[str, Any]:
        """Instants are RFC 3339, dates ISO 8601. Raises StepUpNeeded."""
        caller.must("me:read")
        now = self._clock.now()
        async with self._write() as work:
            await must_be_recent(work, caller, now)
            exported = await _everything(work, caller.subject)
            work.tell(Event("account.exported", caller.subject), by=caller.subject)
        return {"exported_at": now.isoformat()} | exported


async def _everything(work: Work, account_id: str) -> dict[str, Any]:
    account, care = await work.accounts.get(account_id), await work.care.of(account_id)
    contact, ways = care.contact, await work.codes.ways(account_id)
    places = await work.whereabouts.of(account_id)
    activity = await _activity(work, account_id)
    return {
        "account": {
            "id": account.id,
            "email": account.email,
            "email_verified": account.email_verified,
            "name": account.display_name,
            "created_at": account.created_at.isoformat(),
        },
        "safe_contact": contact
        and {
            "channels": sorted(contact.channels),
            "times": contact.times,
            "language": contact.language,
            "phone": contact.phone,
        },
        "sign_in": {
            "password": ways.password,
            "authenticator_app": ways.app,
            "recovery_codes_left": await work.codes.recovery_codes_left(account_id),
            "passkeys": [
                {
                    "name": passkey.name,
                    "added_at": passkey.added_at.isoformat(),
                    "counts_from": passkey.counts_from and passkey.counts_from.isoformat(),
                }
                for passkey in await work.passkeys.of(account_id)
            ],
        },
        "signed_in_from": [{"browser": place.browser, "network": place.network} for place in places.values()],
        "approvals": [
            {
                "client_id": approval.client_id,
                "claims": sorted(approval.claims),
                "refused": sorted(approval.refused),
                "approved_at": approval.approved_at.isoformat(),
            }
            for approval in await work.approvals.of(account_id)
        ],
        "proofs": [_proof(*await work.proofs.get(proof.id)) for proof in await work.proofs.of(account_id)],
        "activity": [entry for entry in activity if entry["kind"] != "letter.written"],
        "letters": [entry for entry in activity if entry["kind"] == "letter.written"],
    }


async def _activity(work: Work, account_id: str) -> list[dict[str, Any]]:
    found, before = list[dict[str, Any]](), ""
    while entries := await work.activity.of(account_id, before, _PAGE):
        found += [{"kind": e.kind, "at": e.at.isoformat(), "facts": dict(e.facts)} for e in entries]
        before = entries[-1].id
    return found


def _proof(proof: Proof, evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    claims = proof.claims
    return {
        "state": proof.state,
        "level": proof.level.label,
        "profile": proof.profile,
        "provider": proof.provider,
        "submitted_at": proof.submitted_at.isoformat(),
        "given_name": claims.given_name,
        "family_name": claims.family_name,
        "date_of_birth": claims.date_of_birth.isoformat(),
        "postcode": claims.postcode,
        "nhs_number": claims.nhs_number,
        "evidence": [{"kind": item.kind, "number": item.number} for item in evidence],
    }
