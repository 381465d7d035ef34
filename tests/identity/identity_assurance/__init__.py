"""OpenID Connect for Identity Assurance 1.0."""
