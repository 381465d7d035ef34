"""The ports over SQLAlchemy Core, by subject. Tables stay in here; nothing in here commits. What stands here itself is
a subject of one file, or serves many.
"""
