"""Multi-agency hubs and their enquiries."""
