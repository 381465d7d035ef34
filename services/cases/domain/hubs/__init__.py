"""Multi-agency hubs (MASH): who sits there, and the sealed space around one person."""
