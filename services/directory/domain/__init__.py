"""Organisations, teams, professionals, and the rules about them. Plain values and functions; nothing here waits."""
