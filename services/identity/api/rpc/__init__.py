"""gRPC: a message in, a use case, a message out. No rule lives here; refusals cross by the chassis."""

from chassis.rpc import Allow, Callers

_GATEWAY = frozenset({"gateway"})
_EVERY_SERVICE = frozenset({"gateway", "directory", "cases"})

CALLERS: Callers = {
    "/kith.identity.v1.Trust/GetKeys": Allow(_EVERY_SERVICE, token=False),
    "/kith.identity.v1.Trust/RevocationsSince": Allow(_EVERY_SERVICE, token=False),
    "/kith.identity.v1.Trust/Exchange": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Sessions/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.SignIns/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Credentials/": Allow(_GATEWAY),
    "/kith.identity.v1.Interactions/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Mailbox/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.WorkplaceSignIns/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Workplaces/": Allow(_GATEWAY),
    "/kith.identity.v1.Accounts/": Allow(_GATEWAY),
    "/kith.identity.v1.Provider/": Allow(_GATEWAY),
    "/kith.identity.v1.Proofing/GetProvenIdentity": Allow(frozenset({"cases"}), token=False),
    "/kith.identity.v1.Proofing/": Allow(_GATEWAY),
    "/kith.identity.v1.UpstreamProofs/": Allow(_GATEWAY),
}
