"""What a person, or somebody with authority, agrees to, refuses, takes back, or keeps from whoever acts for her."""
