"""Pushed authorization requests (RFC 9126): the client sends its request ahead, the browser carries only its name."""
