"""What somebody signs in with: passkeys, a password, an authenticator app, recovery codes."""
