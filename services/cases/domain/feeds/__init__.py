"""What agencies' systems send, row by row or whole, and how it meets what is known."""
