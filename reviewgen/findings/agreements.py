"""What ends, must be given notice of, or is used more or less than agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.named import by_title
from reviewgen.findings.ranks import found
from reviewgen.findings.services import nearness, needed_by, severity
from reviewgen.model import Figure, Finding, Quoted, Sentence, Words
from reviewgen.records import Contract, Entitlement

ENTITLEMENT_DAYS = Threshold(
    "entitlement_days", 90, "days", "days to the end or notice day of an entitlement, from which on it is told of"
)
CONTRACT_DAYS = Threshold(
    "contract_days", 90, "days", "days to the end or notice day of a contract, from which on it is told of"
)
OVERUSE_PERCENT = Threshold(
    "overuse_percent", 110, "%", "use of an allowance projected to its end, from which it is told of"
)
UNDERUSE_PERCENT = Threshold("underuse_percent", 70, "%", "use projected to the end, below which it is told of")
SPAN_PERCENT = Threshold(
    "span_percent", 25, "%", "part of a contract's span that must be over before its use is judged", most=100
)
THRESHOLDS = (ENTITLEMENT_DAYS, CONTRACT_DAYS, OVERUSE_PERCENT, UNDERUSE_PERCENT, SPAN_PERCENT)


@dataclass(frozen=True, slots=True)
class _Ending:
    """Something that ends: its figures, its row, and the words and days of its kind."""

    detector: str
    table: str
    row: Entitlement | Contract | None
    left: Figure
    notice: Figure
    horizon: float


def entitlement_ends(case: Case) -> Iterable[Finding]:
    """A licence, certificate or the like whose end or notice day lies within so many days."""
    rows = by_title(case.evidence.entitlements)
    for left in case.figures.split("entitlements.days_left", "entitlement"):
        title = dict(left.dimensions)["entitlement"]
        notice = case.figures.get("entitlements.notice", entitlement=title)
        horizon = case.limit(ENTITLEMENT_DAYS)
        yield from _ends(case, _Ending("entitlement_ends", "entitlements", rows.get(title), left, notice, horizon))


def contract_ends(case: Case) -> Iterable[Finding]:
    """A contract whose end or notice day lies within so many days."""
    rows = by_title(case.evidence.contracts)
    for left in case.figures.split("contract.days_left", "contract"):
        title = dict(left.dimensions)["contract"]
        notice = case.figures.get("contract.notice", contract=title)
        horizon = case.limit(CONTRACT_DAYS)
        yield from _ends(case, _Ending("contract_ends", "contracts", rows.get(title), left, notice, horizon))


def _ends(case: Case, one: _Ending) -> Iterable[Finding]:
    """The notice day while it lies ahead; after it the end, unless it goes on by itself."""
    notice, left = one.notice.number, one.left.number
    if notice is not None and 0 <= notice <= one.horizon:
        title = Sentence("{what}: notice must be given within {days}", _named(one.notice))
        yield _within(case, one, one.notice, title, _notice_day(one.row))
    elif left is not None and left <= one.horizon and not (one.row and one.row.renews):
        ahead, over = (
            Sentence("{what} ends in {days}", _named(one.left)),
            Sentence("{what} has ended", _named(one.left)),
        )
        yield _within(case, one, one.left, ahead if left >= 0 else over, _last_day(one.row))


def _named(days: Figure) -> tuple[tuple[str, Quoted], ...]:
    return (("what", days.dimensions[0][1]), ("days", days))


def _within(case: Case, one: _Ending, days: Figure, title: Sentence, detail: Sentence) -> Finding:
    what = days.dimensions[0][1]
    left = days.number or 0.0
    return found(
        one.detector,
        title,
        "contract",
        detail=detail,
        more=nearness(case, left),
        severity=severity(case, left),
        subject=one.row.id if one.row else what,
        records=((one.table, one.row.id),) if one.row else (),
        owner=one.row.owner if one.row else "",
        impact=_impact(one.row),
        proposal=(one.row.plan if one.row else "") or Sentence("Decide whether it is renewed, replaced or ended."),
        ahead=True,
    )


def _impact(row: Entitlement | Contract | None) -> Words:
    if row and row.renews:
        return Sentence("Without notice it goes on by itself.")
    service = row.service if isinstance(row, Entitlement) else ""
    return needed_by(service) if service else ""


def _last_day(row: Entitlement | Contract | None) -> Sentence:
    return Sentence("Its last day is {day}", (("day", row.ends_on),)) if row and row.ends_on else Sentence("")


def _notice_day(row: Entitlement | Contract | None) -> Sentence:
    if row is None or row.ends_on is None or row.notice_days is None:
        return Sentence("")
    by = row.ends_on - timedelta(days=row.notice_days)
    return Sentence("By {by}; its last day is {day}", (("by", by), ("day", row.ends_on)))


def contract_over_used(case: Case) -> Iterable[Finding]:
    """An allowance that will not last to its end if it is used on as it was."""
    for projected, row in _projections(case):
        if (projected.number or 0.0) >= case.limit(OVERUSE_PERCENT):
            yield _used(
                case,
                "contract_over_used",
                projected,
                row,
                impact=Sentence("What is used beyond the allowance is not agreed."),
                proposal=(row.plan if row else "") or Sentence("Agree on a larger allowance, or on what is used less."),
            )


def contract_under_used(case: Case) -> Iterable[Finding]:
    """An allowance of which much will be left if it is used on as it was."""
    for projected, row in _projections(case):
        if projected.number is not None and projected.number < case.limit(UNDERUSE_PERCENT):
            yield _used(
                case,
                "contract_under_used",
                projected,
                row,
                impact=Sentence("Part of what is paid for is not used."),
                proposal=(row.plan if row else "")
                or Sentence("Agree on what the rest is used for, or on a smaller allowance."),
            )


def _projections(case: Case) -> Iterable[tuple[Figure, Contract | None]]:
    """Projected use, with its row; none of a contract that has only begun, or is over."""
    rows = by_title(case.evidence.contracts)
    for projected in case.figures.split("contract.projected", "contract"):
        row = rows.get(projected.dimensions[0][1])
        if projected.number is not None and not (row and _is_early(case, row)):
            yield projected, row


def _is_early(case: Case, row: Contract) -> bool:
    if row.starts_on is None or row.ends_on is None:
        return False
    counted = row.used_on + timedelta(days=1) if row.used_on else case.today
    return _days(row.starts_on, counted) < case.limit(SPAN_PERCENT) / 100 * (_days(row.starts_on, row.ends_on) + 1)


def _days(start: date, end: date) -> int:
    return (end - start).days


def _used(case: Case, detector: str, projected: Figure, row: Contract | None, **words: Any) -> Finding:
    what = projected.dimensions[0][1]
    used = case.figures.get("contract.used", contract=what)
    return found(
        detector,
        Sentence(
            "{what}: {projected} of its allowance by its end, if it is used on as it was",
            (("what", what), ("projected", projected)),
        ),
        "contract",
        detail=Sentence("{used} used so far", (("used", used),)) if used.number is not None else Sentence(""),
        subject=row.id if row else what,
        records=(("contracts", row.id),) if row else (),
        owner=row.owner if row else "",
        ahead=True,
        **words,
    )
