"""A case and its records, and the words in them that none but the organisation holding them gets."""
