"""What agencies' systems send: caseloads, row by row or whole, and the feeds they come from."""
