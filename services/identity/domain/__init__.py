"""Nouns and rules of identity, by subject: plain Python, no I/O. What stands here itself is a subject of one file, or
serves many.
"""
