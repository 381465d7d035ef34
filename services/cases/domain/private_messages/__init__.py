"""Words left for services that are never shown."""
