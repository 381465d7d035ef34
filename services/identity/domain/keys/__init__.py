"""The keys that we sign with, from the day one is published until none relies on it; signing with them, and reading
what is signed.
"""
