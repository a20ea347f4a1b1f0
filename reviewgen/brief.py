"""The internal brief: the supervisor's dry run before the meeting. Nothing of it goes to the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reviewgen.config import Backstage
from reviewgen.depth import Tailored
from reviewgen.model import Finding, Remark
from reviewgen.pack import Pack
from reviewgen.readiness import GRADES, Gap
from reviewgen.readiness.look import place
from reviewgen.records import LISTED
from reviewgen.sections.view import Cell, Head, Inputs, Runs, Table, bare, cell, joined, shown

ASKED = 8
MOST, NOTED = 40, 25
NAMING = ("id", "resource", "topic")
MANY = ("tickets", "surveys")  # so many rows that their notes would hide the others
GRADE_WORDS = {"blocker": "blocker", "warning": "to look at", "hint": "hint"}
TONES = {"blocker": "missed", "warning": "at_risk", "hint": "quiet"}
AGENDA_BEFORE, PACK_BEFORE = 7, 1
DRY_RUN: Mapping[bool, tuple[int, int]] = {True: (7, 5), False: (3, 2)}  # days before a first review, and a later one
USUAL_QUESTION = "What is behind this, and what do you do about it?"
QUESTIONS = {
    "target_missed": "Why was this missed, and what changes before the next review?",
    "target_at_risk": "How sure are you that this holds next time?",
    "near_miss_cluster": "How long until these are misses?",
    "signal_worse": "When did this begin, and what changed then?",
    "green_outside_red_inside": "Your targets are met and our people are unhappy. What do you measure?",
    "same_cause_twice": "You said it would not happen again. Why did it?",
    "major_without_context": "Do you know by now what happened?",
    "preventive_overdue": "What protects us until this is done?",
    "actions_overdue": "When will it be done, and what kept it?",
    "actions_carried": "Why is this on the list again?",
    "promise_incomplete": "Who does this, and by when?",
    "risk_high": "What do you do about it, and what do you need from us?",
    "budget_spent": "What if it fails once more this period?",
    "capacity_near": "Why do we hear of this now, and what will it cost?",
    "entitlement_ends": "Who sees to this, and is it paid?",
    "contract_ends": "What do you propose for the time after?",
    "contract_over_used": "Who pays for what is used beyond it?",
    "contract_under_used": "Why do we pay for what nobody uses?",
    "change_caused": "Who approved this, and how was it tested?",
    "change_failures": "Why should we approve the next one?",
    "project_slipping": "What will it cost us, and is the new day firm?",
    "analysis_late": "Why do you not know the cause yet?",
    "complaints_overdue": "Why has nobody answered?",
    "complaints_without_follow_up": "What was done about it?",
    "answers_without_follow_up": "Has anybody talked to these people?",
    "recurring_group": "Why do you not solve this for good?",
    "tickets_silent": "Does anybody work on these?",
    "aged_backlog": "When will these be done?",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may come up: where it comes from, and the evidence that the answer stands on."""

    question: str
    about: Runs
    evidence: Runs
    rows: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What the brief shows."""

    account: str
    provider: str
    period: str
    prepared: str
    language: str
    accent: str
    verdict: str
    tone: str
    summary: str
    reasons: tuple[str, ...]
    deadlines: Table | None
    gaps: Table | None
    presenting: Table | None
    asked: tuple[Asked, ...]
    prepared_answers: tuple[tuple[str, str], ...]
    sensitive: tuple[str, ...]
    findings: Table | None
    remarks: Table | None
    commercial: str
    contracts: Table | None


def brief(
    pack: Pack,
    backstage: Backstage,
    findings: Sequence[Finding],
    gaps: Sequence[Gap],
    remarks: Sequence[Remark],
    decided: Tailored,
) -> Brief:
    """The brief beside a pack. `findings` are with those for us only."""
    inputs = pack.inputs
    return Brief(
        account=pack.account,
        provider=pack.provider,
        period=pack.period,
        prepared=pack.prepared,
        language=pack.language,
        accent=pack.accent,
        verdict=pack.verdict,
        tone=pack.tone,
        summary=_summary(gaps),
        reasons=decided.reasons,
        deadlines=_deadlines(inputs),
        gaps=_gaps(gaps),
        presenting=_presenting(pack),
        asked=tuple(_asked(inputs, one) for one in findings if one.kind == "concern")[:ASKED],
        prepared_answers=tuple((one.question, one.answer) for one in backstage.questions),
        sensitive=backstage.sensitive,
        findings=_findings(inputs, [one for one in findings if one.kind == "question" or one.internal]),
        remarks=_remarks(inputs, remarks),
        commercial=backstage.commercial,
        contracts=_contracts(inputs),
    )


def _summary(gaps: Sequence[Gap]) -> str:
    counts = {grade: sum(one.grade == grade for one in gaps) for grade in GRADES}
    if not counts["blocker"] and not counts["warning"]:
        return "Ready: nothing is missing."
    matters = "matter" if counts["blocker"] == 1 else "matters"
    blockers = f"{counts['blocker']} {matters} to settle before the meeting"
    warnings = f"{counts['warning']} to look at"
    parts = [*([blockers] if counts["blocker"] else []), *([warnings] if counts["warning"] else [])]
    return f"{', '.join(parts)}."


def _deadlines(inputs: Inputs) -> Table | None:
    meeting = inputs.account.next_meeting
    if meeting is None:
        return None
    first, last = DRY_RUN[inputs.last is None]
    when = "first review" if inputs.last is None else "later review"
    days = (
        ("Send the agenda", (AGENDA_BEFORE,), "a week before"),
        ("Dry run", (first, last), f"{first} to {last} days before a {when}"),
        ("Send the pack", (PACK_BEFORE,), "a day before, so that the meeting is for decisions"),
        ("Review", (0,), ""),
    )
    rows = tuple((Cell(what), Cell(_span(inputs, meeting, before)), Cell(why)) for what, before, why in days)
    return Table("Deadlines", (Head("What", 26), Head("When", 34), Head("Why then", 40)), rows)


def _span(inputs: Inputs, meeting: date, before: Sequence[int]) -> str:
    return " to ".join(inputs.words.short_day(meeting - timedelta(days=days)) for days in before)


def _gaps(gaps: Sequence[Gap]) -> Table | None:
    if not gaps:
        return None
    heads = (Head("What is missing", 46), Head("Grade", 12), Head("Where", 20), Head("What to do", 22))
    rows = tuple(
        (Cell(one.problem), Cell(GRADE_WORDS[one.grade], tone=TONES[one.grade]), Cell(one.where or "–"), Cell(one.hint))
        for one in gaps[:MOST]
    )
    more = "" if len(gaps) <= MOST else f"{MOST} of {len(gaps)} shown; reviewgen check lists all"
    return Table("Before the meeting, worst first", heads, rows, more, whole=False)


def _presenting(pack: Pack) -> Table | None:
    """Who presents what, as the agenda has it."""
    agenda = pack.inputs.account.agenda
    if not agenda:
        return None
    heads = (Head("Point of the agenda", 56), Head("Minutes", 12, "right"), Head("Who presents", 32))
    rows = tuple(
        (Cell(one.topic), Cell(str(one.minutes)), Cell(one.owner or "nobody yet", tone="" if one.owner else "missed"))
        for one in agenda
    )
    return Table("Who presents what", heads, rows)


def _asked(inputs: Inputs, finding: Finding) -> Asked:
    words = inputs.words
    detail, proposal = words.tell(finding.detail), finding.proposal
    return Asked(
        QUESTIONS.get(finding.detector, USUAL_QUESTION),
        words.tell(finding.title),
        joined((detail, f"We propose: {proposal}" if proposal else ""), ". "),
        ", ".join(f"{record}" for _, record in finding.records[:ASKED]),
    )


def _findings(inputs: Inputs, findings: Sequence[Finding]) -> Table | None:
    if not findings:
        return None
    heads = (Head("For us only", 50), Head("Evidence", 50))
    rows = tuple(
        (Cell(inputs.words.say(one.title)), Cell(inputs.words.say(one.detail), one.proposal)) for one in findings
    )
    return Table("Not told to the customer", heads, rows)


def _remarks(inputs: Inputs, remarks: Sequence[Remark]) -> Table | None:
    """Internal notes of the records that the pack is about, of rows that are for us only, and of the account's file."""
    records = [one for table in LISTED for one in getattr(inputs.evidence, table.name)]
    current = {getattr(one, name, "") for one in records for name in NAMING}
    chosen = [one for one in remarks if one.whole or not one.record or one.record in current]
    chosen.sort(key=_weight)
    if not chosen:
        return None
    heads = (Head("Note", 66), Head("Of", 18), Head("Where", 16))
    rows = tuple(
        (
            Cell(one.text),
            Cell(one.record or one.column, "the whole row is internal" if one.whole else one.table.replace("_", " ")),
            Cell(_place(one)),
        )
        for one in chosen[:NOTED]
    )
    more = "" if len(chosen) <= NOTED else f"{NOTED} of {len(chosen)} shown, those of tickets and answers last"
    return Table("Internal notes", heads, rows, more, whole=False)


def _weight(remark: Remark) -> tuple[bool, bool, bool, str, str, str]:
    """Whole rows first, then the account's file; the order of rows in a file changes nothing."""
    many, listed = remark.table in MANY, remark.record != ""
    return (many, not remark.whole, listed, remark.table, remark.record, f"{remark.column} {remark.text}")


def _place(remark: Remark) -> str:
    """File and row of a remark; of a YAML file its line."""
    name = remark.file.rsplit("/", 1)[-1]
    numbers = ((word, number) for word, number in place(remark.file, remark.row).items() if word != "file" and number)
    return ", ".join([name, *(f"{word} {number}" for word, number in numbers)])


def _contracts(inputs: Inputs) -> Table | None:
    """What was used of what is contracted, and the credits of the period."""
    figures = inputs.figures
    used = figures.split("contract.used", "contract")
    rows = [
        (
            Cell(dict(one.dimensions)["contract"]),
            cell(inputs, one),
            cell(inputs, figures.get("contract.projected", **dict(one.dimensions))),
            cell(inputs, figures.get("contract.days_left", **dict(one.dimensions))),
        )
        for one in used
    ]
    credit = figures.get("credits.due")
    if credit.number:
        rows.append((Cell("Service credits of the period"), bare(shown(inputs, credit)), Cell(""), Cell("")))
    heads = (Head("Contract", 43), *(Head(words, 19, "right") for words in ("Used", "Projected", "Days left")))
    return Table("Commercial figures", heads, tuple(rows)) if rows else None
