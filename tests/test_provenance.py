"""What stands behind a figure gives the figure again, reckoned afresh from the rows that it names."""

from __future__ import annotations

import importlib
import json
import math
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_project
from click.testing import CliRunner
from drawn_project import DrawnProject, draw

from reviewgen import periods, proof, provenance
from reviewgen.build import computed
from reviewgen.cli import commands
from reviewgen.cut import Origins
from reviewgen.errors import NumberError
from reviewgen.gather import Job, Request, gather
from reviewgen.metrics import Computed, compute, shard_of
from reviewgen.metrics.cells import Cells, Entries
from reviewgen.metrics.grid import Grid, Timeline
from reviewgen.metrics.rows import Grouping, Rows
from reviewgen.model import Behind, Explanation, Figure, FigureKey, Missing
from reviewgen.records import table

regression: Any = importlib.import_module("statsmodels.api")
Z = statistics.NormalDist().inv_cdf(0.975)
MIDNIGHT, UTC_ZONE = " 00:00:00", "+00:00"
ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")


def quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile by linear interpolation between order statistics."""
    ordered, place = sorted(values), (len(values) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def wilson(part: float, whole: float, side: int) -> float:
    """Return an end of the Wilson interval of a proportion, in percent."""
    share, correction = part / whole, Z * Z / whole
    spread = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    return 100 * (share + correction / 2 + side * spread) / (1 + correction)


def given(behind: Behind) -> float:
    """Return the one amount that a figure takes from an agreement."""
    ((_, amount),) = behind.given
    return amount


def reached(behind: Behind) -> float:
    """Return the day on which numpy's line through what was used on each day comes to the level that is given."""
    slope, start = np.polyfit(behind.weights, behind.values, 1)
    return float(max((given(behind) - start) / slope, 0.0))


def banded(behind: Behind, side: float) -> float:
    """Return the day on which the end of statsmodels' 95 % interval of that line comes to the level, by bisection."""
    line = regression.OLS(behind.values, np.column_stack([np.ones(len(behind.ids)), behind.weights])).fit()
    low, high = -1e6, 1e6
    for _ in range(70):
        middle = (low + high) / 2
        end = line.get_prediction([1.0, middle]).conf_int()[0, 1 if side < 0 else 0]
        low, high = (middle, high) if end < given(behind) else (low, middle)
    return max(high, 0.0)


AGAIN: dict[str, Callable[[Behind, float, float], float]] = {
    "count": lambda behind, adds, counts: len(behind.ids),
    "total": lambda behind, adds, counts: adds,
    "share": lambda behind, adds, counts: 100 * adds / counts,
    "ratio": lambda behind, adds, counts: adds / counts,
    "mean": lambda behind, adds, counts: adds / counts,
    "median": lambda behind, adds, counts: statistics.median(behind.values),
    "p90": lambda behind, adds, counts: quantile(behind.values, 0.9),
    "largest": lambda behind, adds, counts: max(behind.values),
    "wilson_low": lambda behind, adds, counts: wilson(adds, counts, -1),
    "wilson_high": lambda behind, adds, counts: wilson(adds, counts, 1),
    "remainder": lambda behind, adds, counts: 100 * (given(behind) - adds) / given(behind),
    "given": lambda behind, adds, counts: given(behind),
    "percent_of_given": lambda behind, adds, counts: 100 * adds / given(behind),
    "percent_of_counted": lambda behind, adds, counts: 100 * adds / given(behind),
    "hours_between": lambda behind, adds, counts: (given(behind) - adds) / counts / 60,
    "line": lambda behind, adds, counts: reached(behind),
    "line_low": lambda behind, adds, counts: banded(behind, -1),
    "line_high": lambda behind, adds, counts: banded(behind, 1),
}
# What a figure is drawn from, where that is not what its rows count for.
DRAWN: dict[str, Callable[[Behind], float]] = {
    "percent_of_counted": given,
    **{name: lambda behind: len(behind.ids) for name in ("line", "line_low", "line_high")},
}


def wrong(explanation: Explanation) -> tuple[Any, ...]:
    """Return what is wrong with an explanation, aggregated afresh; nothing where it gives the figure."""
    figure, behind = explanation.figure, explanation.behind
    if isinstance(figure.value, Missing):
        return (figure.key, behind) if behind.ids or behind.given else ()
    if behind.how not in AGAIN:
        return ("there is no number without rows", figure.key, figure.value)
    adds, counts = math.fsum(behind.values), math.fsum(behind.weights)
    again = AGAIN[behind.how](behind, adds, counts)
    n = DRAWN[behind.how](behind) if behind.how in DRAWN else round(counts)
    exact = 1e-6 if behind.how.startswith("line") else 1e-9
    same = math.isclose(again, figure.value, rel_tol=exact, abs_tol=exact) and figure.n == n
    return () if same else (figure.key, behind.how, (again, n), (figure.value, figure.n))


Explained = dict[FigureKey, Explanation]


def explained(found: Computed, account: str) -> Explained:
    """Return the explanation of every figure of an account."""
    return provenance.explain(found, account, found.figures[account], placed=True)


@pytest.fixture(scope="module")
def job(project_root: Path) -> Job:
    """The sample project as read."""
    return gather(Request(project_root / "sample_data", datetime(2026, 11, 2, 6, tzinfo=UTC), {}))


@pytest.fixture(scope="module")
def sample(job: Job) -> Computed:
    """The figures of the sample project."""
    return computed(job)


@pytest.fixture(scope="module")
def everything(sample: Computed) -> dict[str, Explained]:
    """The explanation of every figure of every sample account."""
    return {account: explained(sample, account) for account in ACCOUNTS}


def figures_of(project: DrawnProject) -> Computed:
    """Return the figures of a drawn project."""
    reviews = project.reviews()
    return compute(shard_of(project.tables(), reviews, project.as_of), reviews, project.as_of)


# The rows give the number


@pytest.mark.parametrize("account", ACCOUNTS)
def test_rows_of_sample_figures_give_the_figures(everything: dict[str, Explained], account: str) -> None:
    """Every figure of every period: value and n again, from the rows that it names."""
    assert [found for one in everything[account].values() if (found := wrong(one))] == []


def test_every_way_of_making_figures_is_met(everything: dict[str, Explained]) -> None:
    """The sample holds a figure of every kind that is reckoned again here, so that none goes unchecked."""
    met = {one.behind.how for account in ACCOUNTS for one in everything[account].values()}
    assert met == {*AGAIN, "none"}


def test_the_product_reckons_every_figure_again_that_is_reckoned_again_here() -> None:
    """No way of making figures is without its proof: a pack with such a figure would not be delivered."""
    assert set(proof.AGAIN) == set(AGAIN)


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_drawn_figures_give_the_figures(seed: int) -> None:
    """The same for projects drawn at random, with times at the edges of periods and contradictions."""
    found = figures_of(draw(random.Random(seed), tickets=120, others=40))
    assert [bad for account in found.figures for one in explained(found, account).values() if (bad := wrong(one))] == []


@pytest.mark.parametrize("account", ["BRIGHT", "CALDER"])
def test_a_missing_figure_has_no_rows(everything: dict[str, Explained], account: str) -> None:
    """Where there is no number there is nothing behind it, and how it is made is not said."""
    missing = [one for one in everything[account].values() if isinstance(one.figure.value, Missing)]
    assert missing
    assert {(one.behind.ids, one.behind.given, provenance.made(one.behind)) for one in missing} == {((), (), "")}


# Whose rows they are


@pytest.mark.parametrize("account", ACCOUNTS)
def test_rows_stand_where_they_are_said_to_stand(job: Job, everything: dict[str, Explained], account: str) -> None:
    """Table, file and row of each row behind a figure are those of a row of that account with that id."""
    standing = {place for name, frame in job.tables.frames.items() for place in places(job, name, frame, account)}
    named = {
        (one.behind.table, *place, name)
        for one in everything[account].values()
        if one.behind.table not in ("", "targets", "credits")
        for name, place in zip(one.behind.ids, one.behind.places, strict=True)
    }
    assert named
    assert named - standing == set()


def places(job: Job, name: str, frame: Any, account: str) -> Iterator[tuple[str, str, int, str]]:
    """Return table, file, row and id of each row of an account."""
    own, described = frame[frame["account"] == account], table(name)
    key = ("id",) if "id" in described.names else described.key or ("ticket",)
    for place in own.to_dict("records"):
        found = " ".join(str(place[column]).removesuffix(MIDNIGHT).removesuffix(UTC_ZONE) for column in key)
        yield name, job.tables.files[place["_file"]].file, place["_row"], found


@pytest.mark.parametrize("seed", range(2))
def test_rows_are_those_that_the_account_has_alone(seed: int) -> None:
    """Other accounts' rows, under the same ids, change nothing behind a figure but where the rows stand."""
    project = draw(random.Random(seed), tickets=80, others=25)
    together = figures_of(project)
    for account, name in zip(project.accounts, project.reviewed, strict=True):
        alone = figures_of(DrawnProject((account,), (name,), project.as_of, project.rows))
        assert without_places(explained(together, account.id)) == without_places(explained(alone, account.id))


def without_places(found: Explained) -> dict[FigureKey, tuple[Any, ...]]:
    """Return what is behind figures, without file and row."""
    return {key: (one.behind.how, one.behind.ids, one.behind.values, one.behind.weights) for key, one in found.items()}


def test_the_counts_of_targets_name_the_figures_that_they_count(everything: dict[str, Explained]) -> None:
    """Behind the number of targets met stand the figures that were agreed, each adding 1 or nothing."""
    ((_, met),) = [(key, one) for key, one in everything["CALDER"].items() if key[0] == "targets.met"]
    assert met.behind.table == "targets"
    assert "sla.resolution" in met.behind.ids
    assert set(met.behind.values) == {0.0, 1.0}


def test_rows_of_one_cell_among_many_are_found() -> None:
    """Of more cells than fit into sixteen bits, each gives its own entries, in their order."""
    numbers = np.random.default_rng(5)
    group, period = numbers.integers(0, 6000, 20_000), numbers.integers(0, 25, 20_000)
    spans = tuple(periods.parse("2026-10").chain())[-25:]
    grid = Grid(("A",), (Timeline(spans, "UTC", datetime(2026, 11, 2, tzinfo=UTC)),))
    rows = Rows(pd.DataFrame({"account": ["A"] * 20_000}), grid)
    cells = Cells(Entries(rows, np.arange(20_000), period), Grouping(group, np.zeros(6000, dtype="int64")))
    for wanted in (0, 1, 9999, 19_999):
        place = (int(group[wanted]), int(period[wanted]))
        found = np.flatnonzero((group == place[0]) & (period == place[1]))
        assert cells.entries_of(*place).tolist() == found.tolist()


# How it is said


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        (Behind("tickets", "share", ("a", "b"), (1.0, 0.0), (1.0, 1.0)), "share: 1 of 2"),
        (Behind("tickets", "count", ("a",), (1.0,), (1.0,)), "count: 1 row"),
        (Behind("tickets", "median", ("a", "b"), (1.5, 2.0), (1.0, 1.0)), "median: of 2 rows"),
        (Behind("outages", "given", given=(("agreed minutes", 44640.0),)), "given: 44,640 agreed minutes"),
        (
            Behind("outages", "remainder", ("a",), (30.5,), (1.0,), (("agreed minutes", 44640.0),)),
            "remainder: 44,640 agreed minutes less 30.5, of 44,640 agreed minutes",
        ),
        (
            Behind("capacity", "line", ("a", "b"), (700.0, 705.5), (-30.0, -1.0), (("at the threshold", 900.0),)),
            "line: through 2 rows, to 900 at the threshold",
        ),
        (
            Behind("tickets", "percent_of_counted", given=(("changes implemented", 12.0),)),
            "percent of counted: 0 of 12 changes implemented",
        ),
        (Behind("", "none"), ""),
    ],
)
def test_how_a_value_is_made_is_said_in_short(behind: Behind, words: str) -> None:
    """What the rows add, what they count for, and what was given."""
    assert provenance.made(behind) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0.0, "0"), (-0.00001, "0"), (1234.5, "1,234.5"), (2 / 3, "0.6667"), (100.0, "100")]
)
def test_numbers_for_reading_are_short(number: float, words: str) -> None:
    """Up to four decimals, thousands apart, no minus before nothing."""
    assert provenance.plain(number) == words


# Which figures are meant


def of(*dimensions: tuple[tuple[str, str], ...]) -> list[Figure]:
    """Return figures with these dimensions."""
    return [Figure("sla.resolution", "2026-10", one, 1.0, 1, "%") for one in dimensions]


P1, P2, SHOP = ("priority", "P1"), ("priority", "P2"), ("service", "Shop")


@pytest.mark.parametrize(
    ("where", "chosen"),
    [((), [()]), ((P1,), [(P1,)]), ((SHOP,), [(P1, SHOP), (P2, SHOP)]), ((SHOP, P1), [(P1, SHOP)]), ((P2, P1), [])],
)
def test_the_figure_of_exactly_these_dimensions_goes_before_those_that_include_them(
    where: tuple[tuple[str, str], ...], chosen: list[Any]
) -> None:
    """Without any, the whole account's figure is meant; the order of dimensions does not matter."""
    figures = of((), (P1,), (P2,), (P1, SHOP), (P2, SHOP))
    assert [one.dimensions for one in provenance.limited(figures, where)] == chosen


def test_without_a_whole_figure_all_are_meant() -> None:
    """A metric that exists by service alone is explained service by service."""
    figures = of((SHOP,), (("service", "Desk"),))
    assert provenance.limited(figures, ()) == figures


def test_a_metric_without_figures_says_why(sample: Computed) -> None:
    """No figure is no error: the reason stands in its place."""
    found = provenance.answer(sample, "BRIGHT", "sla.agreement")
    assert (found.explanations, found.missing) == ((), "there is no policy beside a verdict of the tool")


def test_a_metric_without_a_source_says_so() -> None:
    """Where no source fills its table, the table is named."""
    project = draw(random.Random(1), tickets=10, others=3)
    bare = project.with_rows({name: found for name, found in project.rows.items() if name == "tickets"})
    assert provenance.answer(figures_of(bare), "A", "availability").missing == "no source for outages"


def test_dimensions_that_no_figure_has_are_an_error(sample: Computed) -> None:
    """There is no figure to explain, and the caller is to say what there is."""
    with pytest.raises(KeyError):
        provenance.answer(sample, "CALDER", "sla.resolution", (("priority", "P9"),))


def test_the_command_line_prints_what_the_function_gives(sample: Computed, project_root: Path) -> None:
    """`reviewgen explain --format json` is the answer, to the last digit."""
    asked = ("explain", "sla.resolution", str(project_root / "sample_data"), "--account", "CALDER", "--format", "json")
    printed = CliRunner().invoke(commands, asked, standalone_mode=False, catch_exceptions=False).stdout
    assert json.loads(printed) == provenance.answer(sample, "CALDER", "sla.resolution").as_json()


def test_rows_of_another_account_stop_the_pack(tmp_path: Path) -> None:
    """Should the rows of a figure ever be somebody else's, it is an error and not a page."""
    data = small_project.together(small_project.desk("A"), small_project.desk("B"))
    folder = small_project.write(tmp_path, [small_project.account_file(name) for name in "AB"], data)
    found = computed(small_project.gathered(folder, tmp_path / "out"))
    figure = found.figures["A"].get("tickets.opened")
    origins = Origins(found, "A")
    assert origins.behind(figure).ids
    for part in found.parts:
        for block in part.blocks:
            rows = block.cells.entries.rows
            object.__setattr__(rows, "code", np.ones_like(rows.code))
    with pytest.raises(NumberError, match="would be made of rows of another account"):
        origins.behind(figure)
