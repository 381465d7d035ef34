"""Who works with a person, who is invited and who covers, and who belongs to her."""
