"""The token endpoint (RFC 6749 section 3.2).

    form -> client -> grant type -> its checks -> tokens

Every grant runs in one transaction in which the client's assertion is used up first. A refusal is an answer, not a
rollback: what was used stays used, and a replayed code or refresh token ends its grant.
"""
