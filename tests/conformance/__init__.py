"""Suites that hold every implementation of a port to the same behaviour."""
