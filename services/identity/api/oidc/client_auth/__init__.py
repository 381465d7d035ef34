"""Who the client is, and what it holds.

    one method, the one it registered  ->  its check  ->  (in the effect's transaction) what is once only is used up

private_key_jwt               an assertion signed with its key (RFC 7523, OIDC Core section 9)
client_secret_basic, _post    its secret (RFC 6749 section 2.3.1)
tls_client_auth               a certificate of an authority we know, that names it (RFC 8705 section 2.1)
self_signed_tls_client_auth   a certificate it registered (RFC 8705 section 2.2)
none                          a public client: our own applications

A key by DPoP (RFC 9449) or a certificate (RFC 8705 section 3) that tokens get bound to is `possession`.
"""
