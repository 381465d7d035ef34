"""Acting for somebody else: mandates, and tokens that say whose hand it is (RFC 8693)."""
