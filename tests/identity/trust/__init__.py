"""Trust: keys, revocations, exchange."""
