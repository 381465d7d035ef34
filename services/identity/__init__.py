"""Identity: who somebody is, how sure we are, and the tokens that say so.

Owns: accounts, sessions, credentials, acting contexts, clients, approvals, grants and tokens, signing keys,
revocations, proofs of identity (GPG 45), sittings, mandates, organisations' own sign-in, letters. Knows nothing of
people, cases or shares.
Serves: `kith.identity.v1` over gRPC, and the OpenID Provider as private HTTP that only the gateway may reach.
Calls: nobody among the services; outside, whoever checks evidence or signs somebody in, what clients publish, relying
parties that are told of a sign-out, and the mail server.
Tells: topic `kith.identity.v1` (proofs, authority that is over, closed accounts); nothing personal travels in it.
Hears: topic `kith.directory.v1` (who works where), to end what a leaver is signed in to.
Keeps: personal data sealed under a key per account, secrets hashed, an act's log leaf in the act's transaction.
"""
