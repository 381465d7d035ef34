"""Identity: who somebody is, how sure we are, and the tokens that say so.

Owns: accounts, sessions, credentials, acting contexts, clients, approvals, grants and tokens, signing keys,
revocations, proofs of identity (GPG 45). Knows nothing of people, cases or shares.
Serves: `kith.identity.v1` over gRPC, and the OpenID Provider as private HTTP that only the gateway may reach.
Calls: nobody among the services; outside, the providers that check evidence.
Tells: topic `kith.identity.v1` (proof completed, account closed); nothing personal travels in it.
Hears: topic `kith.directory.v1` (who works where), to end what a leaver is signed in to.
Keeps: personal data sealed under a key per account, secrets hashed, an act's log leaf in the act's transaction.
"""
