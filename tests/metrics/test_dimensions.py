"""Dimensions of figures have names, and values of ours have words."""

from __future__ import annotations

from functools import cache

import pytest
import steady

from reviewgen.findings.case import label, limits_of
from reviewgen.metrics import compute, shard_of
from reviewgen.metrics.dimensions import LEVELS, NAMES, OURS, called
from reviewgen.metrics.tickets import AGES
from reviewgen.model import Figure, Sentence
from reviewgen.sla import UNMEASURED
from reviewgen.wording import Wording

WORDS = Wording("en_GB")


@cache
def figures() -> tuple[Figure, ...]:
    """Return the figures of several accounts with rows in many tables."""
    project = steady.project(11, 4)
    computed = compute(shard_of(project.tables(), project.reviews(), project.as_of), project.reviews(), project.as_of)
    return tuple(one for found in computed.figures.values() for one in found)


def test_every_dimension_has_a_name() -> None:
    """Whatever figures are split by can be told."""
    assert {name for one in figures() for name, _ in one.dimensions} <= set(NAMES)


@pytest.mark.parametrize("name", ["clock", "side", "table"])
def test_values_of_ours_have_words(name: str) -> None:
    """Each value that we give to a dimension is told in the language of the pack."""
    values = {value for one in figures() for dimension, value in one.dimensions if dimension == name}
    assert values
    assert values <= set(OURS[name])


@pytest.mark.parametrize(
    ("dimension", "value", "text"),
    [
        ("clock", "resolution", "resolution"),
        ("side", "theirs", "yours"),
        ("ours", "not_measured", "not measured"),
        ("tool", "breached", "breached"),
        ("age", AGES[-1], AGES[-1]),
        ("age", AGES[0], AGES[0]),
        ("table", "ticket_events", "ticket events"),
        ("reason", "time on hold", "time on hold"),
        ("reason", "another target", "another target"),
        ("reason", "nothing is promised for P1", "nothing is promised for P1"),
        ("likelihood", "high", "high"),
        ("category", "(none)", "(none)"),
        ("service", "Ticketing", "Ticketing"),
    ],
)
def test_a_value_is_called(dimension: str, value: str, text: str) -> None:
    """In English as it is written, without underscores."""
    assert WORDS.say(called(dimension, value)) == text


@pytest.mark.parametrize("value", [*UNMEASURED, "nothing is promised for P1", "holidays"])
def test_reasons_are_words_of_ours(value: str) -> None:
    """Every reason is a sentence that can be worded; the priority that it names stays as it is written."""
    said = called("reason", value)
    assert isinstance(said, Sentence)
    assert [text for _, text in said.values] == (["P1"] if "P1" in value else [])


@pytest.mark.parametrize(("dimension", "value"), [("service", "response"), ("category", "high"), ("site", "tickets")])
def test_words_of_the_account_are_kept(dimension: str, value: str) -> None:
    """A service that is named like a word of ours is not translated."""
    assert called(dimension, value) == value


def test_levels_are_called_the_same_everywhere() -> None:
    """How likely and how bad have one scale of words."""
    assert OURS["likelihood"] == OURS["severity"] == {level: Sentence(text) for level, text in LEVELS.items()}


def test_a_figure_says_what_it_is_limited_to() -> None:
    """Its period, then each dimension with its value, in words."""
    clock = Figure("sla.breaches", "2026-10", (("clock", "resolution"), ("priority", "P1")), 2.0, 9, "tickets")
    hour = Figure("tickets.opened", "2026-10", (("hour", "09"),), 2.0, 9, "tickets")
    assert WORDS.say(limits_of(clock.period, clock.dimensions)) == "2026-10; clock resolution; priority P1"
    assert WORDS.say(limits_of(hour.period, hour.dimensions)) == "2026-10; hour of the day 09"
    assert WORDS.say(label(clock)) == "Targets missed, resolution, P1"
