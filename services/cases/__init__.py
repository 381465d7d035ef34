"""Cases: people as agencies know them, what is written about them, and on what basis any of it may be seen.

Owns: people and agencies' knowledge of them, involvements, account links; cases, records, agreements, consents,
shares, referrals, emergency access; concerns and front doors; messages for private services; multi-agency hubs and
their enquiries; disclosures and the log of them; workers' rounds; partners' subscriptions and deliveries. Decides in
one place (`domain/gate/disclosure.py`) what leaves, towards whom; nothing leaves before its leaf is in the log. Serves:
`kith.cases.v1` over gRPC, to the gateway only. Calls: identity (Trust; Proofing.GetProvenIdentity; Mandates.GetReach
and ListActedFor; Letters), and outside, the partners' webhooks. Hears: `kith.directory.v1` (organisations),
`kith.identity.v1` (proofs), its own topic (to send events on). Tells: `kith.cases.v1`, thin events in the order of
each person's own sequence. Keeps: what is personal and not searched, sealed under keys per person, organisation and
class of retention.
"""
