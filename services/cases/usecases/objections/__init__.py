"""What a resident objects to or disputes, and the answers."""
