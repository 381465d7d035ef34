"""Employers' own OpenID providers: where the staff of a council or a trust sign in. Each is one application."""
