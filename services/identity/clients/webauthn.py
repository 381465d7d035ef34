"""Passkey ceremonies (WebAuthn level 3) by py_webauthn: discoverable keys, user verification required, no attestation.

Attestation is not asked for (section 8.7, "none"): it would tell the make of a resident's phone, and keep out keys
that are as good. The relying party's id is the host of the issuer, the one origin is the issuer's own.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.identity.domain.accounts.account import Account
from services.identity.domain.credentials.challenge import LIFE, Challenge
from services.identity.domain.credentials.passkey import Attested, Passkey
from services.identity.ports import BadCeremony

_LONGEST_RESPONSE = 16 * 1024
_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_MILLISECONDS = int(LIFE.total_seconds() * 1000)


class WebAuthn:
    def __init__(self, issuer: str, name: str = "Kith") -> None:
        parts = urlsplit(issuer)
        self._origin, self._rp_id, self._name = f"{parts.scheme}://{parts.netloc}", parts.hostname or "", name

    def creation(self, challenge: Challenge, account: Account, held: Sequence[Passkey]) -> str:
        options = generate_registration_options(
            rp_id=self._rp_id,
            rp_name=self._name,
            # Opaque and the account's for good: how a discoverable key says whose it is (section 14.6.1).
            user_id=account.id.encode(),
            user_name=account.email or account.display_name or self._name,
            user_display_name=account.display_name or account.email or self._name,
            challenge=challenge.value,
            timeout=_MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=_named(held),
            supported_pub_key_algs=_ALGORITHMS,
        )
        return options_to_json(options)

    def request(self, challenge: Challenge, allowed: Sequence[Passkey] = ()) -> str:
        options = generate_authentication_options(
            rp_id=self._rp_id,
            challenge=challenge.value,
            timeout=_MILLISECONDS,
            allow_credentials=_named(allowed),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    def attested(self, response: str, challenge: Challenge) -> Attested:
        read = _read(response)
        try:
            made = verify_registration_response(
                credential=read,
                expected_challenge=challenge.value,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
                require_user_verification=True,
                supported_pub_key_algs=_ALGORITHMS,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
            raise BadCeremony from wrong
        return Attested(
            credential_id=bytes_to_base64url(made.credential_id),
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            aaguid=made.aaguid,
            backup_eligible=made.credential_device_type == CredentialDeviceType.MULTI_DEVICE,
            backed_up=made.credential_backed_up,
        )

    def credential_id(self, response: str) -> str:
        return str(_read(response).get("id", ""))

    def signed(self, response: str, challenge: Challenge, passkey: Passkey) -> Attested:
        read, key = _read(response), passkey.key
        try:
            handle = read["response"].get("userHandle")
            proved = verify_authentication_response(
                credential=read,
                expected_challenge=challenge.value,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
                credential_public_key=key.public_key,
                credential_current_sign_count=key.sign_count,
                require_user_verification=True,
            )
            ours = bytes_to_base64url(proved.credential_id) == key.credential_id
            owned = not handle or base64url_to_bytes(handle) == passkey.account_id.encode()
        except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise BadCeremony from wrong
        eligible = proved.credential_device_type == CredentialDeviceType.MULTI_DEVICE
        # Section 7.2 steps 6 and 19: the handle is the owner's, and backup eligibility never changes.
        if not ours or not owned or eligible != key.backup_eligible:
            raise BadCeremony
        return Attested(
            key.credential_id, key.public_key, proved.new_sign_count, key.aaguid, eligible, proved.credential_backed_up
        )


def _named(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.key.credential_id)) for one in passkeys]


def _read(response: str) -> dict[str, Any]:
    try:
        read = json.loads(response) if len(response) <= _LONGEST_RESPONSE else None
    except (ValueError, RecursionError) as wrong:
        raise BadCeremony from wrong
    if not isinstance(read, dict) or not isinstance(read.get("response"), dict):
        raise BadCeremony
    return read
