"""The nouns of identity and their rules: plain Python, no input or output."""
