"""The edge: protocol messages in, use cases, protocol messages out. No rule lives here."""
