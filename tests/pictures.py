"""Pictures of pages, and whether two of them show the same: what an eye would see from afar, not each dot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageChops, ImageFilter

DPI = 60
TILE = 24
BLUR = 1.6
LIMIT = 12.0
"""How much a tile may differ in the mean, of 255: other antialiasing gives up to 8, a line that is gone 14 and more."""
LEVELS = 16
Pixels = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """The tile in which two pictures differ most: its left upper corner in dots, and by how much, of 255."""

    left: int
    top: int
    amount: float


def of_page(data: bytes, number: int = 0, dpi: float = DPI) -> Image.Image:
    """Return a page of a PDF in grey."""
    return grey(pypdfium2.PdfDocument(data)[number].render(scale=dpi / 72).to_pil())


def grey(picture: Image.Image) -> Image.Image:
    """Return a picture in the few greys that are kept of it."""
    step = 255 / (LEVELS - 1)
    return picture.convert("L").point(lambda value: round(round(value / step) * step))


def cropped(picture: Image.Image, margin: int = 8) -> Image.Image:
    """Return a page without what is empty below its text; its foot is left out."""
    body = picture.crop((0, 0, picture.width, round(picture.height * 0.945)))
    box = ImageChops.invert(body).getbbox()
    return body.crop((0, 0, body.width, min(body.height, box[3] + margin))) if box else body


def keep(picture: Image.Image, file: Path) -> None:
    """Write a picture in grey, as small as it gets."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(LEVELS).save(file, optimize=True)


def kept(file: Path) -> Image.Image:
    """Return a picture that was written."""
    with Image.open(file) as picture:
        return picture.convert("L")


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """Return where two pictures differ most; what one has beyond the other's edge is compared with its paper."""
    found = tiles(np.abs(blurred(one, other) - blurred(other, one)))
    row, column = np.unravel_index(np.argmax(found), found.shape)
    return Difference(int(column) * TILE, int(row) * TILE, float(found[row, column]))


def blurred(picture: Image.Image, other: Image.Image) -> Pixels:
    """Return a picture as seen from afar, on a sheet that both fit on."""
    size = tuple(-(-max(sides) // TILE) * TILE for sides in zip(picture.size, other.size, strict=True))
    sheet = Image.new("L", (size[0], size[1]), paper(picture))
    sheet.paste(picture)
    return np.asarray(sheet.filter(ImageFilter.GaussianBlur(BLUR)), dtype=float)


def paper(picture: Image.Image) -> int:
    """Return the grey that a picture has most of."""
    return int(np.bincount(np.asarray(picture).ravel()).argmax())


def tiles(pixels: Pixels) -> Pixels:
    """Return the mean of each tile."""
    height, width = pixels.shape
    found: Any = pixels.reshape(height // TILE, TILE, width // TILE, TILE).mean(axis=(1, 3))
    return found  # type: ignore[no-any-return]


def show(one: Image.Image, other: Image.Image, files: dict[str, Path]) -> None:
    """Write what was expected, what was found, and the difference of both in black on white."""
    apart = np.abs(blurred(one, other) - blurred(other, one))
    dark = Image.fromarray((255 - np.clip(apart * 3, 0, 255)).astype("uint8"))
    for name, picture in (("expected", one), ("found", other), ("difference", dark)):
        files[name].parent.mkdir(parents=True, exist_ok=True)
        picture.save(files[name])
