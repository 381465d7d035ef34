"""Directory: who works where, and how to reach them.

Owns organisations, their teams and the professionals in them; decides which contacts a caller may see
(`domain/visibility.py`); finds professionals from a few mistyped words (`search/`).

Holds nothing about residents, cases or who works with whom. Calls identity only (Trust: keys and revocations). Called
by the gateway. Tells `kith.directory.v1` of organisations (cases keeps a copy) and of who works there or
has left (identity ends a leaver's sign-ins).
The database is the truth; the index can be thrown away at any time and grows again from it.
"""
