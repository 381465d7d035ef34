"""The signing keys: made, rotated, taken back."""
