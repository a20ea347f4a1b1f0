"""Pictures beside the files that name them: small PNG and JPEG as they are, SVG cleaned."""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass
from pathlib import Path

from reviewgen import ordinary
from reviewgen.branding.drawing import PictureError, cleaned

MAX_BYTES, MAX_PIXELS, MAX_RATIO = 2 * 1024**2, 4_000, 20
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
EXPECTED = "a PNG, JPEG or SVG in the folder of this file, at most 2 MB, and 4,000 pixels wide and high"
AREA, WIDEST, HIGHEST = 200.0, 48.0, 9.0
"""Square millimetres, for logos of all forms to look alike in size, and the room that there is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be shown, its size on paper in millimetres, and what was left out of it."""

    data: bytes
    media_type: str
    width: float
    height: float
    left_out: tuple[str, ...] = ()


def picture(folder: Path, name: str) -> Picture:
    """The picture of that name; raises PictureError where it is elsewhere, too large, damaged or something else."""
    data = _read(folder, name)
    if data.startswith((PNG, JPEG)):
        kind = "png" if data.startswith(PNG) else "jpeg"
        return Picture(data, f"image/{kind}", *_size(*_pixels(data, kind)))
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise PictureError("is neither PNG, JPEG nor SVG")
    drawing = cleaned(data)
    return Picture(drawing.data, "image/svg+xml", *_size(drawing.width, drawing.height), drawing.left_out)


def _read(folder: Path, name: str) -> bytes:
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise PictureError("lies outside the folder of the file that names it")
        return ordinary.read(path, MAX_BYTES)
    except ordinary.OddFileError as error:
        raise PictureError(error.problem) from None
    except (OSError, RuntimeError):  # the latter for links that lead in a circle, before Python 3.13
        raise PictureError("is not a file") from None


def _pixels(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height of a picture that can be read to its end."""
    from PIL import Image, ImageFile  # takes its time, and most runs have no picture

    patient = ImageFile.LOAD_TRUNCATED_IMAGES  # weasyprint sets it for the whole process
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Image.open(io.BytesIO(data), formats=(kind,)) as found:
                size, mode = found.size, found.mode
                if max(size) <= MAX_PIXELS:
                    found.load()
        except Exception:  # whatever a decoder stumbles over, the picture is of no use
            raise PictureError("is damaged") from None
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = patient
    if max(size) > MAX_PIXELS:
        raise PictureError("is too wide or too high")
    if mode == "CMYK":
        raise PictureError("has the colours of a printing press (CMYK), and not those of a screen (RGB)")
    return size


def _size(width: float, height: float) -> tuple[float, float]:
    """The size on paper."""
    if max(width, height) > MAX_RATIO * min(width, height):
        raise PictureError("is too narrow to be recognised")
    scale = min(math.sqrt(AREA / (width * height)), WIDEST / width, HIGHEST / height)
    return width * scale, height * scale
