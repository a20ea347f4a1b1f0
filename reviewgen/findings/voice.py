"""What the customer's people said, and whether anybody answered."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.behaviour import signal_of, than_usual
from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.named import owner_of, records, titles
from reviewgen.findings.ranks import found
from reviewgen.metrics import BY_ID
from reviewgen.metrics.surveys import UNHAPPY
from reviewgen.model import Amount, Figure, Finding, Sentence
from reviewgen.records import Complaint, Survey

VOICES = ("survey", "complaints", "scorecard")

UNANSWERED = Threshold(
    "unanswered", 1, "answers", "unhappy answers without follow-up in a period, from which they are told of"
)
LATE_COMPLAINTS = Threshold(
    "late_complaints", 1, "complaints", "complaints past their day, from which they are told of"
)
RESPONSE_PERCENT = Threshold(
    "response_percent", 20, "%", "share of surveys answered, below which their answers stand for few", most=100
)
LEAST_SURVEYS = Threshold("least_surveys", 10, "surveys", "surveys sent, below which that share is not judged")
UNHAPPY_PERCENT = Threshold(
    "unhappy_percent",
    30,
    "%",
    "share of unhappy answers, from which people are unhappy though all targets are met",
    most=100,
)
THRESHOLDS = (UNANSWERED, LATE_COMPLAINTS, RESPONSE_PERCENT, LEAST_SURVEYS, UNHAPPY_PERCENT)


def answers_without_follow_up(case: Case) -> Iterable[Finding]:
    """Unhappy answers that nobody has followed up; where no answer tells of that, how many are unhappy."""
    silent, unhappy = case.figures.get("survey.unanswered"), case.figures.get("survey.unhappy")
    if silent.number and silent.number >= case.limit(UNANSWERED):
        yield found(
            "answers_without_follow_up",
            Sentence(
                "{n} unhappy answer has not been followed up",
                (("n", silent),),
                "{n} unhappy answers have not been followed up",
                silent.number,
            ),
            "voice",
            detail=Sentence("Low scores in satisfaction, recommendation or effort"),
            more=silent.number / 2,
            records=records("surveys", (one for one in _unhappy(case) if not one.follow_up)),
            impact=Sentence("They do not know whether anybody has read them."),
            proposal=Sentence("Call each of them before the meeting."),
        )
    if silent.number is None and unhappy.number and unhappy.number >= case.limit(UNANSWERED):
        yield _unhappy_at_all(case, unhappy)


def _unhappy_at_all(case: Case, unhappy: Figure) -> Finding:
    return found(
        "answers_without_follow_up",
        Sentence("{n} answer was unhappy", (("n", unhappy),), "{n} answers were unhappy", unhappy.number or 0.0),
        "voice",
        detail=Sentence("Low scores; whether anybody followed them up is not recorded"),
        records=records("surveys", _unhappy(case)),
        proposal=Sentence("Record for each unhappy answer what was done about it."),
    )


def complaints_overdue(case: Case) -> Iterable[Finding]:
    """Complaints whose answer was promised for a day that has passed."""
    overdue = case.figures.get("complaints.overdue")
    if overdue.number and overdue.number >= case.limit(LATE_COMPLAINTS):
        late = [one for one in case.evidence.complaints if _waits(one, case) and _is_late(one, case)]
        yield found(
            "complaints_overdue",
            Sentence(
                "{n} complaint has had no answer by the day promised",
                (("n", overdue),),
                "{n} complaints have had no answer by the day promised",
                overdue.number,
            ),
            "voice",
            detail=titles(late),
            more=overdue.number,
            owner=owner_of(late),
            records=records("complaints", late),
            proposal=Sentence("Answer each before the meeting, and say what changes."),
        )


def complaints_without_follow_up(case: Case) -> Iterable[Finding]:
    """Complaints that wait for their answer, not late yet, and of which nothing is recorded that was done."""
    idle = [
        one for one in case.evidence.complaints if _waits(one, case) and not one.follow_up and not _is_late(one, case)
    ]
    if idle:
        yield found(
            "complaints_without_follow_up",
            Sentence(
                "A complaint waits, and nothing is recorded of what was done",
                (),
                "Complaints wait, and nothing is recorded of what was done",
                len(idle),
            ),
            "voice",
            detail=titles(idle),
            owner=owner_of(idle),
            records=records("complaints", idle),
            proposal=Sentence("Say who answers, and by when."),
            ahead=True,
        )


def low_response(case: Case) -> Iterable[Finding]:
    """So few surveys answered that the answers stand for few people."""
    response = case.figures.get("survey.response")
    low = response.number is not None and response.number < case.limit(RESPONSE_PERCENT)
    if low and response.n >= case.limit(LEAST_SURVEYS):
        yield found(
            "low_response",
            Sentence("{response} of surveys were answered", (("response", response),)),
            "voice",
            detail=Sentence("Of {response.n} sent", (("response", response),)),
            impact=Sentence("What so few say may not be what most people think."),
            proposal=Sentence("Agree on shorter surveys, sent to fewer people, and on who asks for answers."),
        )


def green_outside_red_inside(case: Case) -> Iterable[Finding]:
    """Every target of the service that could be measured was met, and people are unhappy all the same.

    They are where satisfaction misses its target, or signals on its low side, or so large a share of the answers is
    unhappy; always from as many answers as the metric asks for. Targets of what people say are not of the service.
    """
    judged = [one for one in case.judged() if one.metric.partition(".")[0] not in VOICES]
    statuses = {one.status for one in judged} - {"not_measured", None}
    reason = _reason(case) if statuses and "missed" not in statuses else None
    if reason:
        yield found(
            "green_outside_red_inside",
            reason,
            "voice",
            detail=Sentence("The targets do not measure what people are unhappy with"),
            records=records("surveys", _unhappy(case)),
            proposal=Sentence("Ask those who are unhappy what they miss, and agree on a target for that."),
        )


def _reason(case: Case) -> Sentence | None:
    """In what way people are unhappy; None where nothing says so."""
    csat, unhappy = case.figures.get("survey.csat"), case.figures.get("survey.unhappy")
    signal = signal_of(case, csat)
    if csat.status == "missed" and csat.target:
        target = Amount(csat.target.value, csat.unit)
        return Sentence(
            "Every target of the service was met, yet {csat} of answers were satisfied, against a target of {target}",
            (("csat", csat), ("target", target)),
        )
    if signal and signal.side == "below":
        return Sentence(
            "Every target of the service was met, yet {csat} of answers were satisfied, {side}",
            (("csat", csat), ("side", than_usual(signal))),
        )
    if _are_many(case, unhappy):
        return Sentence("Every target of the service was met, yet {n} of {n.n} answers were unhappy", (("n", unhappy),))
    return None


def _are_many(case: Case, unhappy: Figure) -> bool:
    share = 100 * (unhappy.number or 0.0) / unhappy.n if unhappy.n else 0.0
    return unhappy.n >= BY_ID["survey.csat"].least_n and share >= case.limit(UNHAPPY_PERCENT)


def answers(case: Case) -> tuple[Survey, ...]:
    """The surveys answered with a score within the period: those that its figures count, and no others."""
    return tuple(one for one in case.evidence.surveys if one.score is not None and case.within(one.answered_at))


def _unhappy(case: Case) -> list[Survey]:
    return [one for one in answers(case) if is_unhappy(one)]


def is_unhappy(survey: Survey) -> bool:
    """An answer at the low end of its scale: csat 1 or 2, nps 0 to 6, ces 1 to 3."""
    return survey.score is not None and survey.score <= UNHAPPY.get(survey.kind, -1)


def _waits(complaint: Complaint, case: Case) -> bool:
    return complaint.answered_on is None or complaint.answered_on >= case.end


def _is_late(complaint: Complaint, case: Case) -> bool:
    return complaint.answer_due_on is not None and complaint.answer_due_on < case.end
