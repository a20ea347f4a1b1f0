"""The stories: one account each, in numbers. Change a number here, run generate.py, read the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from making.agreed import ALWAYS, BUERO, BUERO_IN_THE_TOOL, OFFICE, Always, Hours
from making.moments import AS_OF, BERLIN, FIRST_DAY, FIRST_MONTH, LONDON, NEW_YORK

SEED = 2
WARM_UP = "2025-04"  # older tickets fill the stock of open ones with which the first month begins


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A ticketing tool: the zone in which it exports times, the group that takes the calls, its own clock."""

    name: str
    zone: ZoneInfo
    first_line: str
    exported: datetime = AS_OF  # the instant of its last export
    hours: Hours | None = None  # the tool judges in these hours and counts waiting; None: it does not judge
    history: bool = False  # it exports every change of state


SERVICENOW = Desk(name="ServiceNow", zone=LONDON, first_line="Service Desk", history=True)
FRESHSERVICE = Desk(
    name="Freshservice",
    zone=BERLIN,
    first_line="Desk Dresden",
    exported=datetime(2026, 10, 31, 20, tzinfo=BERLIN),  # that of Sunday did not come
    hours=BUERO_IN_THE_TOOL,
)


@dataclass(frozen=True)
class Promise:
    """What is promised for a priority: hours of agreed time to the response and to the resolution."""

    hours: Hours | Always
    response: float
    resolution: float


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A version of a policy: promises by priority for tickets opened since a day, and states that stop the clock."""

    since: date = date.min
    promises: Mapping[int, Promise]
    pauses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Spike:
    """Days with `tickets` more than usual, about one service."""

    first: date
    days: int
    tickets: int
    service: str


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A service that is behind the critical misses since a day."""

    service: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Story:
    """One account in numbers. Priorities are 1 to 5, months like 2026-10.

    Pairs are shares in the first and in the last month, with a straight line between them.
    """

    code: str
    company: str
    zone: ZoneInfo = LONDON
    desk: Desk = SERVICENOW
    since: str = WARM_UP
    exported_since: date = FIRST_DAY

    # what comes in
    volume: int = 0  # ordinary tickets (P2 to P4) a month
    volumes: Mapping[str, int] = field(default_factory=dict)  # months that differ
    weekend: float = 0.1  # a Saturday, compared with a Monday
    spikes: tuple[Spike, ...] = ()
    planned: int = 0  # P5 tickets a month: work on an agreed day, without a target
    critical: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # P1 tickets, how many in time

    # how it is handled
    terms: tuple[Terms, ...]
    waits: float = 0.25  # share of tickets that wait for somebody
    wait_hours: float = 10.0  # half of these waits are shorter
    in_time: tuple[float, float] = (1.0, 1.0)  # P2 to P4
    in_time_in: Mapping[str, float] = field(default_factory=dict)  # months that differ
    response_missed: float = 0.015
    late_replies: Mapping[str, int] = field(default_factory=dict)  # months in which so many come after their target
    first_contact: tuple[float, float] = (0.5, 0.5)
    trouble: Trouble | None = None
    cause_unknown: str = ""  # month whose last missed target has no cause written down

    # what people say
    surveyed: float = 0.0
    answered: float = 0.3
    content: tuple[float, float] = (0.95, 0.95)  # scores of 4 or 5
    not_called_back: str = ""  # month whose last unhappy answer nobody followed up

    def terms_on(self, day: date) -> Terms:
        """What holds for tickets opened on a day."""
        return [terms for terms in self.terms if terms.since <= day][-1]


def elapsed(**hours: tuple[float, float]) -> tuple[Terms, ...]:
    """One version in elapsed time: hours to the response and to the resolution, by priority."""
    return (Terms(promises={int(name[1:]): Promise(ALWAYS, *pair) for name, pair in hours.items()}),)


USUAL = elapsed(P1=(0.5, 4), P2=(1, 8), P3=(8, 72), P4=(24, 120))
# The policies "rail" and "elbmark": the same as in policies/.
RAIL = (
    Terms(
        promises={
            1: Promise(ALWAYS, 0.5, 4),
            2: Promise(OFFICE, 1, 8),
            3: Promise(OFFICE, 6, 30),
            4: Promise(OFFICE, 10, 60),
        },
        pauses=("Awaiting Caller", "Awaiting Vendor"),
    ),
    Terms(
        since=date(2026, 7, 1),
        promises={
            1: Promise(ALWAYS, 0.5, 4),
            2: Promise(ALWAYS, 1, 8),
            3: Promise(OFFICE, 4, 24),
            4: Promise(OFFICE, 8, 50),
        },
        pauses=("Awaiting Caller",),
    ),
)
COUNTY = (
    Terms(
        promises={
            1: Promise(BUERO, 0.5, 4),
            2: Promise(BUERO, 2, 8),
            3: Promise(BUERO, 6, 32),
            4: Promise(BUERO, 16, 56),
        },
        pauses=("Pending",),
    ),
)

# Strategic. Critical incidents slip after the depot network migration of 6 September 2026; the rest holds.
CALDER = Story(
    code="CALDER",
    company="Calder Rail",
    volume=168,
    volumes={
        "2025-10": 174, "2025-11": 171, "2025-12": 122, "2026-01": 172, "2026-03": 175, "2026-06": 163,
        "2026-07": 160, "2026-08": 152, "2026-09": 164, "2026-10": 176,
    },
    weekend=0.3,
    spikes=(
        Spike(first=date(2026, 2, 2), days=4, tickets=30, service="Control room"),  # the storm
        Spike(first=date(2026, 9, 6), days=8, tickets=26, service="Depot network"),  # the migration
    ),
    planned=42,
    critical={
        "2025-09": (7, 7), "2025-10": (8, 7), "2025-11": (8, 8), "2025-12": (6, 6), "2026-01": (7, 7),
        "2026-02": (11, 10), "2026-03": (8, 8), "2026-04": (7, 6), "2026-05": (8, 8), "2026-06": (7, 7),
        "2026-07": (8, 8), "2026-08": (10, 9), "2026-09": (7, 4), "2026-10": (7, 3),
    },
    terms=RAIL,
    in_time=(0.971, 0.974),
    in_time_in={"2026-09": 0.982, "2026-10": 0.982},
    late_replies={"2026-05": 2, "2026-10": 5},  # in October the depots are served first
    first_contact=(0.58, 0.72),
    trouble=Trouble(service="Depot network", since=date(2026, 9, 6)),
    cause_unknown="2026-10",
    surveyed=0.9,
    answered=0.4,
    content=(0.93, 0.9),
    not_called_back="2026-10",
)  # fmt: skip

# Boring, as it should be, for more than two years; in October no target is missed at all.
HOLLIN = Story(
    code="HOLLIN",
    company="Hollin & Marsh Solicitors",
    since="2024-04",
    exported_since=date(2024, 9, 1),
    volume=80,
    volumes={"2024-12": 64, "2025-08": 74, "2025-12": 66, "2026-08": 73},
    weekend=0.03,
    critical={
        "2024-10": (1, 1), "2025-01": (1, 1), "2025-04": (1, 1), "2025-08": (1, 1), "2025-11": (1, 1),
        "2026-02": (1, 1), "2026-05": (1, 1), "2026-07": (1, 1), "2026-10": (1, 1),
    },
    terms=USUAL,
    in_time=(0.987, 0.987),
    in_time_in={
        "2024-11": 1.0, "2025-02": 1.0, "2025-04": 1.0, "2025-07": 1.0, "2025-09": 1.0, "2025-12": 1.0, "2026-03": 1.0,
        "2026-05": 1.0, "2026-08": 1.0, "2026-10": 1.0,
    },
    response_missed=0.005,
    late_replies={"2026-10": 0},
    first_contact=(0.62, 0.64),
    surveyed=0.8,
    answered=0.35,
    content=(0.97, 0.97),
)  # fmt: skip

# Small: four tickets in October, none in January.
BRIGHT = Story(
    code="BRIGHT",
    company="Brightwater Crafts",
    since=FIRST_MONTH,
    volumes={
        "2025-09": 4, "2025-10": 3, "2025-11": 6, "2025-12": 5, "2026-01": 0, "2026-02": 2, "2026-03": 3,
        "2026-04": 4, "2026-05": 3, "2026-06": 4, "2026-07": 5, "2026-08": 4, "2026-09": 3, "2026-10": 4,
    },
    weekend=0.4,
    terms=elapsed(P2=(4, 24), P3=(8, 72), P4=(24, 120)),
    surveyed=0.7,
    answered=0.35,
    content=(1.0, 1.0),
)  # fmt: skip

# New since 1 September 2026: the first month settles, the second is on target, and still people are not content.
TERN = Story(
    code="TERN",
    company="Tern Robotics",
    zone=NEW_YORK,
    since="2026-09",
    volume=56,
    volumes={"2026-09": 47},
    weekend=0.08,
    planned=5,
    critical={"2026-09": (1, 1), "2026-10": (2, 2)},
    terms=USUAL,
    in_time_in={"2026-09": 0.93, "2026-10": 0.965},
    response_missed=0.02,
    first_contact=(0.5, 0.55),
    surveyed=0.6,
    answered=0.22,
    content=(0.8, 0.5),
)

# Public sector, on another desk, which judges by clocks of its own: since the fixed contacts of April 2026 above its
# target, in October above its usual range.
ELBMARK = Story(
    code="ELBMARK",
    company="Landkreis Elbmark",
    zone=BERLIN,
    desk=FRESHSERVICE,
    volume=172,
    volumes={"2025-12": 118, "2026-04": 158, "2026-07": 150, "2026-08": 154},
    weekend=0.04,
    spikes=(Spike(first=date(2026, 9, 30), days=1, tickets=50, service="Citizen portal"),),  # the new login
    critical={
        "2025-09": (2, 1), "2025-10": (2, 2), "2025-11": (3, 2), "2025-12": (1, 1), "2026-01": (3, 2),
        "2026-02": (2, 2), "2026-03": (2, 2), "2026-04": (1, 1), "2026-05": (2, 2), "2026-06": (2, 2),
        "2026-07": (1, 1), "2026-08": (3, 3), "2026-09": (2, 2), "2026-10": (2, 2),
    },
    terms=COUNTY,
    waits=0.35,
    wait_hours=24,
    in_time=(0.905, 0.966),
    in_time_in={
        "2025-12": 0.908, "2026-01": 0.906, "2026-02": 0.91, "2026-03": 0.908, "2026-04": 0.958, "2026-05": 0.956,
        "2026-06": 0.96, "2026-07": 0.962, "2026-08": 0.961, "2026-09": 0.964, "2026-10": 0.994,
    },
    response_missed=0.02,
    first_contact=(0.48, 0.55),
    cause_unknown="2026-09",
    surveyed=0.7,
    answered=0.26,
    content=(0.87, 0.9),
)  # fmt: skip

# The provider's own staff: rows that belong to no account.
INTERNAL = Story(
    code="INTERNAL",
    company="Northwind Internal",
    since=FIRST_MONTH,
    volumes={"2026-02": 1, "2026-06": 1, "2026-09": 1, "2026-10": 2},
    terms=elapsed(P4=(24, 120)),
)

STORIES = (CALDER, HOLLIN, BRIGHT, TERN, ELBMARK, INTERNAL)
