from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from drawn_project import DrawnProject, blank

from reviewgen import periods
from reviewgen.calendars import ALWAYS, Calendar
from reviewgen.config import Account, FigureTarget, ServiceTime, Targets
from reviewgen.metrics import Figures, Review, compute, shard_of
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 10, 12, tzinfo=UTC)
OFFICE = Calendar("Europe/London", (((480, 720), (780, 1080)),) * 5 + ((),) * 2, holidays=("GB-ENG",))
CALENDARS = {"24x7": ALWAYS, "office": OFFICE}
MINUTE = timedelta(minutes=1)


def _figures(account: Account, outages: list[dict[str, object]], period: str = "2026-10") -> Figures:
    ticket = blank("tickets", account="A", id="1", opened_at=datetime(2024, 1, 1, tzinfo=UTC))
    rows = tuple(blank("outages", account="A", id=str(number), **row) for number, row in enumerate(outages))
    project = DrawnProject((account,), (period,), AS_OF, {"tickets": (ticket,), "outages": rows})
    reviews = [Review(account, periods.parse(period))]
    return compute(shard_of(project.tables(), reviews, AS_OF, {}, CALENDARS), reviews, AS_OF).figures["A"]


def _account(calendar: str = "24x7", *, excluded: bool = True, target: float | None = None) -> Account:
    figures = () if target is None else (FigureTarget(metric="availability", service="Web", at_least=target),)
    time = ServiceTime(service="Web", calendar=calendar, planned_excluded=excluded)
    return Account(id="A", name="A", zone="Europe/London", availability=(time,), targets=Targets(figures=figures))


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def _hours(number: int) -> datetime:
    """So many hours after the end of the data."""
    return AS_OF + timedelta(hours=number)


def _outage(start: datetime, end: datetime | None, **more: object) -> dict[str, object]:
    return {"service": "Web", "started_at": start, "ended_at": end} | more


def _values(found: Figures, *names: str) -> list[object]:
    return [found.get(f"availability{name}", service="Web").value for name in names]


def test_overlapping_outages_count_once() -> None:
    """Two records of one outage are one span, and their common minutes count once."""
    found = _figures(_account(), [_outage(_at(5, 10), _at(5, 11)), _outage(_at(5, 10, 30), _at(5, 11, 30))])
    assert _values(found, ".downtime", ".outages", ".longest", ".mtrs") == [90, 1, 90, 90]
    agreed = 31 * 1440 + 60  # October in London is an hour longer
    assert _values(found, ".agreed", "") == [agreed, pytest.approx(100 * (agreed - 90) / agreed, abs=1e-12)]
    assert _values(found, ".mtbf") == [pytest.approx((agreed - 90) / 60)]


def test_outages_that_touch_are_one() -> None:
    """One that begins when the other ends prolongs it."""
    found = _figures(_account(), [_outage(_at(5, 10), _at(5, 11)), _outage(_at(5, 11), _at(5, 12))])
    assert _values(found, ".outages", ".longest") == [1, 120]


def test_only_agreed_hours_count() -> None:
    """Of an outage from Friday 17:00 to Monday 09:00, the hour on Friday and the hour on Monday count."""
    found = _figures(_account("office"), [_outage(_at(2, 17), _at(5, 9))])
    assert _values(found, ".downtime", ".outages") == [120, 1]


def test_an_overlap_outside_agreed_hours_makes_one_span() -> None:
    """One outage until the evening, another from the evening to the next day: one span of two agreed hours."""
    rows = [_outage(_at(12, 16), _at(12, 19)), _outage(_at(12, 18, 30), _at(13, 9))]
    found = _figures(_account("office"), rows)
    assert _values(found, ".downtime", ".outages", ".longest", ".mtrs") == [180, 1, 180, 180]


def test_an_outage_without_impact_is_none() -> None:
    """It is listed with nothing to add, and no failure."""
    rows = [_outage(_at(5, 10), _at(5, 11)), _outage(_at(6, 10), _at(6, 11), impact=0.0)]
    assert _values(_figures(_account(), rows), ".downtime", ".outages", ".mtrs") == [60, 1, 60]


def test_planned_maintenance_stays_out() -> None:
    """Its minutes are no downtime, even where an outage overlaps it; an outage that it parts is still one."""
    rows = [_outage(_at(5, 10), _at(5, 13)), _outage(_at(5, 11), _at(5, 12), planned=True)]
    assert _values(_figures(_account(), rows), ".downtime", ".outages", ".longest") == [120, 1, 120]
    assert _values(_figures(_account(excluded=False), rows), ".downtime", ".outages") == [180, 1]


def test_maintenance_without_an_end_excuses_nothing() -> None:
    """A firmware update of June that nobody closed takes nothing out of a day that was down in October."""
    june = _outage(datetime(2026, 6, 10, 1, tzinfo=UTC), None, planned=True)
    found = _figures(_account(), [june, _outage(_at(5, 8), _at(6, 8))])
    assert _values(found, ".downtime", ".outages", ".longest") == [1440, 1, 1440]


def test_maintenance_that_ends_after_the_data_excuses_what_there_is() -> None:
    """Its end was announced: the last hour of the data, within it, is no downtime."""
    rows = [_outage(_hours(-2), None), _outage(_hours(-1), _hours(3), planned=True)]
    assert _values(_figures(_account(), rows, "2026-11"), ".downtime", ".outages") == [60, 1]


@pytest.mark.parametrize("seed", range(4))
def test_maintenance_without_an_end_never_raises_availability(seed: int) -> None:
    """Whatever else is recorded, it changes nothing where maintenance stays out, and counts as an outage elsewhere."""
    dice = random.Random(seed)
    starts = [_at(1, 0) + MINUTE * dice.randrange(30 * 1440) for _ in range(6)]
    rows = [_outage(at, at + MINUTE * dice.randrange(1, 3000), planned=dice.random() < 0.4) for at in starts]
    more = [*rows, _outage(_at(dice.randrange(1, 31), 3), None, planned=True)]
    services = {"without": rows, "beside": more, "counted without": rows, "counted beside": more}
    times = tuple(ServiceTime(service=name, planned_excluded="counted" not in name) for name in services)
    account = Account(id="A", name="A", availability=times)
    found = _figures(account, [row | {"service": name} for name, rows in services.items() for row in rows])
    names = ("", ".downtime", ".outages", ".longest", ".mtbf", ".mtrs")
    without, beside = (
        [found.get(f"availability{name}", service=one).value for name in names] for one in ("without", "beside")
    )
    assert beside == without
    most, least = (found.get("availability", service=f"counted {one}").number or 0.0 for one in ("without", "beside"))
    assert least < most


def test_partial_outages_count_in_part() -> None:
    """Of overlapping parts the largest counts."""
    rows = [_outage(_at(5, 10), _at(5, 12), impact=0.25), _outage(_at(5, 11), _at(5, 13), impact=0.5)]
    assert _values(_figures(_account(), rows), ".downtime", ".longest") == [15 + 60, 180]


def test_the_budget_is_what_the_target_allows() -> None:
    """Of 99.9 % of October, 44.7 minutes may be lost."""
    found = _figures(_account(target=99.9), [_outage(_at(5, 10), _at(5, 10, 30))])
    assert _values(found, ".budget_used") == [pytest.approx(100 * 30 / (44700 * 0.001))]
    assert found.get("availability", service="Web").status == "met"


def test_no_outage_is_a_hundred_percent_and_no_mean() -> None:
    """Without an outage there is nothing to take a mean of."""
    found = _figures(_account(), [_outage(_at(5, 10) - timedelta(days=400), _at(5, 11) - timedelta(days=400))])
    assert _values(found, "", ".downtime", ".outages") == [100, 0, 0]
    assert _values(found, ".longest", ".mtbf", ".mtrs") == [Missing("no outage")] * 3
    assert _values(found, ".budget_used") == [Missing("no target of availability below 100 % is agreed")]


def test_an_outage_that_lasts_counts_to_the_end_of_the_period() -> None:
    """One that has not ended goes on in every period that follows."""
    found = _figures(_account(), [_outage(_at(31, 23), None)])
    assert _values(found, ".downtime") == [60]


def test_a_service_without_agreement_is_agreed_round_the_clock() -> None:
    """It has figures of its own."""
    found = _figures(_account(), [_outage(_at(5, 10), _at(5, 11)) | {"service": "Mail"}])
    assert found.get("availability.downtime", service="Mail").value == 60


@pytest.mark.parametrize("seed", range(12))
def test_a_walk_through_the_minutes_agrees(seed: int) -> None:
    """Downtime, agreed time and the number of spans are those of a walk through every minute of the month."""
    dice = random.Random(seed)
    calendar, excluded = dice.choice(("24x7", "office")), dice.random() < 0.6
    first = datetime(2026, 9, 28, tzinfo=UTC)
    rows = []
    for _ in range(dice.randint(1, 14)):
        start = first + MINUTE * dice.randrange(36 * 1440)
        end = start + MINUTE * dice.choice((1, 20, 90, 600, 3000))
        impact = dice.choice((None, 0.25, 0.5, 1.0))
        rows.append(_outage(start, end, impact=impact, planned=dice.choice((None, False, True))))
    found = _figures(_account(calendar, excluded=excluded), rows)
    agreed, downtime, spans = _walked(rows, calendar, excluded)
    assert _values(found, ".agreed", ".downtime", ".outages") == [agreed, pytest.approx(downtime), spans]
    assert _values(found, "") == [pytest.approx(100 * (agreed - downtime) / agreed)]


def _walked(rows: list[dict[str, object]], calendar: str, excluded: bool) -> tuple[int, float, int]:
    """Agreed minutes, downtime and separate spans of October.

    A span goes on through hours that are not agreed, and through maintenance if the same outage does.
    """
    zone = ZoneInfo("Europe/London")
    now, end = (datetime(2026, month, 1, tzinfo=zone).astimezone(UTC) for month in (10, 11))
    agreed, downtime, spans = 0, 0.0, 0
    counted, last, was_down = False, None, False
    at = datetime(2026, 9, 1, tzinfo=UTC)
    while at < end:
        found = _heaviest(rows, at, excluded)
        if found is None:
            was_down = False
        else:
            counted = counted and (was_down or found[1] == last)
            was_down, last = True, found[1]
        if at >= now:
            open_now = calendar == "24x7" or _is_open(at.astimezone(zone))
            agreed += open_now
            if open_now and found:
                downtime += found[0]
                spans += not counted
                counted = True
        at += MINUTE
    return agreed, downtime, spans


def _heaviest(rows: list[dict[str, object]], now: datetime, excluded: bool) -> tuple[float, int] | None:
    """The impact and the number of the heaviest outage of a minute, the first of several; none under maintenance."""
    found = []
    for number, row in enumerate(rows):
        start, end = row["started_at"], row["ended_at"]
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        if start <= now < end:
            if excluded and row["planned"]:
                return None
            impact = row["impact"]
            found.append((1.0 if impact is None else float(str(impact)), -number))
    return (max(found)[0], -max(found)[1]) if found else None


def _is_open(local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    return local.weekday() < 5 and (480 <= minute < 720 or 780 <= minute < 1080)
