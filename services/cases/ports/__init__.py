"""What the use cases need of the outside, in their words; a module for each area."""
