"""Ports answered by the world outside: password hashing, mail, the providers that check evidence."""
