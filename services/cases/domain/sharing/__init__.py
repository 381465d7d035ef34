"""What a share rests on, what it lets whom see, and the decision not to share."""
