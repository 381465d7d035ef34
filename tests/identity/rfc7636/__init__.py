"""RFC 7636, proof key for code exchange."""
