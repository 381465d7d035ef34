"""Authority to act for somebody else: how far it reaches on a day, and what a token says that rests on it."""
