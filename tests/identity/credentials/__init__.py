"""Passkeys, authenticator apps, recovery codes, stepping up."""
