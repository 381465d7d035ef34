"""Ports answered by another service, or by a partner, over a wire."""
