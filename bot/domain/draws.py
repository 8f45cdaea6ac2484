"""Draws that nobody can foresee and everybody can check: a keyed hash in place of chance."""

from __future__ import annotations

import hashlib
import hmac


def is_drawn(secret: bytes, what: str, share: float) -> bool:
    """Whether `what` is among the `share` that is drawn; the same always gives the same answer.

    Nobody without the secret can tell which.
    """
    return position(secret, what) < share * 2**64


def position(secret: bytes, what: str) -> int:
    """A number from 0 to 2**64 that stands for `what`."""
    return int.from_bytes(hmac.new(secret, what.encode(), hashlib.sha256).digest()[:8], "big")
