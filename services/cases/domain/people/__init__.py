"""A person and what agencies know of her; how she is found, and whether two agencies' entries are one."""
