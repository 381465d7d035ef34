"""A worker's round of people, the daily message that something changed, and how much waits at the desk."""
