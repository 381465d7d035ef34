"""What left and why, what of it is kept back from a resident until it is safe, and who outside vouches for the log."""
