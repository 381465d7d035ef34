"""The pages, before made-up services."""
