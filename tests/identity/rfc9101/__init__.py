"""Request objects (RFC 9101, OpenID Connect Core section 6)."""
