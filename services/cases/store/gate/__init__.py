"""The gate in SQL: what a decision rests on, and the rules of `domain/gate` as conditions on rows."""
