"""RFC 9068, JWT access tokens."""
