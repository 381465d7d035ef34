"""Agreements, shares with what they rest on, and decisions not to share."""
