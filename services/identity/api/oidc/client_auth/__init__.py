"""Who the client is: `private_key_jwt` (RFC 7523, OIDC Core section 9), or `none` for our own public applications.

read the client -> check the assertion's signature, names and times -> (in the effect's transaction) use it up
"""
