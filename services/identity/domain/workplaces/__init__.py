"""An organisation's own sign-in for its staff, and who works there."""
