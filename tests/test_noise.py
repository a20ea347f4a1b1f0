"""Packs of accounts in which nothing changes: they must not cry wolf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo

import pytest
import steady
from drawn_project import DrawnProject
from page_reader import UNSEEN, Element, Page

from reviewgen import resources
from reviewgen.config import Provider
from reviewgen.cut import cut
from reviewgen.filters import figure_id
from reviewgen.findings import Case, detect
from reviewgen.html import Renderer
from reviewgen.metrics import BY_ID, Computed, Figures, compute, shard_of
from reviewgen.pack import assemble
from reviewgen.records import Evidence
from reviewgen.sections import TITLES, Inputs
from reviewgen.sections.agenda import ITEMS
from reviewgen.wording import Wording

ACCOUNTS = 14
DIRECTION = re.compile(
    r"[↑↓↗↘▲▼△▽⬆⬇]|\b(up|down|improv\w+|deteriorat\w+|worse\w*|better|best|worst|rose|rising|risen|fell|falling|fallen|"
    r"dropp\w+|climb\w+|grew|growing|shr[aiu]nk\w*|increas\w+|decreas\w+|reduc\w+|higher|lower|signals?|trend\w*)\b",
    re.IGNORECASE,
)
# A definition may say which way a number can go; what is said there is not said of the period.
DEFINITIONS = ("definitions", "data_notes")
# Names say nothing of the period: of sections, points of an agenda, metrics, and of a table, its column and its kind of
# row. Nor does it claim a direction that a figure is missing because there is none.
NAMES = {*TITLES.values(), *(item.topic for item in ITEMS), *(metric.label for metric in BY_ID.values())}
NAMES |= {"Improvement", "Improvements", "improvement", "it is not growing"}


@cache
def drawn() -> DrawnProject:
    """The accounts and their rows."""
    return steady.project(11, ACCOUNTS)


@cache
def packs() -> tuple[Computed, dict[str, Evidence]]:
    """The figures and rows of all accounts."""
    project = drawn()
    shard = shard_of(project.tables(), project.reviews(), project.as_of)
    return compute(shard, project.reviews(), project.as_of), cut(shard)


def _page(name: str) -> Page:
    computed, evidence = packs()
    review = next(one for one in drawn().reviews() if one.account.id == name)
    account, figures, zone = review.account, computed.figures[name], ZoneInfo(review.account.zone)
    case = Case(account, review.span.within(zone), steady.AS_OF, figures, evidence[name])
    inputs = Inputs(
        account=account,
        provider=Provider(name="Northwind"),
        period=case.period,
        as_of=steady.AS_OF.astimezone(zone),
        figures=figures,
        evidence=evidence[name],
        findings=detect(case),
        issues=(),
        words=Wording("en_GB"),
        titles=TITLES,
    )
    return Page(Renderer(resources.templates()).pack(assemble(inputs)).screen)


def _said(page: Page) -> Iterator[Element]:
    """The elements that hold the texts of the pack, without definitions and the panels that repeat them."""
    parents = {id(element.parent) for element in page.elements}
    for element in page.elements:
        if id(element) not in parents and element.tag not in UNSEEN and not _is_definition(element):
            yield element


def _directed(page: Page) -> list[Element]:
    """The elements in which something goes up or down, gets better or worse."""
    return [one for one in _said(page) if DIRECTION.search(one.text) and one.text.removesuffix(".") not in NAMES]


def _is_definition(element: Element) -> bool:
    held = element.attributes
    if held.get("id", "") in DEFINITIONS or "why" in held.get("class", "").split() or "popover" in held:
        return True
    return element.parent is not None and _is_definition(element.parent)


def _signalling(figures: Figures) -> bool:
    return any(process.state == "signal" for process in figures.processes.values())


def _block(element: Element) -> Element:
    """What is said together: a row, a point, a tile, charts with titles and notes, a paragraph, a caption."""
    around = element
    while around.parent is not None:
        kinds = around.attributes.get("class", "").split()
        if around.tag in ("tr", "li", "figure") or "tile" in kinds or "noted" in kinds:
            return around
        around = around.parent
    while element.parent is not None and element.tag not in ("p", "caption", "h2", "h3"):
        element = element.parent
    return element


def _is_within(element: Element | None, block: Element) -> bool:
    return element is not None and (element is block or _is_within(element.parent, block))


def _has_signal(page: Page, block: Element, figures: Figures) -> bool:
    """Whether a figure of the block signals, in the reviewed period or at an earlier point of its chart."""
    told = {
        figure_id(metric, figures.period, dimensions)
        for (metric, dimensions), process in figures.processes.items()
        if any(process.rules)
    }
    targets = [
        element.attributes.get("popovertarget", "")[2:] for element in page.elements if _is_within(element, block)
    ]
    return bool(told & set(targets))


@pytest.mark.parametrize("number", range(ACCOUNTS))
def test_nothing_has_a_direction_without_a_signal(number: int) -> None:
    """An arrow, or a word of better or worse, stands beside a figure that signals, and nowhere else."""
    name = f"A{number:02d}"
    page, figures = _page(name), packs()[0].figures[name]
    told = _directed(page)
    assert [one.text for one in told if not _has_signal(page, _block(one), figures)] == []


def test_the_words_are_found_where_there_is_a_signal() -> None:
    """The test above looks at texts that have such words: some of these packs do signal."""
    names = [name for name, figures in packs()[0].figures.items() if _signalling(figures)]
    assert any(_directed(_page(name)) for name in names)


def test_the_packs_hold_every_section_but_those_of_days_ahead() -> None:
    """What is looked at is a whole pack, but for what these accounts have no rows of: majors, projects, risks."""
    shown = {held["id"] for element in _page("A00").all("section") if (held := element.attributes)}
    assert set(TITLES) - shown <= {"majors", "projects", "contract", "clocks", "concerns"}


def test_few_figures_of_steady_accounts_signal() -> None:
    """Under 5 % of the figures that can be judged signal, by chance."""
    states = [one.state for figures in packs()[0].figures.values() for one in figures.processes.values()]
    judged = [state for state in states if state != "short"]
    assert len(judged) > 1000
    assert judged.count("signal") / len(judged) < 0.05


def test_some_packs_are_quiet_and_some_signal() -> None:
    """The tests above look at both kinds."""
    kinds = {_signalling(figures) for figures in packs()[0].figures.values()}
    assert kinds == {True, False}
