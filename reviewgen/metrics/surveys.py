"""What the customer's people said when asked."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.languages import N_
from reviewgen.metrics.cells import COUNT, MEAN, SHARE, TOTAL, WILSON_HIGH, WILSON_LOW, Block, Cells, happened
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

_CSAT = "answers on the scale of 1 to 5, in the period in which they were given"
_SCORED = "answers with a score given in the period, on any scale"
UNFOLLOWED = N_("no answer says whether it was followed up")
SATISFIED, PROMOTER, DETRACTOR = 4, 9, 6
UNHAPPY = {"csat": 2.0, "nps": 6.0, "ces": 3.0}
_WILSON = "E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927)"

SECTION = "voice"
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
        chart="p",
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
        chart="none",
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
        chart="none",
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
        chart="p",
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
    Metric(
        "survey.unhappy",
        "Unhappy answers",
        "answers",
        "lower",
        "Number of answers at the low end of their scale: satisfaction 1 or 2, recommendation 0 to 6, effort 1 to 3.",
        _SCORED,
        ("surveys",),
    ),
    Metric(
        "survey.unanswered",
        "Unhappy answers without follow-up",
        "answers",
        "lower",
        "Number of answers at the low end of their scale for which no follow-up is recorded.",
        _SCORED,
        ("surveys",),
        empty=UNFOLLOWED,
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on surveys."""
    rows = shard.rows("surveys")
    whole, frame = rows.whole(), rows.frame
    answered, score = rows.placed("answered_at"), frame["score"].to_numpy()
    scored = ~np.isnan(score)
    csat, nps, ces = (
        happened(rows, answered, scored & (frame["kind"] == kind).to_numpy()) for kind in ("csat", "nps", "ces")
    )
    satisfied = Cells(csat.valued(score >= SATISFIED), whole)
    yield Block("survey.csat", satisfied, SHARE)
    yield Block("survey.csat.low", satisfied, WILSON_LOW)
    yield Block("survey.csat.high", satisfied, WILSON_HIGH)
    sent = happened(rows, rows.placed("sent_at")).valued(frame["answered_at"].notna().to_numpy())
    yield Block("survey.response", Cells(sent, whole), SHARE)
    yield Block("survey.answers", Cells(happened(rows, answered), whole), COUNT)
    yield Block("survey.nps", Cells(nps.valued(1.0 * (score >= PROMOTER) - (score <= DETRACTOR)), whole), SHARE)
    yield Block("survey.ces", Cells(ces.valued(score), whole), MEAN)
    unhappy = scored & (score <= frame["kind"].map(UNHAPPY).to_numpy(dtype="float64"))
    silent = (frame["follow_up"] == "").to_numpy()
    known = rows.recorded(~silent, unhappy)[:, None]
    yield Block("survey.unhappy", Cells(happened(rows, answered, scored).valued(unhappy), whole), TOTAL)
    yield Block("survey.unanswered", Cells(happened(rows, answered, unhappy).valued(silent), whole), TOTAL, known)
