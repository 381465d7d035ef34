"""A copy of what an organisation holds about a person: its clock, its items, what is decided of each."""
