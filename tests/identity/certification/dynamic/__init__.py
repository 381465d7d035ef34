"""Dynamic OP."""
