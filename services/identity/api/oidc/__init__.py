"""The OpenID Provider: private HTTP that only the gateway may reach, proxied unchanged to the public host.

A package for each protocol concern; an endpoint is a flat list of small named checks, then one effect.

    discovery       /.well-known/openid-configuration, /oauth2/jwks
    authorize       /oauth2/authorize, /oauth2/authorize/resume       request -> (a person) -> code
    client_auth     who the client at the token endpoint is           private_key_jwt, or none for public clients
    token           /oauth2/token                                     code, refresh token, client credentials -> tokens
    userinfo        /oauth2/userinfo                                  what the resident approved, and no more
    revocation      /oauth2/revoke
    introspection   /oauth2/introspect
    logout          /oauth2/logout

Errors are the RFC's own JSON. The browser is sent back with an error only once client and redirect URI are good.
"""
