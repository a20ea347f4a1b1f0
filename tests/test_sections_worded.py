"""Sections speak the account's language: what is left of ours in English has not gone through its words."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator
from datetime import date, timedelta
from gettext import NullTranslations
from types import ModuleType
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from reviewed import action, case, figure, inputs, major, outage, survey, ticket
from test_sections_service import at, made

from reviewgen.agreements import CreditTerms
from reviewgen.charts import Svg
from reviewgen.errors import Issue
from reviewgen.languages import LOCALES
from reviewgen.metrics.credits import Credit
from reviewgen.model import Clock, Depth, Finding, Issued, Raised, Sentence
from reviewgen.records import (
    Capacity,
    Change,
    Complaint,
    Contract,
    Entitlement,
    Evidence,
    Improvement,
    MajorEvent,
    Milestone,
    Problem,
    Project,
    Rating,
    Requirement,
    Risk,
)
from reviewgen.sections import (
    Inputs,
    Nothing,
    availability,
    changes,
    concerns,
    contract,
    data_notes,
    decisions,
    improvement,
    majors,
    problems,
    projects,
    tickets,
    voice,
)
from reviewgen.wording import Wording

SECTIONS = (
    *(availability, changes, concerns, contract, data_notes, decisions),
    *(improvement, majors, problems, projects, tickets, voice),
)
DEPTHS: tuple[Depth, ...] = ("brief", "standard", "full")
SHOWN = [(section, depth) for section in SECTIONS for depth in DEPTHS[DEPTHS.index(section.LEAST) :]]
LETTER = re.compile("[A-Za-z]")
UNSEEN = {"tone", "side", "record", "link", "anchor", "figure", "history"}
Values = tuple[dict[str, Any], ...]
LATE, SOON, DONE = date(2026, 10, 10), date(2026, 12, 1), date(2026, 10, 20)
PLAN = {"planned_start_at": at(6, 20), "planned_end_at": at(6, 23)}
AHEAD = {"planned_start_at": at(5, month=12), "planned_end_at": at(6, month=12)}


class Translated(NullTranslations):
    """A language in which every letter of what catalogues have is another one; what stands in places is kept."""

    def gettext(self, message: str) -> str:
        """Every letter outside of {places} becomes a sign of no alphabet."""
        return unlettered(message) if message in catalogue() else message

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The plural that English would take."""
        found = one if n == 1 else many
        return unlettered(found) if (one, many) in catalogue() else found

    def pgettext(self, context: str, message: str) -> str:
        """The text of its context alone."""
        return unlettered(message) if catalogue().get(message, context) else message


@functools.cache
def catalogue() -> Catalog:
    """Return the texts that languages translate."""
    with (LOCALES / "messages.pot").open("rb") as file:
        return read_po(file)


def unlettered(message: str) -> str:
    """Return a text with a sign in the place of each letter outside of {places}."""
    parts = re.split(r"(\{[^}]*\})", message)
    return "".join(part if part.startswith("{") else LETTER.sub("¤", part) for part in parts)


def abroad(seen: Inputs) -> Inputs:
    """Return the same in a language without Latin letters, in which days and numbers have none either."""
    words = Wording("ja_JP")
    words._catalogue = Translated()
    return dataclasses.replace(seen, words=words, titles=dict.fromkeys(seen.titles, "§"))


def texts_of(shown: object) -> Iterator[str]:
    """Yield every text that a reader sees of what a section shows, those of drawings included."""
    if isinstance(shown, Svg):
        yield from re.findall(">([^<]+)<", shown.markup)
    elif dataclasses.is_dataclass(shown):
        seen = (one.name for one in dataclasses.fields(shown) if one.name not in UNSEEN)
        yield from (text for name in seen for text in texts_of(getattr(shown, name)))
    elif isinstance(shown, tuple):
        yield from (text for part in shown for text in texts_of(part))
    elif isinstance(shown, str):
        yield shown


def plain(kind: type[Any], number: int, **values: Any) -> Any:
    """Return a record whose texts have no letters."""
    held = {"id": str(number), "title": "§", "project": "1", "major": "1", "resource": "§", "topic": "§", "text": "§"}
    names = {one.name for one in dataclasses.fields(kind)}
    return made(kind, **{name: value for name, value in held.items() if name in names} | values)


def several(kind: type[Any], *rows: dict[str, Any]) -> tuple[Any, ...]:
    """Return a record of a kind for each of these values."""
    return tuple(plain(kind, number, **values) for number, values in enumerate(rows, 1))


def clock(outcome: Any, near: bool = False, state: Any = "met") -> Clock:
    """Return a clock as it was decided."""
    return Clock(outcome, near, 1.0, 4.0, state)


TICKETS: Values = (
    {"resolution": clock("met", near=True), "resolved_at": at(7), "change": "3"},
    {"resolution": clock("breached")},
    {"resolution": clock("", state="breached")},
    {"resolution": clock("", state="running")},
    {"resolution": clock("", state="not_measured")},
    {"resolution": clock("", state="not_measured"), "state": "cancelled"},
)
ACTIONS: Values = (
    {"agreed_on": LATE},
    {"agreed_on": LATE, "side": "theirs", "due_on": SOON, "major": "2"},
    {"state": "done", "closed_on": DONE, "major": "4"},
    {"state": "done"},
)
MAJORS: Values = ({"impact": "§"}, {"ended_at": at(13, 9)}, {}, {}, {"verification": "§"}, {})
PHASES = ("", "began", "detected", "informed", "worked_on", "restored", "verified")
MILESTONES: Values = (
    {"baseline_on": LATE, "done_on": DONE},
    {"baseline_on": LATE, "forecast_on": SOON},
    {"baseline_on": SOON},
)
RISKS: Values = (
    {"likelihood": "high", "severity": "medium", "due_on": SOON, "owner": "§"},
    {"likelihood": "low"},
    {"severity": "high", "due_on": SOON},
    {},
)
EVIDENCE = Evidence(
    tickets=tuple(ticket(**{"id": str(number), "title": "§"} | values) for number, values in enumerate(TICKETS)),
    actions=tuple(
        action(**{"id": str(number), "title": "§", "major": "1"} | values) for number, values in enumerate(ACTIONS)
    ),
    majors=tuple(major(**{"id": str(number), "title": "§"} | values) for number, values in enumerate(MAJORS, 1)),
    major_events=several(MajorEvent, *({"phase": phase} for phase in PHASES)),
    outages=(
        outage(id="1", service="§", title="§"),
        outage(id="2", service="§", impact=0.5, ended_at=None),
        outage(id="3", service="§", planned=True),
    ),
    changes=several(
        Change,
        {"ended_at": at(6, 22), "outcome": "failed", "type": "emergency", **PLAN},
        {"ended_at": at(7, 1), "outcome": "backed_out", "type": "normal", **PLAN},
        {"ended_at": at(6, 22), "outcome": "successful", "type": "standard", **PLAN},
        {"ended_at": at(6, 22), "outcome": "successful", **PLAN},
        {"ended_at": at(6, 22), "outcome": "with_issues", **PLAN},
        {"ended_at": at(6, 22), **PLAN},
        {"risk": "low", **AHEAD},
        {"risk": "medium", "outcome": "successful", **AHEAD},
        {"risk": "high", "outcome": "backed_out", **AHEAD},
    ),
    problems=several(
        Problem,
        {"rca_due_on": LATE},
        {"rca_due_on": LATE, "rca_done_on": SOON, "cause": "§", "fix_due_on": LATE},
        {"rca_due_on": SOON, "fix_due_on": SOON},
        {},
        {"closed_at": at(5)},
    ),
    capacity=several(Capacity, {"threshold": 90.0}),
    projects=several(
        Project,
        {"baseline_end_on": LATE, "tests_passed": 3.0, "tests_planned": 4.0},
        {"title": "§§", "ended_on": DONE, "baseline_end_on": LATE, "tests_passed": 3.0},
        {"title": "§§§"},
        {"title": "§§§§"},
    ),
    milestones=tuple(
        plain(Milestone, number, project=project, **values)
        for project in ("1", "2", "3", "4")
        for number, values in enumerate(MILESTONES)
    ),
    contracts=several(
        Contract,
        {"allowance": 9.0, "used_on": LATE, "starts_on": LATE, "ends_on": SOON, "notice_days": 1.0, "plan": "§"},
        {"ends_on": LATE, "notice_days": 30.0},
    ),
    entitlements=several(Entitlement, {"ends_on": SOON, "renews": True}),
    improvements=several(
        Improvement, {}, {"agreed_on": LATE, "due_on": LATE}, {"agreed_on": LATE, "done_on": DONE}, {"due_on": LATE}
    ),
    requirements=several(
        Requirement,
        {"side": "ours"},
        {"side": "theirs", "decision": "§"},
        {"decided_on": LATE},
    ),
    surveys=tuple(
        survey(id=str(number), comment="§", kind=kind, score=score)
        for number, (kind, score) in enumerate((("csat", 1.0), ("csat", 5.0), ("nps", 9.0), ("ces", 7.0)))
    ),
    complaints=several(
        Complaint,
        {},
        {"answer_due_on": LATE},
        {"answer_due_on": SOON},
        {"answer_due_on": LATE, "answered_on": DONE},
    ),
    scorecard=several(Rating, {"comment": "§"}),
    risks=several(Risk, *({"raised_on": LATE} | values for values in RISKS)),
)
SLIPS = (("§", 5), ("§§", -5), ("§§§", 0))
FIGURES = (
    figure("majors.count", 6),
    figure("changes.implemented", 4),
    figure("problems.rca_due", 1),
    figure("problems.open", 4),
    figure("risks.open", 4),
    figure("risks.high", 1),
    figure("credits.due", 1000),
    figure("sla.resolution", 90, clock="resolution"),
    figure("capacity.used", 80, resource="§"),
    figure("contract.used", 80, contract="§"),
    figure("complaints.count", 4),
    figure("survey.answers", 4),
    figure("survey.csat", 80, 50),
    figure("survey.csat.low", 70, 50),
    figure("survey.csat.high", 90, 50),
    figure("scorecard.overall", 80),
    figure("scorecard.rating", 4, topic="§"),
    figure("projects.milestones_due", 3),
    figure("projects.milestones_on_time", 50),
    *(figure("projects.slip", slip, project=name) for name, slip in SLIPS),
    *(figure(f"availability{name}", 99, service="§") for name in ("", ".agreed", ".downtime", ".outages")),
    *(figure("availability", 100, service=name) for name in ("§2", "§3", "§4", "§5")),
    *(figure(f"data.{name}", 4, table=table) for name in ("read", "used") for table in ("tickets", "majors")),
    figure("data.freshness", 4, table="tickets"),
)
ACCOUNT: dict[str, Any] = {
    "name": "§",
    "decisions": [{"text": "§", "owner": "§", "due_on": "2026-12-01"}],
    "contacts": {"customer": {"business": [{"name": "§"}, {"name": "§§"}]}},
    "participants": {"customer": ["§§"]},
    "availability": [
        {"service": "§", "planned_excluded": False},
        {"service": "§2"},
        {"service": "§3", "calendar": "7"},
        {"service": "§4", "calendar": "7", "planned_excluded": False},
    ],
}
CREDITS = (
    {"metric": "sla.resolution", "below": 95, "percent": 5},
    {"metric": "sla.resolution", "above": 5, "amount": 200},
)
ISSUES = (
    Issue(code="a", severity="warning", problem="is not a known code", column="7"),
    Issue(code="b", severity="warning", problem="No ticket in any source belongs to this account"),
)
RAISED = (Raised("", "3", "§", "majors"),)


def everything(depth: Depth) -> Inputs:
    """Return what sections see of an account that has a row for every text of theirs, without a letter of its own."""
    seen = inputs(case(*FIGURES, evidence=EVIDENCE, **ACCOUNT))
    terms = [CreditTerms.model_validate(one) for one in CREDITS]
    missed = seen.figures.get("sla.resolution", clock="resolution")
    credits = tuple(Credit(missed, True, one, 10.0) for one in terms)
    last = Issued("2026-09", seen.as_of - timedelta(days=30), "", RAISED, (), {})
    return dataclasses.replace(
        abroad(seen),
        figures=dataclasses.replace(seen.figures, credits=credits),
        provider=seen.provider.model_copy(update={"name": "§"}),
        findings=(Finding("concern", "one", Sentence("§"), Sentence("§"), "majors", 70, ahead=True),),
        issues=ISSUES,
        depth=depth,
        last=last,
    )


def english(shown: object) -> list[str]:
    """Return the texts in which letters are left, but for the name of the zone."""
    return sorted({text for text in texts_of(shown) if LETTER.search(text.replace("UTC", ""))})


def name_of(section: ModuleType) -> str:
    """Return the name of a section."""
    return section.__name__.rpartition(".")[2]


@pytest.mark.parametrize(("section", "depth"), SHOWN, ids=lambda one: one if isinstance(one, str) else name_of(one))
def test_no_text_of_a_section_is_left_in_english(section: ModuleType, depth: Depth) -> None:
    """Captions, heads, cells, notes, states and drawings: all of them come through the words of the account."""
    built = section.build(everything(depth))
    assert not isinstance(built, Nothing)
    assert english(built) == []


@pytest.mark.parametrize("section", SECTIONS, ids=name_of)
@pytest.mark.parametrize("known", [True, False], ids=["empty tables", "no tables"])
def test_why_a_section_is_empty_is_told_in_the_language(section: ModuleType, known: bool) -> None:
    """Both where there is no table, and where there is one without a row for the period."""
    none = ("majors.count", "changes.implemented", "problems.open", "risks.open", "tickets.opened", "survey.answers")
    seen = abroad(inputs(case(*(figure(metric, 0, 0) for metric in none if known), name="§")))
    assert english(section.build(seen)) == []
