"""Every look at a person is gone through afterwards: ties, flags, and somebody outside the line who judges."""
