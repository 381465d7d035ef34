"""People and what agencies know of them, and the entries that are perhaps of one."""
