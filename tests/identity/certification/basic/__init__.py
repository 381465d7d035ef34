"""Basic OP, and Form Post OP: the same modules, answered by a form."""
