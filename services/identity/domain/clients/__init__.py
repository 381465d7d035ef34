"""A client: its profile and what it may register by it, how it shows that it is itself, and the key or certificate that
its tokens are bound to.
"""
