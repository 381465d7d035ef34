"""Whose a page is, by what they do (docs/access.md). The services ask it again."""

CASEWORKERS = ("worker", "duty", "manager")
BROKERS = ("duty", "manager")
"""Who speaks to and for private services."""
GUARDIANS = ("guardian", "dpo")
REVIEWERS = ("manager", *GUARDIANS)
WORKERS = (*CASEWORKERS, *GUARDIANS)
