"""What is used of what there is: of the downtime that targets allow, and of resources up to their thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from reviewgen.charts import Bullet, bullets
from reviewgen.metrics import BY_ID
from reviewgen.model import Figure
from reviewgen.records import Capacity
from reviewgen.sections.histories import drawn_texts, paired
from reviewgen.sections.view import Chart, Inputs, Runs, filled, plain, runs, shown

WHOLE = 100.0
"""Percent of the downtime allowed, all of it."""
HALF = 86
MOST_RESOURCES = 8


def budgets(inputs: Inputs, services: list[str]) -> Chart | None:
    """How much of the downtime that its target allows each service has used, beside the period before."""
    every = [inputs.figures.get("availability.budget_used", service=service) for service in services]
    used = [figure for figure in every if figure.number is not None]
    if len(used) < 2:
        return None
    used.sort(key=lambda figure: -(figure.number or 0))
    previous = inputs.figures.previous
    before = [inputs.figures.get(one.metric, previous, **dict(one.dimensions)) for one in used]
    limits: list[float | None] = [WHOLE] * len(used)
    short = inputs.words.short_period
    names = (short(used[0].period), inputs.words.pgettext("downtime", "allowed"), short(previous))
    others = [one for one in before if one.number is not None]
    return _bullets(inputs, _over_budget(inputs, used, len(every)), used, limits, before, names, others)


def _over_budget(inputs: Inputs, used: Sequence[Figure], services: int) -> Runs:
    """Which service lost most of what is allowed; of none that is claimed only where all are known."""
    _, words, most = inputs.words.gettext, inputs.words, used[0]
    if not most.number or (most.number <= WHOLE and len(used) < services):
        return runs(_("How much of the downtime allowed was used"))
    text = (
        _("{service} lost more time than is allowed in {period}: {figure} of it")
        if most.number > WHOLE
        else _("No service lost more time than is allowed in {period}; {service} is next: {figure} of it")
    )
    return filled(text, service=_name(most), period=words.period(most.period), figure=shown(inputs, most))


def resources(inputs: Inputs) -> Chart | None:
    """How full resources are, up to their thresholds."""
    used = [one for one in inputs.figures.split("capacity.used", "resource") if one.number is not None]
    if len(used) < 2:
        return None
    used.sort(key=lambda figure: -(figure.number or 0))
    limits = [_threshold(inputs, figure) for figure in used]
    title, kept = _fullest(inputs, used, limits), limits[:MOST_RESOURCES]
    _ = inputs.words.gettext
    names = (_("used"), _("threshold") if any(kept) else "", "")
    return _bullets(inputs, title, used[:MOST_RESOURCES], kept, [None for _ in kept], names, [])


def _fullest(inputs: Inputs, used: Sequence[Figure], limits: Sequence[float | None]) -> Runs:
    """Which resource is fullest, and whether one is over its threshold."""
    _ = inputs.words.gettext
    over = [one for one, limit in zip(used, limits, strict=True) if limit is not None and (one.number or 0) > limit]
    if over:
        text = _("{resource} is over its threshold: {figure} used")
        return filled(text, resource=_name(over[0]), figure=shown(inputs, over[0]))
    text = _("No resource is over its threshold; {resource} is the fullest: {figure} used")
    if not all(limits):
        text = _("{resource} is the fullest resource: {figure} used")
    return filled(text, resource=_name(used[0]), figure=shown(inputs, used[0]))


def _threshold(inputs: Inputs, figure: Figure) -> float | None:
    last = last_measured(inputs, _name(figure))
    return last.threshold if last else None


def _name(figure: Figure) -> str:
    return figure.dimensions[0][1]


def _bullets(
    inputs: Inputs,
    title: Runs,
    used: Sequence[Figure],
    limits: Sequence[float | None],
    before: Sequence[Figure | None],
    names: tuple[str, str, str],
    others: Sequence[Figure],
) -> Chart:
    texts = drawn_texts(inputs, used)
    rows = [
        Bullet(_name(one), one.number, limit, past.number if past else None, text)
        for one, limit, past, text in zip(used, limits, before, texts, strict=True)
    ]
    svg = bullets(
        rows,
        title=plain(title),
        description=paired(inputs, [_name(one) for one in used], texts),
        names=names,
        width_mm=HALF,
        colour=inputs.account.branding.accent,
    )
    return Chart(title, runs(inputs.words.gettext(BY_ID[used[0].metric].label)), svg, (*used, *others))


def last_measured(inputs: Inputs, resource: str) -> Capacity | None:
    """The last measurement of a resource before the end of the period."""
    end = inputs.case.end
    found = [one for one in inputs.evidence.capacity if one.resource == resource and one.measured_on < end]
    return max(found, key=lambda one: one.measured_on) if found else None
