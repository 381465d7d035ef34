"""One organisation asks another to take on work: requested, accepted, rejected, done, revoked."""
