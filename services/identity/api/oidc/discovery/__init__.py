"""OpenID Connect Discovery 1.0 and the public keys (RFC 7517)."""
