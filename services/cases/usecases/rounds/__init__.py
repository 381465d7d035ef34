"""A worker's round of people, and the daily message that something changed."""
