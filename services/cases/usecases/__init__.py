"""One verb, one file, one transaction each."""
