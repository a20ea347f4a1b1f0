"""What the customer's people said when asked."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.languages import N_
from reviewgen.metrics.cells import COUNT, MEAN, SHARE, TOTAL, WILSON_HIGH, WILSON_LOW, Block, Cells, happened
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard

_CSAT = "answers on the scale of 1 to 5, in the period in which they were given"
_SCORED = "answers with a score given in the period, on any scale"
UNANSWERED = N_("no answers")
UNSENT = N_("no surveys sent")
UNDATED = N_("no survey says when it was answered")
UNSCORED = N_("no answer has a score")
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
        empty=UNANSWERED,
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
        empty=UNANSWERED,
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
        empty=UNANSWERED,
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
        empty=UNSENT,
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
        empty=UNDATED,
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
        empty=UNANSWERED,
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
        empty=UNANSWERED,
    ),
    Metric(
        "survey.unhappy",
        "Unhappy answers",
        "answers",
        "lower",
        "Number of answers at the low end of their scale: satisfaction 1 or 2, recommendation 0 to 6, effort 1 to 3.",
        _SCORED,
        ("surveys",),
        empty=UNSCORED,
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
    dated = _dated(shard.read("surveys"))
    why = [UNANSWERED if one else UNDATED for one in dated]
    satisfied = Cells(csat.valued(score >= SATISFIED), whole)
    yield Block("survey.csat", satisfied, SHARE, None, why)
    yield Block("survey.csat.low", satisfied, WILSON_LOW, None, why)
    yield Block("survey.csat.high", satisfied, WILSON_HIGH, None, why)
    sent = happened(rows, rows.placed("sent_at")).valued(frame["answered_at"].notna().to_numpy())
    unsent = [UNSENT if one else UNDATED for one in dated]
    yield Block("survey.response", Cells(sent, whole), SHARE, dated[:, None], unsent)
    yield Block("survey.answers", Cells(happened(rows, answered), whole), COUNT, dated[:, None])
    yield Block(
        "survey.nps", Cells(nps.valued(1.0 * (score >= PROMOTER) - (score <= DETRACTOR)), whole), SHARE, None, why
    )
    yield Block("survey.ces", Cells(ces.valued(score), whole), MEAN, None, why)
    yield from _unhappy(shard, dated)


def _dated(read: Rows) -> np.ndarray:
    """For each account, whether its surveys tell when they were answered, be it after `as_of`; or none has a score."""
    return read.recorded(*_filled(read, "answered_at", "score"))


def _filled(rows: Rows, *columns: str) -> Iterable[np.ndarray]:
    return (rows.frame[name].notna().to_numpy() for name in columns)


def _unhappy(shard: Shard, dated: np.ndarray) -> Iterable[Block]:
    """Answers at the low end of their scale, and those of them that nobody followed up."""
    rows, read = shard.rows("surveys"), shard.read("surveys")
    whole, frame, answered = rows.whole(), rows.frame, rows.placed("answered_at")
    score = frame["score"].to_numpy()
    scored, silent = ~np.isnan(score), (frame["follow_up"] == "").to_numpy()
    unhappy = scored & (score <= frame["kind"].map(UNHAPPY).to_numpy(dtype="float64"))
    judged = read.recorded(*_filled(read, "score", "answered_at"))
    followed = rows.recorded(~silent, unhappy)
    why = np.select([~dated, ~judged], [UNDATED, UNSCORED], UNFOLLOWED).tolist()
    known = (dated & judged)[:, None]
    yield Block("survey.unhappy", Cells(happened(rows, answered, scored).valued(unhappy), whole), TOTAL, known, why)
    waiting = Cells(happened(rows, answered, unhappy).valued(silent), whole)
    yield Block("survey.unanswered", waiting, TOTAL, known & followed[:, None], why)
