"""What directory asks of other services: of identity, the keys that sign tokens and what has been revoked."""
