"""Agreements, shares on a recorded basis, and decisions not to share."""
