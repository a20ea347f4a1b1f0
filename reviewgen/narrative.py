"""Figures and findings become the sentences that open the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reviewgen.findings.behaviour import is_good, signal_of, than_usual
from reviewgen.findings.case import Case, joined, label
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID
from reviewgen.model import Dimensions, Figure, Finding, Sentence, Status

CONCERNS = 2
LISTING = ("promises", "majors", "problems", "changes", "concerns", "projects", "contract", "improvement")
"""Sections whose own lists show what concerns in them."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A sentence that opens a section, said if all its figures have numbers; its first one is what it counts.

    `values` are places with metric and dimensions. Of several on one `subject` the first that can be said is. Without
    `none_too` nothing is said of none.
    """

    section: str
    subject: str
    text: str
    values: tuple[tuple[str, str, Dimensions], ...]
    many: str = ""
    none_too: bool = False


OURS: Dimensions = (("side", "ours"),)
LEADS: tuple[Lead, ...] = (
    Lead(
        "promises",
        "kept",
        "{due} promise of ours was due in the period; kept on its original day: {kept}.",
        (("due", "actions.due", OURS), ("kept", "actions.on_time", OURS)),
        "{due} promises of ours were due in the period; kept on their original day: {kept}.",
    ),
    Lead(
        "promises",
        "open",
        "{open} promise of either side is open; overdue: {overdue}.",
        (("open", "actions.open", ()), ("overdue", "actions.overdue", ())),
        "{open} promises of both sides are open; overdue: {overdue}.",
        none_too=True,
    ),
    Lead(
        "promises",
        "open",
        "{open} promise of either side is open.",
        (("open", "actions.open", ()),),
        "{open} promises of both sides are open.",
        none_too=True,
    ),
    Lead(
        "value",
        "saved",
        "By the assumptions stated below, {hours} and {money} were saved.",
        (("hours", "value.hours", ()), ("money", "value.money", ())),
    ),
    Lead("value", "saved", "By the assumptions stated below, {hours} were saved.", (("hours", "value.hours", ()),)),
    Lead("value", "saved", "By the assumptions stated below, {money} were saved.", (("money", "value.money", ()),)),
    Lead(
        "service_levels",
        "resolution",
        "Tickets resolved in time: {level} of {level.n}.",
        (("level", "sla.resolution", ()),),
        none_too=True,
    ),
    Lead(
        "service_levels",
        "response",
        "Answered in time: {level} of {level.n}.",
        (("level", "sla.response", ()),),
        none_too=True,
    ),
    Lead(
        "workload",
        "flow",
        "{opened} ticket was opened and {resolved} resolved; {backlog} stood open at the end.",
        (("opened", "tickets.opened", ()), ("resolved", "tickets.resolved", ()), ("backlog", "tickets.backlog", ())),
        "{opened} tickets were opened and {resolved} resolved; {backlog} stood open at the end.",
    ),
    Lead(
        "majors",
        "count",
        "{count} major incident, with {minutes} of impact in the period.",
        (("count", "majors.count", ()), ("minutes", "majors.minutes", ())),
        "{count} major incidents, with {minutes} of impact in the period.",
    ),
    Lead(
        "problems",
        "open",
        "{open} problem is open at the end of the period; analyses overdue: {late}.",
        (("open", "problems.open", ()), ("late", "problems.rca_overdue", ())),
        "{open} problems are open at the end of the period; analyses overdue: {late}.",
        none_too=True,
    ),
    Lead(
        "problems",
        "open",
        "{open} problem is open at the end of the period.",
        (("open", "problems.open", ()),),
        "{open} problems are open at the end of the period.",
        none_too=True,
    ),
    Lead(
        "changes",
        "success",
        "{done} change was carried out; without a fault: {success}.",
        (("done", "changes.implemented", ()), ("success", "changes.success", ())),
        "{done} changes were carried out, {success} of them without a fault.",
    ),
    Lead(
        "changes",
        "kinds",
        "Emergency changes: {emergency}; incidents caused by changes: {incidents}; planned ahead: {scheduled}.",
        (
            ("emergency", "changes.emergency", ()),
            ("incidents", "changes.incidents", ()),
            ("scheduled", "changes.scheduled", ()),
        ),
        none_too=True,
    ),
    Lead(
        "changes",
        "kinds",
        "Emergency changes: {emergency}; incidents caused by changes: {incidents}.",
        (("emergency", "changes.emergency", ()), ("incidents", "changes.incidents", ())),
        none_too=True,
    ),
    Lead(
        "projects",
        "late",
        "{active} project is running; to end later than planned: {late}.",
        (("active", "projects.active", ()), ("late", "projects.late", ())),
        "{active} projects are running; to end later than planned: {late}.",
    ),
    Lead(
        "concerns",
        "risks",
        "{open} risk stands; rated high: {high}.",
        (("open", "risks.open", ()), ("high", "risks.high", ())),
        "{open} risks stand; rated high: {high}.",
    ),
    Lead("concerns", "risks", "{open} risk stands.", (("open", "risks.open", ()),), "{open} risks stand."),
    Lead(
        "voice",
        "answers",
        "Surveys answered: {answers}; response: {response}.",
        (("answers", "survey.answers", ()), ("response", "survey.response", ())),
    ),
    Lead(
        "voice",
        "complaints",
        "{count} complaint was received.",
        (("count", "complaints.count", ()),),
        "{count} complaints were received.",
        none_too=True,
    ),
    Lead(
        "improvement",
        "done",
        "{done} improvement was finished in the period; still open: {open}.",
        (("done", "improvements.done", ()), ("open", "improvements.open", ())),
        "{done} improvements were finished in the period; still open: {open}.",
        none_too=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer that opens a pack: a word, its tone, and the sentences that give the reason.

    The word is English, as records and manifests keep it; pages say it in their language, as every text.
    """

    word: str
    tone: Status
    reasons: tuple[Sentence, ...]


def verdict(case: Case) -> Verdict:
    """Judge the period by its targets; nothing is called better, worse or stable but by its history."""
    measured = [figure for figure in case.judged() if figure.status != "not_measured"]
    missed, risky = ([one for one in measured if one.status == status] for status in ("missed", "at_risk"))
    if not measured:
        return Verdict(N_("No verdict."), "not_measured", (_why_unmeasured(case), *_volume(case)))
    varied = (*_variation(case, measured, missed or risky), *_volume(case))
    if missed:
        return Verdict(N_("Under pressure."), "missed", (_missed(case, missed), *varied))
    met = Sentence(
        "The one target measured was met.",
        (("met", case.figures.get("targets.met")),),
        "All {met} targets measured were met.",
        len(measured),
    )
    close = (Sentence("Little room is left in {what}.", (("what", _listed(case, risky)),)),) if risky else ()
    return Verdict(_word(case, measured, risky), "at_risk" if risky else "met", (met, *close, *varied))


def _word(case: Case, measured: Sequence[Figure], risky: Sequence[Figure]) -> str:
    """Of a period in which all targets were met: what the histories say, with no word for what they do not."""
    sides = [is_good(figure, signal) for figure in measured if (signal := signal_of(case, figure))]
    if not risky and _is_stable(case, measured):
        return N_("Stable.")
    return N_("Improving.") if sides and all(sides) else N_("On target.")


def _missed(case: Case, missed: Sequence[Figure]) -> Sentence:
    counts = tuple((name, case.figures.get(f"targets.{name}")) for name in ("missed", "measured"))
    return Sentence(
        "{missed} of {measured} targets was missed: {what}.",
        (*counts, ("what", _listed(case, missed))),
        "{missed} of {measured} targets were missed: {what}.",
        len(missed),
    )


def _listed(case: Case, figures: Sequence[Figure]) -> Sentence:
    """The figures by name, each with the side of its signal if there is one."""
    return joined([_beside_signal(case, figure) for figure in figures])


def _beside_signal(case: Case, figure: Figure) -> Sentence:
    signal = signal_of(case, figure)
    named = ("what", label(figure))
    if signal is None:
        return Sentence("{what.small}", (named,))
    return Sentence("{what.small} ({side})", (named, ("side", than_usual(signal))))


def _variation(case: Case, measured: Sequence[Figure], named: Sequence[Figure]) -> tuple[Sentence, ...]:
    """What histories say of the figures with a target that are not named yet; nothing where there is no history."""
    others = [figure for figure in measured if figure not in named]
    loud = [figure for figure in others if signal_of(case, figure)]
    if loud:
        return (Sentence("Signals of a change: {what}.", (("what", _listed(case, loud)),)),)
    if not any(_has_limits(case, figure) for figure in others):
        return ()
    if any(signal_of(case, figure) for figure in named):
        return (Sentence("No other figure with a target signals a change."),)
    return (Sentence("No figure with a target signals a change."),)


def _is_stable(case: Case, figures: Sequence[Figure]) -> bool:
    """Whether none of the figures that can be judged by their history gave a signal over twice the baseline."""
    states = [process.state for figure in figures if (process := case.figures.process(figure))]
    return "stable" in states and not {"signal", "steady"} & set(states)


def _has_limits(case: Case, figure: Figure) -> bool:
    process = case.figures.process(figure)
    return process is not None and process.state != "short"


def _why_unmeasured(case: Case) -> Sentence:
    agreed = case.figures.get("targets.agreed")
    if agreed.number:
        return Sentence(
            "The one target agreed could not be measured.",
            (("agreed", agreed),),
            "None of the {agreed} targets agreed could be measured.",
            agreed.number,
        )
    return Sentence("No target is agreed for any figure of this account, so nothing is judged here.")


def _volume(case: Case) -> tuple[Sentence, ...]:
    names = ("tickets.opened", "tickets.resolved", "tickets.backlog")
    opened, resolved, backlog = (case.figures.get(name) for name in names)
    if opened.number is None:
        return ()
    if resolved.number is None or backlog.number is None:
        alone = (("opened", opened),)
        return (Sentence("{opened} ticket was opened.", alone, "{opened} tickets were opened.", opened.number),)
    return (
        Sentence(
            "{opened} ticket was opened and {resolved} resolved; {backlog} stood open at the end.",
            (("opened", opened), ("resolved", resolved), ("backlog", backlog)),
            "{opened} tickets were opened and {resolved} resolved; {backlog} stood open at the end.",
            opened.number,
        ),
    )


def paragraphs(case: Case, section: str, findings: Sequence[Finding]) -> tuple[Sentence, ...]:
    """The short text that opens a section: what its figures say in a sentence, then the concerns that no list has."""
    concerns = [one for one in findings if one.section == section and one.kind == "concern" and section not in LISTING]
    return (*leads(case, section), *(_stated(one) for one in concerns[:CONCERNS]))


def leads(case: Case, section: str) -> tuple[Sentence, ...]:
    """The sentences on a section's figures: of those of equal subject, the first whose figures all have numbers."""
    said: dict[str, Sentence] = {}
    for lead in _leads_of(section):
        if lead.subject not in said and (sentence := _lead(case, lead)):
            said[lead.subject] = sentence
    return tuple(said.values())


@cache
def _leads_of(section: str) -> tuple[Lead, ...]:
    return tuple(lead for lead in LEADS if lead.section == section)


def _lead(case: Case, lead: Lead) -> Sentence | None:
    values = []
    for name, metric, where in lead.values:
        figure = case.figures.get(metric, **dict(where))
        if figure.number is None or figure.n < BY_ID[figure.metric].least_n:
            return None
        values.append((name, figure))
    count = values[0][1].number or 0.0
    return Sentence(lead.text, tuple(values), lead.many, count) if count or lead.none_too else None


def _stated(finding: Finding) -> Sentence:
    """The title of a finding as a sentence of its own."""
    return Sentence("{title}.", (("title", finding.title),))


def told(case: Case, findings: Sequence[Finding], sections: Sequence[str]) -> tuple[Sentence, ...]:
    """Every sentence that a pack of these sections may tell: what is to be held against the rows."""
    parts = (part for finding in findings for part in (finding.title, finding.detail))
    opening = (sentence for section in sections for sentence in leads(case, section))
    return (*verdict(case).reasons, *parts, *opening)
