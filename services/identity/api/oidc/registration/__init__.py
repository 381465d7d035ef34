"""Dynamic client registration (RFC 7591, OIDC Dynamic Client Registration 1.0), and what comes after it (RFC 7592).

Only with an initial access token, made by an operator for one organisation and one profile, good for so many clients
and so long. Software cannot name its organisation: residents are shown whose it is, and no stranger makes that up.

    register --> registered --> read, changed: again and again, each by the newest registration access token
                            --> ended: no client any more, and its id never another's
"""
