"""How people may safely be reached, and the messages to them."""
