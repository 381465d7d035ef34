"""A worry about a person, and the council's door that it is brought to."""
