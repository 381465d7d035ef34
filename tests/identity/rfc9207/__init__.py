"""RFC 9207, issuer identification."""
