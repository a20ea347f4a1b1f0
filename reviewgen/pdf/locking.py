"""A PDF that opens with a password alone."""

from __future__ import annotations

import io

import pikepdf


def locked(data: bytes, password: str) -> bytes:
    """The same PDF encrypted by AES with 256 bits (revision 6, ISO 32000-2), its metadata too.

    Its bytes differ each time: what encrypts them begins with random numbers.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            out,
            encryption=pikepdf.Encryption(owner=password, user=password, R=6),
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()
