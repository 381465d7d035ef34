"""What a relying party is let have: the yes or no, devices, tokens, claims, and their end."""
