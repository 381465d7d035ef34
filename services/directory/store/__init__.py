"""The directory in SQL. Tables are private to this package; nothing here commits but the unit of work."""
