"""What the customer's people said when asked."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen import signals
from reviewgen.metrics.metric import Block, Metric, counts, share, totals
from reviewgen.metrics.shard import Shard

_CSAT = "answers on the scale of 1 to 5, in the period in which they were given"
_WILSON = "E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927)"

METRICS = (
    Metric(
        "survey.csat",
        "Satisfied",
        "%",
        "higher",
        "Answers of 4 or 5, divided by all answers.",
        _CSAT,
        ("surveys",),
        least_n=5,
        empty="no answers",
    ),
    Metric(
        "survey.csat.low",
        "Satisfied, lower bound",
        "%",
        "higher",
        "Lower end of the Wilson interval (95 %) of the share of satisfied answers.",
        _CSAT,
        ("surveys",),
        least_n=5,
        empty="no answers",
        source=_WILSON,
    ),
    Metric(
        "survey.csat.high",
        "Satisfied, upper bound",
        "%",
        "higher",
        "Upper end of the Wilson interval (95 %) of the share of satisfied answers.",
        _CSAT,
        ("surveys",),
        least_n=5,
        empty="no answers",
        source=_WILSON,
    ),
    Metric(
        "survey.response",
        "Surveys answered",
        "%",
        "higher",
        "Surveys sent in the period that have been answered, divided by surveys sent in the period.",
        "surveys of all kinds with a day of sending",
        ("surveys",),
        least_n=5,
        empty="no surveys sent",
    ),
    Metric(
        "survey.answers",
        "Answers",
        "answers",
        "higher",
        "Number of answers given in the period.",
        "surveys of all kinds",
        ("surveys",),
    ),
    Metric(
        "survey.nps",
        "Net promoter score",
        "points",
        "higher",
        "Share of answers of 9 or 10, less the share of answers of 0 to 6, in points.",
        "answers on the scale of 0 to 10",
        ("surveys",),
        least_n=5,
        empty="no answers",
        source="F. F. Reichheld, The one number you need to grow (2003)",
    ),
    Metric(
        "survey.ces",
        "Customer effort score",
        "points",
        "higher",
        "Mean answer on the scale of 1 (very difficult) to 7 (very easy).",
        "answers on the scale of 1 to 7",
        ("surveys",),
        least_n=5,
        empty="no answers",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on surveys."""
    rows = shard.rows("surveys")
    whole, frame, periods = rows.whole(), rows.frame, shard.periods
    answered, sent, score = rows.placed("answered_at"), rows.placed("sent_at"), frame["score"].to_numpy()
    given = {kind: (frame["kind"] == kind).to_numpy() & ~np.isnan(score) for kind in ("csat", "nps", "ces")}
    n = {kind: counts(whole, answered, periods, rows_of) for kind, rows_of in given.items()}
    satisfied = counts(whole, answered, periods, given["csat"] & (score >= 4))
    low, high = signals.wilson(satisfied, n["csat"])
    yield Block("survey.csat", whole, share(satisfied, n["csat"]), n["csat"])
    yield Block("survey.csat.low", whole, 100 * low, n["csat"])
    yield Block("survey.csat.high", whole, 100 * high, n["csat"])
    asked = counts(whole, sent, periods)
    replied = counts(whole, sent, periods, frame["answered_at"].notna().to_numpy())
    yield Block("survey.response", whole, share(replied, asked), asked)
    every = counts(whole, answered, periods)
    yield Block("survey.answers", whole, every, every)
    promoters = counts(whole, answered, periods, given["nps"] & (score >= 9))
    detractors = counts(whole, answered, periods, given["nps"] & (score <= 6))
    yield Block("survey.nps", whole, share(promoters - detractors, n["nps"]), n["nps"])
    effort = totals(whole, answered, periods, np.nan_to_num(score), given["ces"])
    yield Block("survey.ces", whole, share(effort, n["ces"], 1.0), n["ces"])
