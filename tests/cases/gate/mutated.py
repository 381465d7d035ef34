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
    "domain.disclosure": _DECISIONS,
    "domain.asking": (*_DECISIONS, "hubs/test_enquiry_rules.py", "gate/test_gate_turns_of_messages.py"),
    "domain.disclosure_of_casework": (*_DECISIONS, "gate/test_gate_turns_of_private_cases.py"),
    "domain.disclosure_of_networks": (*_DECISIONS, "gate/test_gate_turns_of_private_services.py"),
    "domain.disclosure_of_pages": (*_DECISIONS, "gate/test_gate_turns_of_shares.py"),
    "domain.disclosure_of_enquiries": (*_DECISIONS, "hubs/test_enquiry_rules.py"),
    "domain.disclosure_of_concerns": (
        *_DECISIONS,
        "concerns/test_concern_rules.py",
        "gate/test_gate_turns_of_concerns.py",
    ),
    "domain.disclosure_of_private_messages": (*_DECISIONS, "gate/test_gate_turns_of_messages.py"),
    "domain.disclosure_of_exports": _DECISIONS,
    "domain.share": ("sharing/test_share_rules.py", *_DECISIONS),
    "domain.basis": ("sharing/test_basis.py", "sharing/test_share_rules.py"),
    "domain.agreement": ("looks/test_emergency_rules.py", "sharing/test_share_rules.py", *_DECISIONS),
    "domain.emergency": ("looks/test_emergency_rules.py", *_DECISIONS),
    "domain.enquiry": ("hubs/test_enquiry_rules.py", *_DECISIONS),
    "domain.hub": ("hubs/test_enquiry_rules.py",),
    "domain.viewer": ("gate/test_viewer_rules.py", *_DECISIONS),
    "domain.confidence": ("gate/test_viewer_rules.py", *_DECISIONS),
    "domain.organisation": _DECISIONS,
    "domain.classes": (*_DECISIONS, "sharing/test_basis.py"),
    "domain.purposes": (*_DECISIONS, "sharing/test_basis.py"),
    "store.gate": ("gate/test_gate_turns_of_shares.py", *_PRIVATE),
    "store.gate_parts": (
        "gate/test_gate_turns_of_concerns.py",
        *_PRIVATE,
        "gate/test_gate_turns_of_shares.py",
        *_FACTS,
    ),
    "store.gate_of_enquiries": ("gate/test_gate_turns_of_hubs.py",),
    "store.gate_of_concerns": ("gate/test_gate_turns_of_concerns.py",),
    "store.gate_of_private_messages": (
        "gate/test_gate_turns_of_messages.py",
        "gate/test_gate_turns_of_private_services.py",
    ),
    "store.gate_of_feeds": ("gate/test_gate_turns_of_feeds.py",),
    "store.gate_of_exports": (),
    "store.facts": _FACTS,
    "store.case_lists": _LISTS,
}
"""The gate, and the tests each file is held to besides the worlds, the likeliest to notice first."""

TURNS = "gate/test_gate_turns.py"
