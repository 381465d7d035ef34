"""How a person may safely be reached, and the one door by which messages leave for her."""
