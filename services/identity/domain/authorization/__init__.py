"""A client asks for tokens (OAuth 2.0, OpenID Connect): how the request reaches us, what it still needs of a person,
the grant that comes of it, and the end of what hangs off that.
"""
