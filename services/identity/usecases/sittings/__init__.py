"""A person in front of an officer: examined, vouched for, a passkey bound, looked at by a second officer."""
