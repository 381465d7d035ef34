"""What the directory does, one verb a file."""
