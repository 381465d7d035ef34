"""The simulated outside world answers as its charter says."""
