"""Nouns and rules of cases: plain Python, no I/O."""
