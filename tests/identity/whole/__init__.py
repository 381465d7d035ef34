"""The whole service as a process."""
