"""Who may call: the gateway, with the token of whoever it calls for. What is public about the log needs none."""

from chassis.rpc import Allow, Callers
from services.cases.domain.viewer import PROXIES

_GATEWAY = frozenset({"gateway"})
# A person who sits with an officer may be served through them. Who acts for her on a mandate may look at two of her
# pages, as the gate lets such a viewer.
_WITH_HER_THERE = Allow(_GATEWAY, acting=frozenset({"officer"}))
_BY_PROXY_TOO = Allow(_GATEWAY, acting=frozenset({"officer"}) | PROXIES)

CALLERS: Callers = {
    "/kith.cases.v1.People/": Allow(_GATEWAY),
    "/kith.cases.v1.Casework/": Allow(_GATEWAY),
    "/kith.cases.v1.Retention/": Allow(_GATEWAY),
    "/kith.cases.v1.Documents/": Allow(_GATEWAY),
    "/kith.cases.v1.Sharing/": Allow(_GATEWAY),
    "/kith.cases.v1.Sharing/GiveConsent": _WITH_HER_THERE,
    "/kith.cases.v1.Sharing/ListNotices": Allow(_GATEWAY, token=False),
    "/kith.cases.v1.Sharing/WithdrawConsent": _WITH_HER_THERE,
    "/kith.cases.v1.Sharing/RefuseConsent": _WITH_HER_THERE,
    "/kith.cases.v1.Sharing/GetConsentRecord": _WITH_HER_THERE,
    "/kith.cases.v1.Concerns/": Allow(_GATEWAY),
    "/kith.cases.v1.Feeds/": Allow(_GATEWAY),
    "/kith.cases.v1.Looks/": Allow(_GATEWAY),
    "/kith.cases.v1.Hubs/": Allow(_GATEWAY),
    "/kith.cases.v1.Referrals/": Allow(_GATEWAY),
    "/kith.cases.v1.Me/": _WITH_HER_THERE,
    "/kith.cases.v1.Me/GetMyNetwork": _BY_PROXY_TOO,
    "/kith.cases.v1.Me/GetMySharing": _BY_PROXY_TOO,
    "/kith.cases.v1.Access/": Allow(_GATEWAY),
    "/kith.cases.v1.Me/GetMyAccessCopy": Allow(_GATEWAY),
    "/kith.cases.v1.Subscriptions/": Allow(_GATEWAY),
    "/kith.cases.v1.Audit/": Allow(_GATEWAY),
    "/kith.cases.v1.Audit/GetCheckpoint": Allow(_GATEWAY, token=False),
    "/kith.cases.v1.Audit/GetConsistency": Allow(_GATEWAY, token=False),
    "/kith.cases.v1.Audit/ListWitnesses": Allow(_GATEWAY, token=False),
}
