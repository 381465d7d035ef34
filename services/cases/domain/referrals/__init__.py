"""One organisation asks another to take on work with a person."""
