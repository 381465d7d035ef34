"""How a person may safely be reached, and what is sent to her."""
