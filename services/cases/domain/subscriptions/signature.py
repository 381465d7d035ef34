"""How a webhook is signed: Standard Webhooks 1.0, HMAC-SHA256 (`v1`)."""

import base64
import hmac

PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_text(key: bytes) -> str:
    """The secret as a partner keeps it: `whsec_` and base 64."""
    return PREFIX + base64.b64encode(key).decode()


def sign(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` of a message. `timestamp` is in seconds since 1970."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
