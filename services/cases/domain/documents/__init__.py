"""A file on a case: that it is what its name says, what is inside, and when it is a record."""
