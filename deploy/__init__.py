"""How Kith is run: one image for many machines, and real servers for a machine without containers."""
