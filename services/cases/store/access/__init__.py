"""Subject access requests, what they reach, and what was answered."""
