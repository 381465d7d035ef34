"""Finding a person, and whether two agencies' entries are one: matching, possible links, merges and separations."""
