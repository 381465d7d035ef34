"""The OpenID Provider: private HTTP that only the gateway may reach, proxied unchanged to the public host.

A package for each protocol concern; an endpoint is a flat list of small named checks, then one effect.

    discovery       /.well-known/openid-configuration, /oauth2/jwks
    authorize       /oauth2/authorize, /oauth2/authorize/resume       request -> (a person) -> code
    pushed          /oauth2/par                                       the same request, sent ahead by the client
    device          /oauth2/device_authorization                      a device -> (a person, elsewhere) -> token
    client_auth     who the client is, and what its tokens are bound to
    token           /oauth2/token                                     a grant type -> tokens
    userinfo        /oauth2/userinfo                                  what the resident approved, and no more
    one_login       /.well-known/did.json, /oauth2/trustmark          for services written for GOV.UK One Login
    registration    /oauth2/register
    revocation      /oauth2/revoke
    introspection   /oauth2/introspect
    logout          /oauth2/logout

Errors are the RFC's own JSON. The browser is sent back with an error only once client and redirect URI are good.
"""
