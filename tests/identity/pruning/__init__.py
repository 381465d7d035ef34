"""What is over and matters no more is deleted."""
