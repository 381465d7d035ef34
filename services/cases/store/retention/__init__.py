"""What organisations hold of people, and its end: holds, erasures, recalls."""
