"""A copy of what an organisation holds about a person (UK GDPR, Article 15), from the request to the counter."""
