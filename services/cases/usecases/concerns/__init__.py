"""A worry about a person, from who raises it to how it ended."""
