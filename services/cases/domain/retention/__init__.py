"""How long what is held is kept, what holds it longer, what goes, and who has to be told that it went."""
