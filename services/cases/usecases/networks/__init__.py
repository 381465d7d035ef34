"""Who works with a person: involvements, invitations, covers, family, contacts noted."""
