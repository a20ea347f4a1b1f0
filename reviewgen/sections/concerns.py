"""Concerns ahead: what may become a problem, and what became of what was raised at the last review."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reviewgen.findings.case import called
from reviewgen.findings.promises import is_open
from reviewgen.languages import N_
from reviewgen.model import Depth, Finding, Raised
from reviewgen.records import Risk
from reviewgen.records.relation import LEVELS
from reviewgen.sections.view import Inputs, Nothing, Runs, capped, joined, runs, said, shown, told

TITLE = "Concerns ahead"
LEAST: Depth = "brief"
RISKS = {"risks.open": N_("Risks that stand: {value}"), "risks.high": N_("rated high: {value}")}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What may become a problem. `link` names the section with its evidence, `record` what it is about."""

    title: Runs
    detail: Runs
    impact: str
    likelihood: str
    proposal: str
    owner: str
    link: str = ""
    section: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What was raised at the last review, and what became of it; `now` is how it reads today."""

    title: str
    state: str
    tone: str
    now: Runs
    done: str
    link: str
    section: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on concerns shows."""

    figures: Runs = told("how many risks stand, in a brief pack; in others a sentence says so")
    ahead: tuple[Ahead, ...] = told("findings that look ahead, then risks, each with what we propose")
    more: str = told("how many of them are shown")
    before: tuple[Before, ...] = told("what was raised at the last review, and what became of it")
    more_before: str = told("how many of these are shown")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing where no figure looks ahead, no risk stands, and nothing was raised last time."""
    _ = inputs.words.gettext
    findings = [one for one in inputs.findings if one.ahead and one.kind == "concern"]
    ahead = [_found(inputs, one) for one in findings]
    ahead += [_risk(inputs, one) for one in _standing(inputs, findings)]
    before = inputs.last.concerns if inputs.last else ()
    if not ahead and not before:
        return Nothing(_why_nothing(inputs))
    if inputs.depth == "brief":
        ahead = [replace(one, impact="", likelihood="") for one in ahead]
    listed, earlier = ahead[: inputs.room(3, 4, 10)], before[: inputs.room(2, 3, 30)]
    return Context(
        figures=_risks(inputs) if inputs.depth == "brief" else (),
        ahead=tuple(listed),
        more=capped(inputs, len(listed), len(ahead), _("the most important first")),
        before=tuple(_before(inputs, one) for one in earlier),
        more_before=capped(inputs, len(earlier), len(before), _("in the order of that review")),
    )


def _risks(inputs: Inputs) -> Runs:
    found = ((inputs.figures.get(metric), inputs.words.gettext(words)) for metric, words in RISKS.items())
    return joined((shown(inputs, figure, words) for figure, words in found if figure.number), " · ")


def _why_nothing(inputs: Inputs) -> str:
    _ = inputs.words.gettext
    if inputs.figures.get("risks.open").number is None:
        return _("No figure points to a problem ahead, and no risks are recorded. A table of risks fills this section.")
    return _("No figure points to a problem ahead, and no risk is open.")


def _found(inputs: Inputs, finding: Finding) -> Ahead:
    elsewhere = finding.section in inputs.titles and finding.section != "concerns"
    return Ahead(
        title=inputs.words.tell(finding.title),
        detail=inputs.words.tell(finding.detail),
        impact=said(inputs, finding.impact),
        likelihood=said(inputs, finding.likelihood),
        proposal=said(inputs, finding.proposal),
        owner=said(inputs, finding.owner),
        link=finding.section if elsewhere else "",
        section=inputs.titles[finding.section] if elsewhere else "",
        record=finding.subject if finding.subject in {number for _, number in finding.records} else "",
    )


def _standing(inputs: Inputs, findings: list[Finding]) -> list[Risk]:
    """The risks that are open, but for those that a finding tells of; the gravest first, then the oldest."""
    told_of = {number for finding in findings for table, number in finding.records if table == "risks"}
    found = [one for one in inputs.evidence.risks if one.id not in told_of and not _is_closed(inputs, one)]
    return sorted(found, key=lambda one: (-_gravity(one), one.raised_on, one.id))


def _is_closed(inputs: Inputs, risk: Risk) -> bool:
    return risk.closed_on is not None and risk.closed_on < inputs.case.end


def _gravity(risk: Risk) -> int:
    """Likelihood and severity together; what is not said counts least."""
    return sum(LEVELS.index(level) + 1 for level in (risk.likelihood, risk.severity) if level)


def _risk(inputs: Inputs, risk: Risk) -> Ahead:
    raised = inputs.words.gettext("raised on {day}", day=inputs.words.short_day(risk.raised_on))
    return Ahead(
        title=runs(risk.title),
        detail=joined((risk.id, risk.service, raised)),
        impact=risk.impact,
        likelihood=_rated(inputs, risk),
        proposal=risk.proposal,
        owner=_who_and_when(inputs, risk),
        record=risk.id,
    )


def _rated(inputs: Inputs, risk: Risk) -> str:
    """How likely a risk is and how bad it would be, as far as that is said."""
    likely = said(inputs, called("likelihood", risk.likelihood))
    bad = said(inputs, called("severity", risk.severity))
    if not bad:
        return likely
    if not likely:
        return inputs.words.gettext("severity {severity}", severity=bad)
    return inputs.words.gettext("{likelihood}, severity {severity}", likelihood=likely, severity=bad)


def _who_and_when(inputs: Inputs, risk: Risk) -> str:
    if risk.due_on is None:
        return risk.owner
    day = inputs.words.short_day(risk.due_on)
    if not risk.owner:
        return inputs.words.gettext("by {day}", day=day)
    return inputs.words.gettext("{owner}, by {day}", owner=risk.owner, day=day)


def _before(inputs: Inputs, raised: Raised) -> Before:
    _ = inputs.words.gettext
    now = next((one for one in inputs.findings if _is_same(one, raised)), None)
    section = now.section if now else raised.section
    return Before(
        title=raised.title,
        state=_("still there") if now else _("no longer found in the figures"),
        tone="at_risk" if now else "quiet",
        now=inputs.words.tell(now.title) if now else (),
        done=_done_on(inputs, raised),
        link=section if section in inputs.titles else "",
        section=inputs.titles.get(section, ""),
    )


def _is_same(finding: Finding, raised: Raised) -> bool:
    return finding.kind == "concern" and finding.key == raised.key


def _done_on(inputs: Inputs, raised: Raised) -> str:
    """The promises about the same incident, ticket or action that have been closed."""
    done = (one for one in inputs.evidence.actions if one.state != "cancelled" and not is_open(one, inputs.case))
    about = [one.title for one in done if raised.subject and raised.subject in (one.id, one.major, one.ticket)]
    return inputs.words.gettext("Done: {actions}", actions=inputs.words.chained(about)) if about else ""
