"""A worker's round of people, and what changed around each."""
