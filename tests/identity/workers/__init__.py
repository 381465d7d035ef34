"""Those who work: contexts, their own organisation's sign-in, leaving."""
