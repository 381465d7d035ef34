"""Who may call: the gateway, with the token of whoever it calls for. What is public about the log needs none."""

from chassis.rpc import Allow, Callers

_GATEWAY = frozenset({"gateway"})

CALLERS: Callers = {
    "/kith.cases.v1.People/": Allow(_GATEWAY),
    "/kith.cases.v1.Casework/": Allow(_GATEWAY),
    "/kith.cases.v1.Sharing/": Allow(_GATEWAY),
    "/kith.cases.v1.Me/": Allow(_GATEWAY),
    "/kith.cases.v1.Subscriptions/": Allow(_GATEWAY),
    "/kith.cases.v1.Audit/": Allow(_GATEWAY),
    "/kith.cases.v1.Audit/GetCheckpoint": Allow(_GATEWAY, token=False),
    "/kith.cases.v1.Audit/GetConsistency": Allow(_GATEWAY, token=False),
}
