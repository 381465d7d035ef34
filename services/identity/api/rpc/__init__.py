"""gRPC: a message in, a use case, a message out. No rule lives here; refusals cross by the chassis."""

from chassis.rpc import Allow, Callers
from services.identity.domain.mandates.acting import OFFICER
from services.identity.domain.mandates.mandate import KINDS

_GATEWAY = frozenset({"gateway"})
_EVERY_SERVICE = frozenset({"gateway", "directory", "cases"})
# What an officer may do for somebody who sits in front of them, as that person.
_WITH_HER_THERE = Allow(_GATEWAY, acting=frozenset({OFFICER}))

CALLERS: Callers = {
    "/kith.identity.v1.Trust/GetKeys": Allow(_EVERY_SERVICE, token=False),
    "/kith.identity.v1.Trust/RevocationsSince": Allow(_EVERY_SERVICE, token=False),
    "/kith.identity.v1.Trust/Exchange": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Sessions/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.SignIns/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Credentials/": Allow(_GATEWAY),
    "/kith.identity.v1.Interactions/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Devices/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Mailbox/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Letters/": Allow(frozenset({"cases"}), token=False),
    "/kith.identity.v1.WorkplaceSignIns/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Workplaces/": Allow(_GATEWAY),
    "/kith.identity.v1.ClientKeys/": Allow(_GATEWAY),
    "/kith.identity.v1.Enrolments/": Allow(_GATEWAY),
    "/kith.identity.v1.EnrolmentSteps/": Allow(_GATEWAY, token=False),
    "/kith.identity.v1.Accounts/GetAccount": _WITH_HER_THERE,
    "/kith.identity.v1.Accounts/ListApprovals": _WITH_HER_THERE,
    "/kith.identity.v1.Accounts/RevokeApproval": _WITH_HER_THERE,
    "/kith.identity.v1.Accounts/": Allow(_GATEWAY),
    "/kith.identity.v1.AccountLife/": Allow(_GATEWAY),
    "/kith.identity.v1.Protection/": Allow(_GATEWAY),
    "/kith.identity.v1.Assisted/": Allow(_GATEWAY),
    "/kith.identity.v1.Mandates/GetActing": Allow(_GATEWAY, acting=KINDS),
    "/kith.identity.v1.Mandates/ChooseCarer": _WITH_HER_THERE,
    "/kith.identity.v1.Mandates/ListMyMandates": _WITH_HER_THERE,
    "/kith.identity.v1.Mandates/StopMandate": _WITH_HER_THERE,
    "/kith.identity.v1.Mandates/KeepMandate": _WITH_HER_THERE,
    "/kith.identity.v1.Mandates/GetReach": Allow(frozenset({"cases"}), token=False),
    "/kith.identity.v1.Mandates/ListActedFor": Allow(frozenset({"cases"}), token=False),
    "/kith.identity.v1.Mandates/": Allow(_GATEWAY),
    "/kith.identity.v1.Provider/": Allow(_GATEWAY),
    "/kith.identity.v1.Proofing/GetProvenIdentity": Allow(frozenset({"cases"}), token=False),
    "/kith.identity.v1.Proofing/ListProofs": _WITH_HER_THERE,
    "/kith.identity.v1.Proofing/": Allow(_GATEWAY),
    "/kith.identity.v1.UpstreamProofs/": Allow(_GATEWAY),
    "/kith.identity.v1.ProofLife/": Allow(_GATEWAY),
}
