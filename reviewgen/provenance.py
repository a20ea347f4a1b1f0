"""Every figure with its definition, what it is limited to, and the rows it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reviewgen.cut import Origins
from reviewgen.metrics import BY_ID, Computed, Figures, Metric, sourceless
from reviewgen.metrics.dimensions import BESIDE
from reviewgen.model import Behind, Dimensions, Explanation, Figure, FigureKey, Missing, Process

MADE = {
    "count": "{rows}",
    "total": "{adds} over {rows}",
    "share": "{adds} of {counts}",
    "ratio": "{adds} to {counts}",
    "mean": "{adds} over {counts}",
    "remainder": "{given} less {adds}, of {given}",
    "given": "{given}",
    "percent_of_given": "{adds} of {given}",
    "percent_of_counted": "{adds} of {given}",
    "hours_between": "{given} less {adds}, over {counts}",
    "line": "through {rows}, to {given}",
    "line_low": "through {rows}, to {given}",
    "line_high": "through {rows}, to {given}",
    "wilson_low": "of {adds} of {counts}",
    "wilson_high": "of {adds} of {counts}",
}


def explain(
    computed: Computed, account: str, figures: Iterable[Figure], *, placed: bool = False
) -> dict[FigureKey, Explanation]:
    """The explanations of figures of one account; `placed`: with file and row of each row behind them."""
    origins = Origins(computed, account)
    return {figure.key: _explained(figure, origins.behind(figure, placed=placed)) for figure in figures}


@dataclass(frozen=True, slots=True)
class Answer:
    """All there is to say of one metric in the period under review of an account.

    `processes` say what charts say of the history of each explained figure. Where nothing is explained, `missing` says
    why there is no figure.
    """

    account: str
    period: str
    as_of: str
    metric: Metric
    missing: str = ""
    explanations: tuple[Explanation, ...] = ()
    processes: tuple[Process | None, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that `reviewgen explain --format json` prints."""
        figures = zip(self.explanations, self.processes, strict=True)
        return {
            "account": self.account,
            "period": self.period,
            "as_of": self.as_of,
            **_definition(self.metric),
            "missing": self.missing or None,
            "figures": [{**as_json(one), "process": _process(process)} for one, process in figures],
        }


def answer(computed: Computed, account: str, metric: str, where: Dimensions = ()) -> Answer:
    """What there is to say of a metric. Raises KeyError where figures of it exist, but none with these dimensions."""
    found = computed.figures[account]
    about = (account, found.period, found.as_of, BY_ID[metric])
    every = figures_of(found, metric)
    if not every:
        return Answer(*about, _why_none(computed, account, BY_ID[metric]))
    chosen = limited(every, where)
    if not chosen:
        raise KeyError(where)
    explained = explain(computed, account, chosen, placed=True)
    return Answer(*about, "", tuple(explained.values()), tuple(found.process(figure) for figure in chosen))


def figures_of(figures: Figures, metric: str) -> list[Figure]:
    """The figures of a metric in the period under review."""
    return [one for one in figures if (one.metric, one.period) == (metric, figures.period)]


def limited(figures: Sequence[Figure], where: Dimensions) -> list[Figure]:
    """The figure of exactly these dimensions; where there is none, all whose dimensions include them."""
    wanted = set(where)
    exact = [one for one in figures if set(one.dimensions) == wanted]
    return exact or [one for one in figures if wanted <= set(one.dimensions)]


def as_json(explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain values; each row by its id, file and number, with what it adds and counts for.

    File and row are null where the explanation holds none, or where what is counted is no row of a file.
    """
    figure, behind = explanation.figure, explanation.behind
    places = behind.places or ((None, None),) * len(behind.ids)
    rows = zip(behind.ids, places, behind.values, behind.weights, strict=True)
    return {
        "metric": figure.metric,
        "period": figure.period,
        "dimensions": dict(figure.dimensions),
        "value": figure.number,
        "missing": str(figure.value) if isinstance(figure.value, Missing) else None,
        "n": figure.n,
        "unit": figure.unit,
        "target": asdict(figure.target) if figure.target else None,
        "status": figure.status,
        "limited_to": explanation.limited_to,
        "how": behind.how,
        "made": made(behind),
        "given": dict(behind.given),
        "table": behind.table,
        "rows": [
            {"id": name, "file": file, "row": row, "adds": adds, "counts": counts}
            for name, (file, row), adds, counts in rows
        ],
    }


def made(behind: Behind) -> str:
    """How a value is made of its rows, in short: "share: 36 of 42"; nothing without rows and amounts."""
    if not behind.ids and not behind.given:
        return ""
    words = MADE.get(behind.how, "of {rows}").format(
        adds=plain(sum(behind.values)),
        counts=plain(sum(behind.weights)),
        rows=f"{len(behind.ids):,} row" + ("" if len(behind.ids) == 1 else "s"),
        given=", ".join(f"{plain(amount)} {name}" for name, amount in behind.given),
    )
    return f"{behind.how.replace('_', ' ')}: {words}"


def plain(number: float) -> str:
    """A number for reading: up to four decimals, thousands apart."""
    text = f"{number:,.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _explained(figure: Figure, behind: Behind) -> Explanation:
    metric = BY_ID[figure.metric]
    return Explanation(figure, metric.label, metric.formula, metric.counted, _limits(figure), behind)


def _limits(figure: Figure) -> str:
    """The period and the dimensions that a figure is limited to: "2026-10; priority P1"."""
    return "; ".join([figure.period, *(f"{BESIDE[name]} {value}" for name, value in figure.dimensions)])


def _why_none(computed: Computed, account: str, metric: Metric) -> str:
    """Why an account has no figure of a metric at all."""
    shards = [part.shard for part in computed.parts if account in part.shard.grid.accounts]
    absent = [name for name in metric.tables if name not in shards[0].names]
    return str(sourceless(absent[0])) if absent else metric.empty


def _definition(metric: Metric) -> Mapping[str, Any]:
    return {
        "metric": metric.id,
        "label": metric.label,
        "formula": metric.formula,
        "counted": metric.counted,
        "unit": metric.unit,
        "better": metric.better,
        "least_n": metric.least_n,
        "source": metric.source or None,
    }


def _process(process: Process | None) -> Mapping[str, Any] | None:
    """What a chart says of its last point."""
    if process is None:
        return None
    return {
        "kind": process.kind,
        "state": process.state,
        "side": process.side or None,
        "rule": process.rules[-1] or None,
        "usual_level": process.centre[-1],
        "lower_limit": process.lower[-1],
        "upper_limit": process.upper[-1],
        "baseline": list(process.baseline) if process.baseline else None,
        "baseline_size": process.size,
    }
