"""Config OP."""
