"""RFC 7523, JWT client authentication."""
