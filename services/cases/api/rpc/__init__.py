"""`kith.cases.v1`, a servicer for each of its services."""
