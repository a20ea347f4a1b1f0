"""Statistics that keep noise from being called news."""

from __future__ import annotations

import numpy as np

Z_95 = 1.959963984540054


def wilson(successes: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's 95 % score interval of a proportion, as fractions; NaN where n is zero. Source: Wilson (1927).

    Centre (p + z²/2n) / (1 + z²/n), half width z √(p(1−p)/n + z²/4n²) / (1 + z²/n).
    """
    size = np.where(n > 0, n, np.nan).astype("float64")
    p, z2 = successes / size, Z_95**2
    centre = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = Z_95 * np.sqrt(p * (1 - p) / size + z2 / (4 * size**2)) / (1 + z2 / size)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
