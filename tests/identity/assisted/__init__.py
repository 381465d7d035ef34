"""Served in person: sittings, examinations, vouches, second officers."""
