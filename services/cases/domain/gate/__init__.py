"""The gate: the one decision about whether data may leave, in `disclosure`, and the rules of each kind of thing beside
it; the same in Cedar. It knows the subjects; none of them knows it.
"""
