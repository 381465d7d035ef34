"""Who somebody is, and how sure that makes us (GPG 45): what was said, what providers answered, the level that comes of
it, and what becomes of a proof afterwards.
"""
