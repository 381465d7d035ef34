"""Providers of checks for trying things out. What they find depends on the kinds and numbers of evidence alone.

A number that ends in

    0000  the issuer does not know it: worth nothing
    3333  the document checker does not answer the first question about it in time, and answers the next
    4444  the document checker answers nonsense twice, and then properly
    5555  the document checker is away (503) the first three times
    6666  reported stolen: the fraud checker finds a contra-indicator where the document checker finds it genuine
    7777  the face is another person's: a contra-indicator from the biometric checker
    8888  the document checker takes about three seconds, and says so (202)
    else  genuine, and the person's own

The same check (by its id) always gets the same answer; another question under the same id is refused with 409. A
question without our relying party's signature is refused with 401. Every answer says "sandbox".
"""
