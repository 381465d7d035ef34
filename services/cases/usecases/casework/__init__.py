"""Cases and their records: written, corrected, read, listed, closed."""
