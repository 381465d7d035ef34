"""Token revocation (RFC 7009): whatever is sent, a client that may ask is told 200."""
