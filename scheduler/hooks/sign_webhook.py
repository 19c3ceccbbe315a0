"""Signatures as Standard Webhooks 1.0 has them: whoever knows the secret sees who sent a body, and when. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac


def sign_webhook(key: bytes | None, message: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of an event that is posted.

    :param key: the bytes of the secret; None: nothing is signed
    :param message: its id, the same with every try
    :param at: when it is sent, seconds since 1970

    >>> key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> signed = sign_webhook(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    >>> signed["webhook-signature"]
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    headers = {"webhook-id": message, "webhook-timestamp": str(at)}
    if key is not None:
        digest = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    return headers
