"""An address as a QR code."""

from __future__ import annotations

import io

import segno
from segno.encoder import DataOverflowError

_LONGEST = 600
"""Longer addresses make codes that no telephone reads from a screen."""


def qr_code(address: str) -> bytes | None:
    """Return an address as a QR code, an SVG; None where it is too long for one."""
    if len(address) > _LONGEST:
        return None
    try:
        code = segno.make_qr(address, error="m")
    except DataOverflowError:
        return None
    picture = io.BytesIO()
    code.save(picture, kind="svg", light="#fff", omitsize=True, xmldecl=False)
    return picture.getvalue()
