"""The gateway: the one door of Kith. Owns no data and keeps no state that matters.

It parses, authenticates, limits, composes and renders; every rule about who may see what lives behind it.

- `api/`      `/v1` as JSON, `/openapi.json`, `/docs`, and the OpenID Provider's endpoints, proxied unchanged
- `web/`      the pages
- `clients/`  typed stubs of the services behind, and the exchange of a credential for their tokens

May call: identity, directory, cases. Called by: the public. Nothing is stored: a session lives in identity behind an
opaque cookie, an idempotency key in the service that owns the effect.
"""
