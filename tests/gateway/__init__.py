"""The gateway, run for real in front of services that answer what a test tells them to."""
