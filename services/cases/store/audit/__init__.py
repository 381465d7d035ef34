"""The log's disclosures and their leaves, what is withheld of them, witnesses, and what can be proven."""
