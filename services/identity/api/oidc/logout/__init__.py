"""RP-Initiated Logout 1.0: ends the session named by a valid hint, and sends back to a registered address only."""
