"""The files of the gate that are broken, and which tests each is held to."""

_DECISIONS = ("gate/test_gate_refusals.py", "gate/test_gate_permits.py")
_FACTS = (
    "gate/test_gate_facts.py",
    "gate/test_gate_paths.py::test_the_facts_that_are_read_decide_as_the_world_does",
    "sharing/test_clocks.py",
)
_PRIVATE = ("gate/test_gate_turns_of_private_services.py", "gate/test_gate_turns_of_private_cases.py")
_LISTS = (
    "casework/test_case_lists.py",
    "gate/test_gate_paths.py::test_what_the_stores_list_and_count_is_what_may_leave",
)
MODULES: dict[str, tuple[str, ...]] = {
    "domain.gate.disclosure": _DECISIONS,
    "domain.gate.asking": (*_DECISIONS, "hubs/test_enquiry_rules.py", "gate/test_gate_turns_of_messages.py"),
    "domain.gate.casework": (*_DECISIONS, "gate/test_gate_turns_of_private_cases.py"),
    "domain.gate.networks": (*_DECISIONS, "gate/test_gate_turns_of_private_services.py"),
    "domain.gate.pages": (*_DECISIONS, "gate/test_gate_turns_of_shares.py"),
    "domain.gate.enquiries": (*_DECISIONS, "hubs/test_enquiry_rules.py"),
    "domain.gate.concerns": (
        *_DECISIONS,
        "concerns/test_concern_rules.py",
        "gate/test_gate_turns_of_concerns.py",
    ),
    "domain.gate.private_messages": (*_DECISIONS, "gate/test_gate_turns_of_messages.py"),
    "domain.gate.exports": _DECISIONS,
    "domain.sharing.share": ("sharing/test_share_rules.py", *_DECISIONS),
    "domain.sharing.basis": ("sharing/test_basis.py", "sharing/test_share_rules.py"),
    "domain.sharing.agreement": ("looks/test_emergency_rules.py", "sharing/test_share_rules.py", *_DECISIONS),
    "domain.emergency": ("looks/test_emergency_rules.py", *_DECISIONS),
    "domain.hubs.enquiry": ("hubs/test_enquiry_rules.py", *_DECISIONS),
    "domain.hubs.hub": ("hubs/test_enquiry_rules.py",),
    "domain.viewer": ("gate/test_viewer_rules.py", *_DECISIONS),
    "domain.consents.confidence": ("gate/test_viewer_rules.py", *_DECISIONS),
    "domain.organisation": _DECISIONS,
    "domain.classes": (*_DECISIONS, "sharing/test_basis.py"),
    "domain.purposes": (*_DECISIONS, "sharing/test_basis.py"),
    "store.gate.conditions": ("gate/test_gate_turns_of_shares.py", *_PRIVATE),
    "store.gate.parts": (
        "gate/test_gate_turns_of_concerns.py",
        *_PRIVATE,
        "gate/test_gate_turns_of_shares.py",
        *_FACTS,
    ),
    "store.gate.enquiries": ("gate/test_gate_turns_of_hubs.py",),
    "store.gate.concerns": ("gate/test_gate_turns_of_concerns.py",),
    "store.gate.private_messages": (
        "gate/test_gate_turns_of_messages.py",
        "gate/test_gate_turns_of_private_services.py",
    ),
    "store.gate.feeds": ("gate/test_gate_turns_of_feeds.py",),
    "store.gate.exports": (),
    "store.gate.facts": _FACTS,
    "store.casework.case_lists": _LISTS,
}
"""The gate, and the tests each file is held to besides the worlds, the likeliest to notice first."""

TURNS = "gate/test_gate_turns.py"
