"""What the columns of a workbook are called, and the codes in them, in the account's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reviewgen.languages import N_
from reviewgen.metrics.dimensions import called
from reviewgen.records import Column
from reviewgen.sections.view import Inputs
from reviewgen.wording import Wording

SOFT_HYPHEN = "\u00ad"  # where a page may break a word; cells do not know it

FIGURES = (
    N_("Figure"),
    N_("Limited to"),
    N_("Period"),
    N_("Value"),
    N_("Unit"),
    N_("n"),
    N_("Bound"),
    N_("Target"),
    N_("Status"),
    N_("Told then"),
    N_("Note"),
    N_("Id of the figure"),
)
COLUMNS: Mapping[str, str] = {
    "actual_cost": N_("Actual cost"),
    "agreed_on": N_("Agreed"),
    "allowance": N_("Allowance"),
    "answer_due_on": N_("Answer due"),
    "answered_at": N_("Answered"),
    "answered_on": N_("Answered"),
    "assigned_group": N_("Group"),
    "assigned_to": N_("Assigned to"),
    "assumption": N_("How it is reckoned"),
    "at": N_("When"),
    "baseline_end_on": N_("First planned end"),
    "baseline_on": N_("First planned for"),
    "benefit": N_("What it is to bring"),
    "best": N_("Best rating of the scale"),
    "breach_cause": N_("Why the target was missed"),
    "budget": N_("Budget"),
    "calendar": N_("Calendar"),
    "category": N_("Category"),
    "cause": N_("Cause"),
    "cause_code": N_("Kind of cause"),
    "change": N_("Change"),
    "channel": N_("Channel"),
    "clock": N_("Clock"),
    "closed_at": N_("Closed"),
    "closed_on": N_("Closed"),
    "comment": N_("Comment"),
    "controls_gap": N_("Why our controls missed it"),
    "customer_view": N_("Your view"),
    "decided_on": N_("Decided"),
    "decision": N_("Decision"),
    "difference": N_("Why they differ"),
    "done_on": N_("Done"),
    "due_at": N_("Due"),
    "due_on": N_("Due"),
    "duplicate_of": N_("Repeats"),
    "earned_value": N_("Earned value"),
    "elapsed_hours": N_("Elapsed time"),
    "ended_at": N_("Ended"),
    "ended_on": N_("Ended"),
    "ends_on": N_("Last day"),
    "first_contact": N_("Solved at first contact"),
    "first_response_at": N_("First response"),
    "fix": N_("What puts it right"),
    "fix_due_on": N_("Fix due"),
    "follow_up": N_("What we did"),
    "forecast_end_on": N_("Expected end"),
    "forecast_on": N_("Expected for"),
    "hold_hours": N_("Time on hold"),
    "holds": N_("Spans on hold"),
    "hours": N_("Counted"),
    "id": N_("Number"),
    "impact": N_("Impact"),
    "improvement": N_("Improvement"),
    "kind": N_("Kind"),
    "likelihood": N_("Likelihood"),
    "limit": N_("Limit"),
    "major": N_("Major incident"),
    "measured_on": N_("Measured"),
    "money": N_("Money saved"),
    "notice_days": N_("Days of notice"),
    "on": N_("When"),
    "opened_at": N_("Opened"),
    "outcome": N_("Outcome"),
    "owned": N_("Owned"),
    "owner": N_("Owner"),
    "person": N_("Person"),
    "phase": N_("Step"),
    "plan": N_("What is planned"),
    "planned": N_("Announced"),
    "planned_end_at": N_("Planned end"),
    "planned_start_at": N_("Planned start"),
    "planned_value": N_("Planned value"),
    "prevention": N_("Why it will not happen again"),
    "priority": N_("Priority"),
    "problem": N_("Problem"),
    "project": N_("Project"),
    "promised_hours": N_("Promised"),
    "proposal": N_("What we propose"),
    "provider_view": N_("Our view"),
    "quality": N_("Quality"),
    "raised_on": N_("Raised"),
    "rated_on": N_("Rated"),
    "rca_done_on": N_("Analysis delivered"),
    "rca_due_on": N_("Analysis due"),
    "reason": N_("Reason"),
    "reassignment_count": N_("Times reassigned"),
    "received_on": N_("Received"),
    "redate_count": N_("Times re-dated"),
    "renews": N_("Renews by itself"),
    "reopen_count": N_("Times reopened"),
    "reported_on": N_("Reported"),
    "requester": N_("Requester"),
    "resolution_hours": N_("Resolution: time counted"),
    "resolution_note": N_("What was done"),
    "resolution_outcome": N_("Resolution: outcome"),
    "resolution_promised_hours": N_("Resolution: promised"),
    "resolved_at": N_("Resolved"),
    "resource": N_("Resource"),
    "respondent": N_("Who answered"),
    "response_hours": N_("Response: time counted"),
    "response_outcome": N_("Response: outcome"),
    "response_promised_hours": N_("Response: promised"),
    "result": N_("What it has brought"),
    "review": N_("What was learned"),
    "revised_due_on": N_("Due now"),
    "risk": N_("Risk"),
    "score": N_("Score"),
    "sent_at": N_("Sent"),
    "service": N_("Service"),
    "severity": N_("Severity"),
    "side": N_("Side"),
    "site": N_("Site"),
    "sla_resolution": N_("Resolution: the tool's verdict"),
    "sla_response": N_("Response: the tool's verdict"),
    "started_at": N_("Began"),
    "started_on": N_("Began"),
    "starts_on": N_("First day"),
    "state": N_("State"),
    "state_name": N_("State in the tool's words"),
    "stopped_at": N_("Stopped"),
    "subcategory": N_("Subcategory"),
    "summary": N_("Where it stands"),
    "tags": N_("Labels"),
    "tests_passed": N_("Tests passed"),
    "tests_planned": N_("Tests planned"),
    "text": N_("What happened"),
    "threshold": N_("Threshold"),
    "ticket": N_("Ticket"),
    "title": N_("Title"),
    "topic": N_("Topic"),
    "type": N_("Type"),
    "unit": N_("Unit"),
    "updated_at": N_("Last changed"),
    "used": N_("Used"),
    "used_on": N_("Counted up to"),
    "verdict": N_("The tool's verdict"),
    "verification": N_("How that was verified"),
    "workaround": N_("Workaround"),
}
OF_TABLE: Mapping[tuple[str, str], str] = {
    ("majors", "fix"): N_("What was done"),
    ("outages", "impact"): N_("Part that was down"),
    ("changes", "impact"): N_("What users notice"),
    ("risks", "impact"): N_("What it may lead to"),
    ("scorecard", "score"): N_("Rating"),
    ("value", "hours"): N_("Time saved"),
    ("clocks", "outcome"): N_("In the period"),
}
"""Where a column means something of its own in a table."""
KINDS = {"csat": "CSAT", "nps": "NPS", "ces": "CES"}
DIMENSION_OF: Mapping[str, str] = {
    "clock": "clock",
    "state": "ours",
    "outcome": "ours",
    "response_outcome": "ours",
    "resolution_outcome": "ours",
    "sla_response": "tool",
    "sla_resolution": "tool",
    "verdict": "tool",
    "reason": "reason",
    "difference": "reason",
    "side": "side",
    "likelihood": "likelihood",
    "severity": "severity",
    "risk": "severity",
}
"""Columns whose words are those of a dimension of figures."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an account's columns are called and what stands in them; its times are of the `zone`."""

    words: Wording
    zone: str
    currency: str
    codes: Mapping[tuple[str, str], Mapping[str, str]]

    @classmethod
    def of(cls, inputs: Inputs) -> Vocabulary:
        """That of an account."""
        return cls(inputs.words, inputs.account.zone, inputs.account.currency, codes(inputs.words))

    def head(self, table: str, column: Column) -> str:
        """What a column is called, with its unit or zone; one that we have no word for by its name."""
        named = OF_TABLE.get((table, column.name)) or COLUMNS.get(column.name)
        label = plain(self.words.gettext(named)) if named else column.name.replace("_", " ").capitalize()
        beside = self._beside(column)
        return f"{label} ({beside})" if beside else label

    def _beside(self, column: Column) -> str:
        if column.kind == "instant":
            return self.zone
        units = {"h": self.words.gettext("h"), "currency": self.currency, "%": "%"}
        return units.get("h" if column.kind == "duration" else column.unit, "")

    def said(self, table: str, column: str) -> Callable[[Any], Any] | None:
        """How the codes of a column are said as pages say them; None where it has none."""
        own = self.codes.get((table, column))
        if own:
            return lambda value: own.get(value, value)
        dimension = DIMENSION_OF.get(column)
        return (lambda value: self._called(dimension, value)) if dimension else None

    def _called(self, dimension: str, value: Any) -> Any:
        return plain(self.words.say(called(dimension, value))) if value else value


def plain(text: str) -> str:
    """A text of ours without the marks for pages in it."""
    return text.replace(SOFT_HYPHEN, "")


def codes(words: Wording) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """What the codes of a column are called, by table and column."""
    pgettext = words.pgettext
    return {
        ("tickets", "state"): {
            "new": pgettext("state of a ticket", "new"),
            "in_progress": pgettext("state of a ticket", "in progress"),
            "on_hold": pgettext("state of a ticket", "on hold"),
            "resolved": pgettext("state of a ticket", "resolved"),
            "closed": pgettext("state of a ticket", "closed"),
            "cancelled": pgettext("state of a ticket", "cancelled"),
        },
        ("actions", "state"): {
            "open": pgettext("status of an action", "open"),
            "done": pgettext("status of an action", "done"),
            "cancelled": pgettext("status of an action", "cancelled"),
        },
        ("changes", "type"): {
            "standard": pgettext("type of a change", "standard"),
            "normal": pgettext("type of a change", "normal"),
            "emergency": pgettext("type of a change", "emergency"),
        },
        ("changes", "outcome"): {
            "successful": pgettext("outcome of a change", "done"),
            "with_issues": pgettext("outcome of a change", "done with issues"),
            "failed": pgettext("outcome of a change", "failed"),
            "backed_out": pgettext("outcome of a change", "backed out"),
            "cancelled": pgettext("outcome of a change", "cancelled"),
        },
        ("major_events", "phase"): {
            "began": pgettext("step of a major incident", "began"),
            "detected": pgettext("step of a major incident", "detected"),
            "informed": pgettext("step of a major incident", "informed"),
            "worked_on": pgettext("step of a major incident", "worked on"),
            "restored": pgettext("step of a major incident", "restored"),
            "verified": pgettext("step of a major incident", "verified"),
        },
        ("value", "kind"): {
            "outcome": pgettext("kind of value", "outcome"),
            "prevented": pgettext("kind of value", "incident prevented"),
            "saving": pgettext("kind of value", "saving"),
            "activity": pgettext("kind of value", "activity"),
        },
        ("surveys", "kind"): KINDS,
    }
