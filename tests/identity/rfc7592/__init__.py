"""RFC 7592: OAuth 2.0 Dynamic Client Registration Management."""
