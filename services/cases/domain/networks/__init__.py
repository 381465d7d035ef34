"""Who works with a person and who belongs to her: involvements, invitations, covers, hand-overs, family."""
