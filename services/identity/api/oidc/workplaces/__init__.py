"""Where the OpenID providers of organisations reach us: here we are the relying party."""
