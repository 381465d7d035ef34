"""Token introspection (RFC 7662), for the client that holds the token. Everything else is just not active."""
