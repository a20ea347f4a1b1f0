"""Where tickets come from, and when: by priority, service, category, site, and by the hour of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from reviewgen.charts import bars, heatmap, pareto, stacked
from reviewgen.findings.case import called
from reviewgen.languages import N_
from reviewgen.model import Figure
from reviewgen.sections.events import drawn
from reviewgen.sections.histories import drawn_texts, paired
from reviewgen.sections.view import Chart, Inputs, Runs, filled, plain, runs, said, shown

ROWS = 6
SPLITS = ("priority", "type", "service", "category", "site", "channel")
MAIN_SPLITS = ("service",)
WHOLE, HALF, THIRD = 178, 86, 55
"""Width in mm of a drawing that stands alone, and of those of two and three side by side."""
OPENED = {
    "priority": N_("Opened by priority"),
    "type": N_("Opened by type"),
    "service": N_("Opened by service"),
    "category": N_("Opened by category"),
    "site": N_("Opened by site"),
    "channel": N_("Opened by channel"),
}
FIRST = {
    "priority": N_("The most frequent priority is {first}: {figure} of {total} tickets opened"),
    "type": N_("The most frequent type is {first}: {figure} of {total} tickets opened"),
    "service": N_("The service with most tickets is {first}: {figure} of {total} opened"),
    "category": N_("The most frequent category is {first}: {figure} of {total} tickets opened"),
    "site": N_("The site with most tickets is {first}: {figure} of {total} opened"),
    "channel": N_("The channel used most is {first}: {figure} of {total} tickets opened"),
}
ALIKE = N_("{names} have most tickets: {figure} each of {total} opened")
NONE_STANDS_OUT = N_("No one stands out: {figure} of {total} tickets at most")
FEW_VALUES = 3
"""So many values need no line of their sums, and can be named in a title."""
MOST_PARTS = 5
FEW_ARRIVALS = 3
"""Where no hour has as many, the hours tell nothing."""
MARK = 80
"""Percent of the tickets that the line of the sums is marked at."""
LARGEST = {
    "priority": N_("the {n} largest of {all} priorities"),
    "type": N_("the {n} largest of {all} types"),
    "service": N_("the {n} largest of {all} services"),
    "category": N_("the {n} largest of {all} categories"),
    "site": N_("the {n} largest of {all} sites"),
    "channel": N_("the {n} largest of {all} channels"),
}


# Where tickets come from


def splits(inputs: Inputs) -> tuple[Chart, ...]:
    """Tickets opened by each dimension that has several values: at full depth by all of them.

    Priorities are piled up period by period, many values have a line of their sums; the others are bars on one scale.
    """
    if inputs.depth != "full":
        return tuple(
            _bars(inputs, {name: found for name in MAIN_SPLITS if len(found := _found(inputs, name)) > 1}, THIRD)
        )
    values = {name: found for name in SPLITS if len(found := _found(inputs, name)) > 1}
    piled = _piled(inputs, values.get("priority", []), _of_the_chain(inputs, "priority"))
    others = {name: found for name, found in values.items() if piled is None or name != "priority"}
    many = [_pareto(inputs, found) for found in others.values() if len(found) > FEW_VALUES]
    few = {name: found for name, found in others.items() if len(found) <= FEW_VALUES}
    return (*((piled,) if piled else ()), *many, *_bars(inputs, few, HALF))


def _found(inputs: Inputs, name: str) -> list[Figure]:
    """The tickets opened by one dimension, the most first; priorities in their order."""
    found = [figure for figure in inputs.figures.split("tickets.opened", name) if figure.number]
    if name != "priority":
        found.sort(key=lambda figure: (-(figure.number or 0), figure.dimensions))
    return found


def _title(inputs: Inputs, found: Sequence[Figure]) -> Runs:
    """The value with the most tickets; where several have as many, all of them."""
    name, most = found[0].dimensions[0][0], max(figure.number or 0 for figure in found)
    first, total = [figure for figure in found if figure.number == most], inputs.figures.get("tickets.opened")
    words, values = inputs.words, {"figure": shown(inputs, first[0]), "total": shown(inputs, total)}
    if len(first) > FEW_VALUES:
        return filled(words.gettext(NONE_STANDS_OUT), **values)
    if len(first) > 1:
        return filled(words.gettext(ALIKE), names=words.listed([_name(inputs, one) for one in first]), **values)
    return filled(words.gettext(FIRST[name]), first=_name(inputs, first[0]), **values)


def _name(inputs: Inputs, figure: Figure) -> str:
    return said(inputs, called(*figure.dimensions[0]))


def _bars(inputs: Inputs, splits: dict[str, list[Figure]], width: float) -> list[Chart]:
    """Bars of several splits, on one scale."""
    kept = {name: found[: inputs.room(0, 5, ROWS)] for name, found in splits.items()}
    labels = {name: [_name(inputs, one) for one in found] for name, found in kept.items()}
    rows = [(labels[name], _numbers(found), drawn_texts(inputs, found)) for name, found in kept.items()]
    return [
        drawn_as_bars(
            inputs, _title(inputs, splits[name]), found, labels[name], _subtitle(inputs, splits[name]), rows, width
        )
        for name, found in kept.items()
    ]


def _numbers(found: Sequence[Figure]) -> list[float | None]:
    return [figure.number for figure in found]


def _subtitle(inputs: Inputs, found: Sequence[Figure]) -> Runs:
    """What the bars are of, and how many of them are drawn where there are more."""
    words, room, name = inputs.words, inputs.room(0, 5, ROWS), found[0].dimensions[0][0]
    kind = words.gettext(OPENED[name])
    if len(found) <= room:
        return runs(kind)
    largest = words.gettext(LARGEST[name], n=words.number(room), all=words.number(len(found)))
    return runs(words.gettext("{first}, {then}", first=kind, then=largest))


def drawn_as_bars(
    inputs: Inputs,
    title: Runs,
    found: Sequence[Figure],
    labels: Sequence[str],
    subtitle: Runs = (),
    alike: Sequence[tuple[Sequence[str], Sequence[float | None], Sequence[str]]] = (),
    width: float = HALF,
) -> Chart:
    """A drawing of figures as horizontal bars; `alike` holds the rows of those that it is compared with."""
    texts = drawn_texts(inputs, found)
    svg = bars(
        labels,
        _numbers(found),
        texts,
        title=plain(title),
        description=paired(inputs, labels, texts),
        alike=alike,
        width_mm=width,
        colour=inputs.account.branding.accent,
    )
    return Chart(title, subtitle, svg, tuple(found))


def _pareto(inputs: Inputs, found: list[Figure]) -> Chart:
    """The largest of them, and how much of all tickets they come to together."""
    kept, words = found[:ROWS], inputs.words
    title, total = _title(inputs, found), inputs.figures.get("tickets.opened")
    labels, texts = [_name(inputs, one) for one in kept], drawn_texts(inputs, kept)
    svg = pareto(
        labels,
        _numbers(kept),
        texts,
        title=plain(title),
        description=paired(inputs, labels, texts),
        total=total.number,
        mark=MARK,
        mark_text=words.amount(MARK, "%"),
        line_text=words.gettext("of all"),
        width_mm=HALF,
        colour=inputs.account.branding.accent,
    )
    return Chart(title, _subtitle(inputs, found), svg, tuple(kept))


def _of_the_chain(inputs: Inputs, name: str) -> list[str]:
    """The values of a dimension that had tickets in any of the periods that charts show."""
    chain = inputs.figures.chain
    every = (one for period in chain for one in inputs.figures.split("tickets.opened", name, period=period))
    return sorted({one.dimensions[0][1] for one in every if one.number})


def _piled(inputs: Inputs, found: list[Figure], values: list[str]) -> Chart | None:
    """Tickets opened in each period, piled up by priority; None without priorities, or where there are too many."""
    if len(found) < 2 or len(values) > MOST_PARTS:
        return None
    words, totals = inputs.words, inputs.figures.history("tickets.opened")
    parts = [inputs.figures.history("tickets.opened", priority=value) for value in values]
    title = _title(inputs, found)
    names = [words.period(one.period) for one in totals]
    svg = stacked(
        [words.short_period(one.period) for one in totals],
        [(_name(inputs, part[-1]), _numbers(part)) for part in parts],
        drawn_texts(inputs, totals),
        title=plain(title),
        description=paired(inputs, names, drawn_texts(inputs, totals)),
        tick_text=words.number,
        events=drawn(inputs, "tickets.opened"),
        width_mm=HALF,
        height_mm=32,
        colour=inputs.account.branding.accent,
    )
    history = (*totals, *(one for part in parts for one in part))
    return Chart(title, runs(words.gettext(OPENED["priority"])), svg, history)


# When they come


def arrivals(inputs: Inputs) -> Chart | None:
    """Tickets opened in each hour of the week; None where no hour has a few."""
    days, hours = [f"{number:02d}" for number in range(1, 8)], [f"{number:02d}" for number in range(24)]
    every = [[_arrived(inputs, day, hour) for hour in hours] for day in days]
    known = [figure for row in every for figure in row if figure.number is not None]
    busiest = max(known, key=lambda figure: figure.number or 0, default=None)
    if busiest is None or (busiest.number or 0) < FEW_ARRIVALS:
        return None
    names = [inputs.words.weekday(int(day)) for day in days]
    title, (most,) = _busiest(inputs, busiest), drawn_texts(inputs, [busiest])
    sums = [inputs.figures.get("tickets.opened", weekday=day) for day in days]
    svg = heatmap(
        names,
        hours,
        [[figure.number or 0.0 for figure in row] for row in every],
        title=plain(title),
        description=paired(inputs, names, drawn_texts(inputs, sums)),
        peak_text=most,
        scale_texts=(inputs.words.number(0), most),
        width_mm=WHOLE,
        colour=inputs.account.branding.accent,
    )
    zone = inputs.words.gettext("local time, {zone}", zone=inputs.account.zone)
    return Chart(title, runs(zone), svg, tuple(known))


def _arrived(inputs: Inputs, day: str, hour: str) -> Figure:
    return inputs.figures.get("tickets.opened", weekday=day, hour=hour)


def _busiest(inputs: Inputs, figure: Figure) -> Runs:
    words, (day, hour) = inputs.words, (value for _, value in figure.dimensions)
    text = words.gettext("No hour of the week is busier than {weekday} from {time}: {figure} tickets in {period}")
    at = words.time(datetime.combine(inputs.period.start.date(), time(int(hour)), inputs.period.start.tzinfo))
    period = words.period(figure.period)
    return filled(text, weekday=words.weekday(int(day), "wide"), time=at, figure=shown(inputs, figure), period=period)
