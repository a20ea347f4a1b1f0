"""What the dimensions of figures are called, and those of their values that are words of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reviewgen import sla
from reviewgen.languages import N_
from reviewgen.metrics import differences
from reviewgen.metrics.rows import NONE
from reviewgen.metrics.tickets import AGE_LIMITS, AGES
from reviewgen.model import Sentence, Words
from reviewgen.records import TABLES

NAMES: Mapping[str, str] = {
    "priority": N_("priority"),
    "service": N_("service"),
    "clock": N_("clock"),
    "side": N_("side"),
    "age": N_("age"),
    "weekday": N_("weekday"),
    "hour": N_("hour"),
    "type": N_("type"),
    "category": N_("category"),
    "site": N_("site"),
    "channel": N_("channel"),
    "problem": N_("problem"),
    "requester": N_("requester"),
    "ours": N_("our word"),
    "tool": N_("the tool's word"),
    "reason": N_("reason"),
    "resource": N_("resource"),
    "project": N_("project"),
    "contract": N_("contract"),
    "entitlement": N_("entitlement"),
    "topic": N_("topic"),
    "table": N_("table"),
}
BESIDE: Mapping[str, str] = {**NAMES, "hour": N_("hour of the day"), "age": N_("days open")}
"""The same before a value: "hour of the day 09"."""

CLOCKS = {"response": N_("response"), "resolution": N_("resolution")}
SIDES = {"ours": N_("ours"), "theirs": N_("yours")}
STATES = {
    "met": N_("met"),
    "breached": N_("breached"),
    "running": N_("running"),
    "not_measured": N_("not measured"),
}
LEVELS = {"low": N_("low"), "medium": N_("medium"), "high": N_("high")}
TABLE_NAMES = {one.name: one.title for one in TABLES} | {"targets": N_("targets"), "credits": N_("credits")}
"""What rows are called, those too that figures are made of and no table holds."""
OVER = Sentence("over {days}", (("days", AGE_LIMITS[-1] - 1),))


def _said(texts: Mapping[str, str]) -> dict[str, Sentence]:
    return {value: Sentence(text) for value, text in texts.items()}


def _themselves(texts: Iterable[str]) -> dict[str, Sentence]:
    return _said({text: text for text in texts})


OURS: Mapping[str, Mapping[str, Sentence]] = {
    "clock": _said(CLOCKS),
    "side": _said(SIDES),
    "ours": _said(STATES),
    "tool": _said(STATES),
    "likelihood": _said(LEVELS),
    "severity": _said(LEVELS),
    "table": _said(TABLE_NAMES),
    "reason": _themselves((*differences.NAMES, *sla.UNMEASURED)),
    "age": {AGES[-1]: OVER},
}
"""What values of a dimension are called that are words of ours; those of other dimensions are the account's own."""


def called(dimension: str, value: str) -> Words:
    """What a value of a dimension is called, or of a column of codes: the account's own words are kept as they are."""
    if value == NONE:
        return Sentence(NONE)
    before = sla.UNPROMISED.removesuffix("{priority}")
    if dimension == "reason" and value.startswith(before) and value != sla.UNPROMISED_WITHOUT:
        return Sentence(sla.UNPROMISED, (("priority", value.removeprefix(before)),))
    return OURS.get(dimension, {}).get(value, value)
