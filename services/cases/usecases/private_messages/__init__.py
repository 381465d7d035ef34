"""Words left for services that are never shown, and what their brokers do with them."""
