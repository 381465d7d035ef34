"""Somebody who can sign in: what is kept of her, how she may safely be reached, what happened in her account, and
what waits until she shows that a mailbox is hers.
"""
