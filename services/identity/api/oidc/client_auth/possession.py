"""What the sender of a request holds: a key, shown by a DPoP proof, or a certificate, shown in the TLS handshake."""

from dataclasses import dataclass

from cryptography.x509 import Certificate
from starlette.requests import Request

from services.identity.api.oidc.errors import InvalidDPoPProof, InvalidRequest, UseDPoPNonce
from services.identity.api.oidc.provider import Provider
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.certificate import BadCertificate, from_header, thumbprint
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.dpop import Asked, BadProof, Proof, StaleNonce, check_proof
from services.identity.ports import Work

NONCE = "DPoP-Nonce"


@dataclass(frozen=True, slots=True)
class Possession:
    """What tokens are to be bound to, and the proof that is to be used up with their issue."""

    binding: Binding
    proof: Proof | None = None

    async def use_up(self, work: Work) -> None:
        """In the effect's transaction, and kept even when that is refused. Raises InvalidDPoPProof the second time."""
        if self.proof and not await work.assertions.first_use(self.proof.jkt, self.proof.jti, self.proof.expires_at):
            raise InvalidDPoPProof("the proof has been used before")


async def possession(provider: Provider, client: Client, request: Request) -> Possession:
    """At the token endpoint: what the tokens of this client shall be bound to. Raises InvalidDPoPProof, InvalidRequest.

    A certificate counts where the client registered that it does, or must bind its tokens and sends no proof.
    """
    proof = proven(provider, request)
    asked = client.registration
    by_certificate = asked.tls_client_certificate_bound_access_tokens or (client.rules.sender_bound and not proof)
    shown = certificate(request) if by_certificate else None
    if asked.tls_client_certificate_bound_access_tokens and shown is None:
        raise InvalidRequest("the tokens of this client are bound to its certificate, and it shows none")
    if proof is None and (asked.dpop_bound_access_tokens or (client.rules.sender_bound and shown is None)):
        raise InvalidDPoPProof("the tokens of this client are bound to a key: send a DPoP proof")
    return Possession(Binding(proof.jkt if proof else "", thumbprint(shown) if shown else ""), proof)


def proven(provider: Provider, request: Request, access_token: str = "") -> Proof | None:
    """The proof in the request, if there is one. Raises InvalidDPoPProof, UseDPoPNonce."""
    sent = request.headers.getlist("dpop")
    if not sent:
        return None
    if len(sent) > 1:
        raise InvalidDPoPProof("there is more than one proof")
    asked = Asked(request.method, provider.url(request.scope["path"]), access_token)
    try:
        return check_proof(sent[0], asked, provider.nonces, provider.clock.now())
    except StaleNonce as stale:
        raise UseDPoPNonce(str(stale)) from None
    except BadProof as bad:
        raise InvalidDPoPProof(str(bad)) from None


def certificate(request: Request) -> Certificate | None:
    """The client's, as the gateway was told it by the TLS terminator. Raises InvalidRequest when that is not one."""
    sent = request.headers.getlist("client-cert")
    if not sent:
        return None
    if len(sent) > 1:
        raise InvalidRequest("there is more than one Client-Cert")
    try:
        return from_header(sent[0])
    except BadCertificate as bad:
        raise InvalidRequest(str(bad)) from None


def with_nonce(provider: Provider, request: Request) -> dict[str, str]:
    """The header that gives a sender of proofs the nonce of now (RFC 9449 section 8.2)."""
    return {NONCE: provider.nonces.current()} if "dpop" in request.headers else {}
