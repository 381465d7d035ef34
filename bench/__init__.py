"""What we claim to be fast, measured beside a floor taken in the same run: machines differ, ratios less.

A scenario (one file in `scenarios/`) yields measurements; `python -m bench` prints them as a table and writes JSON.
Wall time on a shared machine is also other people's: so what our processes spent of the processor stands beside it.
"""
