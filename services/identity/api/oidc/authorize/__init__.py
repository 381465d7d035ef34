"""The authorization endpoint (RFC 6749 section 4.1, OIDC Core section 3.1.2, RFC 7636, RFC 9207).

request -> checks -> done? -> code
                  -> a person is needed -> interaction -> the gateway's page -> resume -> done? ...
"""
