"""How full resources are, and when they run out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reviewgen import signals
from reviewgen.languages import N_
from reviewgen.metrics.cells import MEAN, Block, Cells, Entries, How
from reviewgen.metrics.grid import local_days
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Grouping, Rows
from reviewgen.metrics.shard import Shard

WINDOW, LEAST = 180, 5
# Growth of less than a billionth of the threshold in the whole window is rounding.
LEAST_GROWTH = 1e-9
FEW = f"fewer than {LEAST} measurements in {WINDOW} days"
NOT_GROWING = N_("it is not growing")
UNSURE = N_("its growth is no more than chance")
_COUNTED = "measurements of the resource with a limit above zero"
_FITTED = (
    f"{_COUNTED}, of the last {WINDOW} days before the end of the period; each adds what was used, and counts for its "
    "day as seen from that end"
)
_INTERVAL = (
    "as far as the 95 % confidence band of the line reaches it, not before the end of the period; only where growth "
    "itself is beyond chance"
)
_TABLES = ("capacity",)
_FIELLER = "E. C. Fieller, Some problems in interval estimation (1954)"

SECTION = "availability"
METRICS: tuple[Metric, ...] = (
    Metric(
        "capacity.used",
        "Capacity used",
        "%",
        "lower",
        "Used, divided by the limit, at the last measurement before the end of the period.",
        _COUNTED,
        _TABLES,
        empty="not measured yet",
        chart="none",
    ),
    Metric(
        "capacity.days_left",
        "Days until full",
        "days",
        "higher",
        "Days from the end of the period, or of the data, to the day on which a straight line through what was used "
        "reaches the threshold, or the limit where no threshold is set; 0 if it has reached it before. The line is "
        "that of least squares, limit and threshold are those of the last measurement.",
        _FITTED,
        _TABLES,
        least_n=LEAST,
        empty=FEW,
        chart="none",
    ),
    Metric(
        "capacity.days_left.low",
        "Days until full, lower bound",
        "days",
        "higher",
        f"The earliest day on which the line may reach the threshold: {_INTERVAL}.",
        _FITTED,
        _TABLES,
        least_n=LEAST,
        empty=FEW,
        source=_FIELLER,
        chart="none",
    ),
    Metric(
        "capacity.days_left.high",
        "Days until full, upper bound",
        "days",
        "higher",
        f"The latest day on which the line may reach the threshold: {_INTERVAL}.",
        _FITTED,
        _TABLES,
        least_n=LEAST,
        empty=FEW,
        source=_FIELLER,
        chart="none",
    ),
)


@dataclass(frozen=True)
class Line:
    """Lines of least squares through the entries of each cell: their weight is the day, their value what was used.

    All arrays have the shape (groups, periods). `day` and `level` are means, `spread` is the sum of squared distances
    of the days from theirs, `slope` and `error` are growth a day and the residual standard error. NaN where fewer than
    LEAST entries, or no two days, leave any of them unknown.
    """

    n: np.ndarray
    day: np.ndarray
    level: np.ndarray
    spread: np.ndarray
    slope: np.ndarray
    error: np.ndarray

    @classmethod
    def of(cls, cells: Cells) -> Line:
        """The lines through cells whose entries have weights and values."""
        entries, n = cells.entries, np.where(cells.size >= LEAST, cells.size, np.nan).astype("float64")
        place = (cells.grouping.code[entries.row], entries.period)

        def mean(parts: np.ndarray) -> np.ndarray:
            total = np.zeros(n.shape)
            np.add.at(total, place, parts)
            result: np.ndarray = total / n
            return result

        days, levels = _filled(entries.weight), _filled(entries.value)
        day, level = mean(days), mean(levels)
        across, up = days - day[place], levels - level[place]
        spread = n * mean(across * across)
        spread = np.where(spread > 0, spread, np.nan)
        slope = n * mean(across * up) / spread
        rest = up - slope[place] * across
        return cls(n, day, level, spread, slope, np.sqrt(n * mean(rest * rest) / (n - 2)))

    def grows(self, level: np.ndarray) -> np.ndarray:
        """Whether a line rises at all; `level` is where it goes."""
        result: np.ndarray = self.slope * WINDOW > LEAST_GROWTH * level
        return result

    def reaches(self, level: np.ndarray) -> np.ndarray:
        """The day on which a line that grows reaches a level, not before day 0; NaN of one that does not."""
        slope = np.where(self.grows(level), self.slope, np.nan)
        result: np.ndarray = np.maximum(self.day + (level - self.level) / slope, 0.0)
        return result

    def between(self, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The first and the last day on which the 95 % confidence band of a line reaches a level, not before day 0.

        With slope b, error s, spread S, mean (m, y) and Student's t: the roots x of
        (level − y − b (x − m))² = t² s² (1/n + (x − m)²/S). NaN where b is within t s/√S of zero.
        """
        wide = (_students(self.n) * self.error) ** 2
        steep = self.slope**2 - wide / self.spread
        slope = np.where(self.grows(level) & (steep > 0), self.slope, np.nan)
        rise = level - self.level
        half = np.sqrt(wide * (np.maximum(steep, 0.0) / self.n + rise**2 / self.spread))
        low, high = ((self.day + (slope * rise + side) / np.where(steep > 0, steep, np.nan)) for side in (-half, half))
        return np.maximum(low, 0.0), np.maximum(high, 0.0)


def _line(name: str, made: Callable[[Line, np.ndarray], np.ndarray]) -> How:
    return How(name, lambda cells, level: made(Line.of(cells), level), lambda cells, _: cells.size)


REACHED = _line("line", lambda line, level: line.reaches(level))
EARLIEST = _line("line_low", lambda line, level: line.between(level)[0])
LATEST = _line("line_high", lambda line, level: line.between(level)[1])


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on capacity, by resource."""
    rows = shard.rows("capacity")
    measured = _Measured(rows, rows.by_columns("resource", shown="history"))
    yield Block("capacity.used", Cells(measured.last(), measured.grouping), MEAN)
    yield from _days_left(measured, rows.by_columns("resource", shown="reviewed"))


def _days_left(measured: _Measured, grouping: Grouping) -> Iterable[Block]:
    cells, level = Cells(measured.lately(), grouping), measured.threshold()
    line = Line.of(cells)
    few, grows = np.isnan(line.n[:, -1]), line.grows(level)[:, -1]
    reasons = np.select([few, ~grows], [FEW, NOT_GROWING], UNSURE).tolist()
    for name, how in (("", REACHED), (".low", EARLIEST), (".high", LATEST)):
        yield Block(f"capacity.days_left{name}", cells, how, None, reasons, level, N_("at the threshold"))


@dataclass(frozen=True)
class _Measured:
    """Measurements of resources, a group for each."""

    rows: Rows
    grouping: Grouping

    def last(self) -> Entries:
        """The last measurement before the end of each period, adding the part of the limit that was used."""
        group, period = np.nonzero(self._last >= 0)
        row = self._last[group, period]
        return Entries(self.rows, row, period, 100 * self._column("used")[row] / self._column("limit")[row])

    def lately(self) -> Entries:
        """The measurements of the window before the end of each period, by day; their weight is the day from there."""
        entries = self._before
        away = (self._days[entries.row] - self._ends[entries.row, entries.period]).astype("float64")
        recent = away >= -WINDOW
        used = self._column("used")[entries.row]
        return Entries(self.rows, entries.row[recent], entries.period[recent], used[recent], away[recent])

    def threshold(self) -> np.ndarray:
        """What must not be passed, by the last measurement: shape (groups, periods), NaN without one."""
        level = np.nan_to_num(self._column("threshold"), nan=100.0) / 100 * self._column("limit")
        result: np.ndarray = np.append(level, np.nan)[self._last]
        return result

    @cached_property
    def _last(self) -> np.ndarray:
        """The row of the last measurement before the end of each period: shape (groups, periods), -1 without one."""
        entries = self._before
        latest = np.full((self.grouping.size, self.rows.grid.periods), -1)
        np.maximum.at(latest, (self.grouping.code[entries.row], entries.period), np.arange(len(entries.row)))
        result: np.ndarray = np.append(entries.row, -1)[latest]
        return result

    @cached_property
    def _before(self) -> Entries:
        """Every measurement in each period before whose end it was made, in the order of days."""
        usable = (self._column("limit") > 0) & ~np.isnan(self._column("used"))
        row = np.lexsort((self._days, self.grouping.code))
        row = row[usable[row]]
        place, period = np.nonzero(self._days[row, None] < self._ends[row])
        return Entries(self.rows, row[place], period)

    @property
    def _ends(self) -> np.ndarray:
        return self.rows.grid.days[self.rows.code, 1:]

    @property
    def _days(self) -> np.ndarray:
        return local_days(self.rows.frame["measured_on"])

    def _column(self, name: str) -> np.ndarray:
        return self.rows.frame[name].to_numpy(dtype="float64")


def _filled(parts: np.ndarray | None) -> np.ndarray:
    return np.zeros(0) if parts is None else parts


def _students(n: np.ndarray) -> np.ndarray:
    """Student's t for lines through so many points; NaN where n is."""
    known = {size: signals.students_t(int(size) - 2) for size in np.unique(n[~np.isnan(n)]).tolist()}
    return np.array([known.get(size, np.nan) for size in n.ravel().tolist()]).reshape(n.shape)
