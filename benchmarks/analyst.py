"""The script that a capable analyst would write: pandas, an account at a time, matplotlib, Jinja, weasyprint.

It says what a standard pack says at its core: headline figures beside those of the month before and of a year ago, six
charts of thirteen months, service levels by priority, workload, promises, outages; and it lists the tickets of the
month. It is spared business hours and holidays, signals and findings, definitions and rows behind each figure, and the
internal brief. The exports are read once, for all processes; charts are SVG, so that weasyprint draws them sharp.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import matplotlib as mpl
import pandas as pd
from markupsafe import Markup

mpl.use("agg")
mpl.rcParams["svg.fonttype"] = "none"

from matplotlib import pyplot as plt  # noqa: E402

MONTHS = pd.period_range("2025-10", "2026-10", freq="M")
MONTH = MONTHS[-1]
AS_OF = pd.Timestamp("2026-11-02 06:00")
TARGETS = {"P1": (0.5, 6.0), "P2": (1.0, 12.0), "P3": (6.0, 40.0), "P4": (10.0, 80.0)}
TIMES = {
    "tickets": ["opened_at", "first_response_at", "resolved_at", "closed_at"],
    "surveys": ["sent_at", "answered_at"],
    "outages": ["started_at", "ended_at"],
    "actions": ["agreed_on", "due_on", "closed_on"],
}
TEMPLATE = jinja2.Environment(autoescape=True).from_string("""\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ account }}: {{ month }}</title><style>
@page { size: A4; margin: 18mm 16mm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 9pt sans-serif; color: #222 } h1 { font-size: 18pt } h2 { font-size: 12pt; break-after: avoid }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 2pt 4pt }
td { border-bottom: .5pt solid #ccc }
.charts img { width: 48%; display: inline-block }
</style></head><body><h1>{{ account }}</h1><p>Service review, {{ month }}</p>
<h2>Headline figures</h2>{{ headlines }}
<h2>Thirteen months</h2><div class="charts">{% for one in charts %}<img src="{{ one }}" alt="">{% endfor %}</div>
<h2>Service levels</h2>{{ levels }}
<h2>Workload</h2>{{ workload }}
<h2>Outages</h2>{{ outages }}
<h2>Promises</h2>{{ promises }}
{% if listing %}<h2>Tickets of the month</h2>{{ listing }}{% endif %}
</body></html>
""")


@dataclass(frozen=True)
class Exports:
    """The tables, of all accounts or of one."""

    tickets: pd.DataFrame
    surveys: pd.DataFrame
    outages: pd.DataFrame
    actions: pd.DataFrame

    def of(self, account: str) -> Exports:
        """The rows of one account."""
        return Exports(*(table[table["account"] == account] for table in self.tables.values()))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {name: getattr(self, name) for name in TIMES}


def exports(folder: Path) -> Exports:
    """Read the exports of a fleet, with what every review needs of each ticket."""
    found = {name: pd.read_csv(folder / "data" / f"{name}.csv", parse_dates=times) for name, times in TIMES.items()}
    return Exports(**found | {"tickets": reckoned(found["tickets"])})


def reckoned(tickets: pd.DataFrame) -> pd.DataFrame:
    """The tickets with months, hours and whether they kept their targets."""
    hours = {
        "response": (tickets["first_response_at"] - tickets["opened_at"]).dt.total_seconds() / 3600,
        "resolution": (tickets["resolved_at"] - tickets["opened_at"]).dt.total_seconds() / 3600,
    }
    targets = {
        clock: tickets["priority"].map({name: pair[place] for name, pair in TARGETS.items()})
        for place, clock in enumerate(hours)
    }
    return tickets.assign(
        opened_in=tickets["opened_at"].dt.to_period("M"),
        resolved_in=tickets["resolved_at"].dt.to_period("M"),
        response_hours=hours["response"],
        resolution_hours=hours["resolution"],
        response_met=hours["response"] <= targets["response"],
        resolution_met=hours["resolution"] <= targets["resolution"],
    )


def monthly(one: Exports) -> pd.DataFrame:
    """The figures of an account: a row a month."""
    resolved = one.tickets.dropna(subset=["resolved_at"]).groupby("resolved_in")
    answered = one.surveys.dropna(subset=["score"])
    outages = one.outages.assign(minutes=(one.outages["ended_at"] - one.outages["started_at"]).dt.total_seconds() / 60)
    found = pd.DataFrame(
        {
            "Opened": one.tickets.groupby("opened_in").size(),
            "Resolved": resolved.size(),
            "Responses in time, %": 100 * resolved["response_met"].mean(),
            "Resolutions in time, %": 100 * resolved["resolution_met"].mean(),
            "Median hours to resolve": resolved["resolution_hours"].median(),
            "Reopened, %": 100 * resolved["reopen_count"].apply(lambda counts: (counts > 0).mean()),
            "Satisfied, %": 100 * (answered["score"] >= 4).groupby(answered["answered_at"].dt.to_period("M")).mean(),
            "Minutes of outages": outages.groupby(outages["started_at"].dt.to_period("M"))["minutes"].sum(),
        },
        index=MONTHS,
    ).fillna({"Minutes of outages": 0})
    return found.assign(Open=[open_at(one.tickets, month.end_time) for month in MONTHS])


def open_at(tickets: pd.DataFrame, moment: pd.Timestamp) -> int:
    """How many tickets were open at a moment."""
    return int(((tickets["opened_at"] <= moment) & ~(tickets["resolved_at"] <= moment)).sum())


def headlines(figures: pd.DataFrame) -> pd.DataFrame:
    """The month beside the one before and the same a year ago."""
    return figures.loc[[MONTH, MONTH - 1, MONTH - 12]].T.rename_axis("Figure").reset_index()


def levels(one: Exports) -> pd.DataFrame:
    """Service levels of the month by priority, in hours on the wall clock."""
    month = one.tickets[one.tickets["resolved_in"] == MONTH].groupby("priority")
    found = pd.DataFrame(
        {
            "Resolved": month.size(),
            "Responses in time, %": 100 * month["response_met"].mean(),
            "Resolutions in time, %": 100 * month["resolution_met"].mean(),
            "Median hours": month["resolution_hours"].median(),
        }
    )
    return found.rename_axis("Priority").reset_index()


def workload(one: Exports) -> pd.DataFrame:
    """What came in, by service and type."""
    month = one.tickets[one.tickets["opened_in"] == MONTH]
    return pd.crosstab(month["service"], month["type"], margins=True, margins_name="All").reset_index()


def outages(one: Exports) -> pd.DataFrame:
    """The outages of the month."""
    of_month = one.outages["started_at"].dt.to_period("M") == MONTH
    found: pd.DataFrame = one.outages.loc[of_month, ["service", "started_at", "ended_at", "title"]]
    return found


def promises(one: Exports) -> pd.DataFrame:
    """What is open, and what was done in the month."""
    closed = one.actions["closed_on"].dt.to_period("M")
    mattering = (closed == MONTH) | one.actions["closed_on"].isna()
    found: pd.DataFrame = one.actions.loc[mattering, ["title", "owner", "due_on", "state"]]
    return found


def listing(one: Exports) -> pd.DataFrame:
    """The tickets that were opened or resolved in the month."""
    of_month = (one.tickets["opened_in"] == MONTH) | (one.tickets["resolved_in"] == MONTH)
    columns = ["id", "title", "priority", "service", "state", "opened_at", "resolved_at", "resolution_hours"]
    return one.tickets.loc[of_month, columns].sort_values("opened_at")


TABLES: Mapping[str, Callable[[Exports], pd.DataFrame]] = {
    "levels": levels,
    "workload": workload,
    "outages": outages,
    "promises": promises,
    "listing": listing,
}
CHARTS: tuple[tuple[str, ...], ...] = (
    ("Opened", "Resolved"),
    ("Open",),
    ("Responses in time, %",),
    ("Resolutions in time, %",),
    ("Satisfied, %",),
    ("Minutes of outages",),
)


def chart(figures: pd.DataFrame, names: tuple[str, ...]) -> Any:
    """Thirteen months of one figure as a line, or of several as columns."""
    drawing, axes = plt.subplots(figsize=(4.2, 2.2), layout="constrained")
    places, width = range(len(figures)), 0.8 / len(names)
    if len(names) == 1:
        axes.plot(places, figures[names[0]], marker=".")
    else:
        for turn, name in enumerate(names):
            axes.bar([place + turn * width for place in places], figures[name], width, label=name)
        axes.legend(fontsize=7)
    axes.set_xticks(places, [f"{month:%b %y}" for month in MONTHS], rotation=90)
    axes.set_title(", ".join(names), fontsize=9)
    axes.tick_params(labelsize=7)
    axes.set_ylim(bottom=0)
    return drawing


def drawn(drawing: Any) -> str:
    """A chart as a URL that holds it."""
    picture = io.BytesIO()
    drawing.savefig(picture, format="svg")
    plt.close(drawing)
    return "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode()


def as_html(table: pd.DataFrame) -> Markup:
    """A table as HTML."""
    return Markup(table.to_html(index=False, border=0, na_rep="–", float_format="{:,.4g}".format))


def page(account: str, one: Exports, without: str = "") -> str:
    """The review of an account as HTML, without one of its tables if told so."""
    figures = monthly(one)
    tables = {name: as_html(made(one)) for name, made in TABLES.items() if name != without}
    charts = [drawn(chart(figures, names)) for names in CHARTS]
    return TEMPLATE.render(account=account, month=MONTH, headlines=as_html(headlines(figures)), charts=charts, **tables)


def packs(everything: Exports, out: Path, without: str = "") -> Callable[[str], object]:
    """What makes HTML and PDF of one account after another."""
    import weasyprint

    def made(account: str) -> None:
        html = page(account, everything.of(account), without)
        (out / f"{account}.html").write_text(html, "utf-8")
        weasyprint.HTML(string=html).write_pdf(out / f"{account}.pdf")

    return made
