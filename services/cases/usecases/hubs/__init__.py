"""Multi-agency hubs (MASH): terms, seats, enquiries, contributions, what is taken home."""
