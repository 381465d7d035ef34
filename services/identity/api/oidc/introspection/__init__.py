"""Token introspection (RFC 7662) of access and refresh tokens, for the client that holds one or an operator's service.

Everything else is just not active: nobody learns that a token of somebody else exists.
"""
