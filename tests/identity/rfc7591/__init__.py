"""RFC 7591 and OpenID Connect Dynamic Client Registration 1.0."""
