"""What is judged afterwards of every look at a person: ties, patterns, and who reviews."""
