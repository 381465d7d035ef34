"""Cases, their records, and lists of them."""
