"""GOV.UK One Login, simulated as its technical documentation describes it. Test users stand on its page.

Issuer, discovery and keys; `vtr` with its rules; ES256 ID tokens that carry the credential level in `vot`; UserInfo
with `coreIdentityJWT`, signed by another issuer's key, which a DID document (`did:web`) publishes; `returnCode`.
"""
