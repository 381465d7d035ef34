"""UserInfo (OIDC Core section 5.3) with `verified_claims` (OpenID Connect for Identity Assurance 1.0).

The approval is read at each call: what a resident took back is not released again. Each release leaves a leaf.
"""
