"""Signing in, stepping up, sessions, and signing out everywhere it counts."""
