"""How long what is held is kept: classes, legal holds, erasure, and recalls from who received it."""
