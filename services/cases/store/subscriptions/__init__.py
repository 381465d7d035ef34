"""Partners' subscriptions, whom an event may concern, and what is on its way."""
