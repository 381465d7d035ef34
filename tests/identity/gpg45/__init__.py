"""GPG 45: from evidence to a level of confidence."""
