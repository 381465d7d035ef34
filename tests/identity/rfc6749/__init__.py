"""RFC 6749, the OAuth 2.0 authorization framework."""
