"""The internal brief: the supervisor's dry run before the meeting. Nothing of it goes to the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reviewgen.config import Backstage
from reviewgen.depth import Tailored
from reviewgen.languages import N_
from reviewgen.model import Finding, Remark
from reviewgen.pack import Pack
from reviewgen.readiness import GRADES, Gap
from reviewgen.readiness.look import place, said_place
from reviewgen.records import LISTED, TABLES
from reviewgen.sections.view import Cell, Head, Inputs, Runs, Table, bare, cell, joined, shown
from reviewgen.wording import ABSENT, Wording

WRITTEN_IN = {"account": N_("account")} | {table.name: table.title for table in TABLES}
ASKED = 8
MOST, NOTED = 40, 25
NAMING = ("id", "resource", "topic")
MANY = ("tickets", "surveys")  # so many rows that their notes would hide the others
GRADE_WORDS = {"blocker": N_("blocker"), "warning": N_("to look at"), "hint": N_("hint")}
TONES = {"blocker": "missed", "warning": "at_risk", "hint": "quiet"}
AGENDA_BEFORE, PACK_BEFORE = 7, 1
DRY_RUN: Mapping[bool, tuple[int, int]] = {True: (7, 5), False: (3, 2)}  # days before a first review, and a later one
USUAL_QUESTION = N_("What is behind this, and what do you do about it?")
QUESTIONS = {
    "target_missed": N_("Why was this missed, and what changes before the next review?"),
    "target_at_risk": N_("How sure are you that this holds next time?"),
    "near_miss_cluster": N_("How long until these are misses?"),
    "signal_worse": N_("When did this begin, and what changed then?"),
    "green_outside_red_inside": N_("Your targets are met and our people are unhappy. What do you measure?"),
    "same_cause_twice": N_("You said it would not happen again. Why did it?"),
    "major_without_context": N_("Do you know by now what happened?"),
    "preventive_overdue": N_("What protects us until this is done?"),
    "actions_overdue": N_("When will it be done, and what kept it?"),
    "actions_carried": N_("Why is this on the list again?"),
    "promise_incomplete": N_("Who does this, and by when?"),
    "risk_high": N_("What do you do about it, and what do you need from us?"),
    "budget_spent": N_("What if it fails once more this period?"),
    "capacity_near": N_("Why do we hear of this now, and what will it cost?"),
    "entitlement_ends": N_("Who sees to this, and is it paid?"),
    "contract_ends": N_("What do you propose for the time after?"),
    "contract_over_used": N_("Who pays for what is used beyond it?"),
    "contract_under_used": N_("Why do we pay for what nobody uses?"),
    "change_caused": N_("Who approved this, and how was it tested?"),
    "change_failures": N_("Why should we approve the next one?"),
    "project_slipping": N_("What will it cost us, and is the new day firm?"),
    "analysis_late": N_("Why do you not know the cause yet?"),
    "complaints_overdue": N_("Why has nobody answered?"),
    "complaints_without_follow_up": N_("What was done about it?"),
    "answers_without_follow_up": N_("Has anybody talked to these people?"),
    "recurring_group": N_("Why do you not solve this for good?"),
    "tickets_silent": N_("Does anybody work on these?"),
    "aged_backlog": N_("When will these be done?"),
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
    words: Wording


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
        verdict=inputs.words.gettext(pack.verdict),
        tone=pack.tone,
        summary=_summary(gaps, inputs.words),
        reasons=tuple(inputs.words.say(one) for one in decided.reasons),
        deadlines=_deadlines(inputs),
        gaps=_gaps(inputs, gaps),
        presenting=_presenting(pack),
        asked=tuple(_asked(inputs, one) for one in findings if one.kind == "concern")[:ASKED],
        prepared_answers=tuple((one.question, one.answer) for one in backstage.questions),
        sensitive=backstage.sensitive,
        findings=_findings(inputs, [one for one in findings if one.kind == "question" or one.internal]),
        remarks=_remarks(inputs, remarks),
        commercial=backstage.commercial,
        contracts=_contracts(inputs),
        words=inputs.words,
    )


def _summary(gaps: Sequence[Gap], words: Wording) -> str:
    counts = {grade: sum(one.grade == grade for one in gaps) for grade in GRADES}
    if not counts["blocker"] and not counts["warning"]:
        return words.gettext("Ready: nothing is missing.")
    settle = words.ngettext(
        "{n} matter to settle before the meeting",
        "{n} matters to settle before the meeting",
        counts["blocker"],
        n=counts["blocker"],
    )
    look = words.gettext("{n} to look at", n=counts["warning"])
    parts = [*([settle] if counts["blocker"] else []), *([look] if counts["warning"] else [])]
    return f"{', '.join(parts)}."


def _deadlines(inputs: Inputs) -> Table | None:
    meeting = inputs.account.next_meeting
    if meeting is None:
        return None
    _ = inputs.words.gettext
    first, last = DRY_RUN[inputs.last is None]
    why = (
        _("{first} to {last} days before a first review", first=first, last=last)
        if inputs.last is None
        else _("{first} to {last} days before a later review", first=first, last=last)
    )
    days = (
        (_("Send the agenda"), (AGENDA_BEFORE,), _("a week before")),
        (_("Dry run"), (first, last), why),
        (_("Send the pack"), (PACK_BEFORE,), _("a day before, so that the meeting is for decisions")),
        (_("Review"), (0,), ""),
    )
    rows = tuple((Cell(what), Cell(_span(inputs, meeting, before)), Cell(why)) for what, before, why in days)
    return Table(_("Deadlines"), (Head(_("What"), 26), Head(_("When"), 34), Head(_("Why then"), 40)), rows)


def _span(inputs: Inputs, meeting: date, before: Sequence[int]) -> str:
    days = [inputs.words.short_day(meeting - timedelta(days=days)) for days in before]
    return inputs.words.gettext("{first} to {last}", first=days[0], last=days[-1]) if len(days) > 1 else days[0]


def _gaps(inputs: Inputs, gaps: Sequence[Gap]) -> Table | None:
    if not gaps:
        return None
    _ = inputs.words.gettext
    heads = (Head(_("What is missing"), 46), Head(_("Grade"), 12), Head(_("Where"), 20), Head(_("What to do"), 22))
    rows = tuple(_gap(inputs.words, one) for one in gaps[:MOST])
    more = _("{n} of {all} shown; reviewgen check lists all", n=MOST, all=len(gaps)) if len(gaps) > MOST else ""
    return Table(_("Before the meeting, worst first"), heads, rows, more, whole=False)


def _gap(words: Wording, gap: Gap) -> tuple[Cell, ...]:
    grade = Cell(words.gettext(GRADE_WORDS[gap.grade]), tone=TONES[gap.grade])
    return (Cell(words.say(gap.problem)), grade, Cell(gap.place(words) or ABSENT), Cell(words.say(gap.hint)))


def _presenting(pack: Pack) -> Table | None:
    """Who presents what, as the agenda has it."""
    agenda = pack.inputs.account.agenda
    if not agenda:
        return None
    _ = pack.inputs.words.gettext
    minutes = pack.inputs.words.pgettext("how long a point of the agenda takes", "Minutes")
    heads = (Head(_("Point of the agenda"), 56), Head(minutes, 12, "right"), Head(_("Who presents"), 32))
    nobody = Cell(_("nobody yet"), tone="missed")
    rows = tuple((Cell(one.topic), Cell(str(one.minutes)), Cell(one.owner) if one.owner else nobody) for one in agenda)
    return Table(_("Who presents what"), heads, rows)


def _asked(inputs: Inputs, finding: Finding) -> Asked:
    words = inputs.words
    detail, proposal = words.tell(finding.detail), words.say(finding.proposal)
    propose = words.gettext("We propose: {proposal}", proposal=proposal) if proposal else ""
    return Asked(
        words.gettext(QUESTIONS.get(finding.detector, USUAL_QUESTION)),
        words.tell(finding.title),
        joined((detail, propose), ". "),
        ", ".join(f"{record}" for _, record in finding.records[:ASKED]),
    )


def _findings(inputs: Inputs, findings: Sequence[Finding]) -> Table | None:
    if not findings:
        return None
    words = inputs.words
    heads = (Head(words.gettext("For us only"), 50), Head(words.gettext("Evidence"), 50))
    rows = tuple((Cell(words.say(one.title)), Cell(words.say(one.detail), words.say(one.proposal))) for one in findings)
    return Table(words.gettext("Not told to the customer"), heads, rows)


def _remarks(inputs: Inputs, remarks: Sequence[Remark]) -> Table | None:
    """Internal notes of the records that the pack is about, of rows that are for us only, and of the account's file."""
    records = [one for table in LISTED for one in getattr(inputs.evidence, table.name)]
    current = {getattr(one, name, "") for one in records for name in NAMING}
    chosen = [one for one in remarks if one.whole or not one.record or one.record in current]
    chosen.sort(key=_weight)
    if not chosen:
        return None
    _ = inputs.words.gettext
    heads = (Head(_("Note"), 66), Head(_("Of"), 18), Head(_("Where"), 16))
    rows = tuple(
        (
            Cell(one.text),
            Cell(
                one.record or one.column,
                _("the whole row is internal") if one.whole else _(WRITTEN_IN[one.table]),
            ),
            Cell(_place(inputs.words, one)),
        )
        for one in chosen[:NOTED]
    )
    told = _("{n} of {all} shown, those of tickets and answers last", n=NOTED, all=len(chosen))
    more = told if len(chosen) > NOTED else ""
    return Table(_("Internal notes"), heads, rows, more, whole=False)


def _weight(remark: Remark) -> tuple[bool, bool, bool, str, str, str]:
    """Whole rows first, then the account's file; the order of rows in a file changes nothing."""
    many, listed = remark.table in MANY, remark.record != ""
    return (many, not remark.whole, listed, remark.table, remark.record, f"{remark.column} {remark.text}")


def _place(words: Wording, remark: Remark) -> str:
    """File and row of a remark; of a YAML file its line."""
    held = place(remark.file.rsplit("/", 1)[-1], remark.row or None)
    return said_place(words, held["file"], held.get("row"), held.get("line"))


def _contracts(inputs: Inputs) -> Table | None:
    """What was used of what is contracted, and the credits of the period."""
    figures, _ = inputs.figures, inputs.words.gettext
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
        rows.append((Cell(_("Service credits of the period")), bare(shown(inputs, credit)), Cell(""), Cell("")))
    labels = (_("Used"), _("Projected"), _("Days left"))
    heads = (Head(_("Contract"), 43), *(Head(label, 19, "right") for label in labels))
    return Table(_("Commercial figures"), heads, tuple(rows)) if rows else None
