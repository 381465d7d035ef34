"""Cases: people as agencies know them, what is written about them, and on what basis any of it may be seen.

Owns: people as agencies know them, and all that hangs on a person: its subjects are the folders of `domain/`, each
with its charter. Decides in one place (`domain/gate/disclosure.py`) what leaves, towards whom; nothing leaves before
its leaf is in the log. Serves: `kith.cases.v1` over gRPC, to the gateway only. Calls: identity (Trust;
Proofing.GetProvenIdentity; Mandates.GetReach and ListActedFor; Letters), and outside, partners' webhooks and a virus
scanner. Hears: `kith.directory.v1` (organisations), `kith.identity.v1` (proofs), its own topic (to send events on).
Tells: `kith.cases.v1`, thin events in the order of each person's own sequence. Keeps: what is personal and not
searched, sealed under keys per person, organisation and class of retention.
"""
