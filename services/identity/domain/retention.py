"""How long what is over is kept, beyond the day it expired."""

from datetime import timedelta

GRANT_KEPT = timedelta(days=1)
"""A code or refresh token that turns up again within a day still ends what came of it."""

SESSION_KEPT = timedelta(days=30)
"""So that its owner can still say of a sign-in that it was not theirs."""

DEVICE_KEPT = timedelta(hours=1)
"""So that a device that asks late hears that its code has expired."""
