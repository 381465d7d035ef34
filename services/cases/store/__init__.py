"""The ports over SQLAlchemy Core. Tables stay in here; nothing in here commits."""
