"""Every number on every sample page: it belongs to a figure whose rows give it, or it is no figure at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_provenance import wrong

from reviewgen.build import build, computed
from reviewgen.gather import Job, Request, gather
from reviewgen.html import figure_id
from reviewgen.metrics import BY_ID, Computed
from reviewgen.model import Figure
from reviewgen.provenance import explain
from reviewgen.wording import Wording

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
ROOT = Path(__file__).resolve().parent.parent
VOID = {"meta", "col", "br", "img", "link", "hr", "input"}

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
# What has digits and is no figure: dates, names, what was agreed, and words that are the same in every pack.
NO_FIGURES = [
    re.compile(pattern)
    for pattern in (
        rf"\b(\d{{1,2}} )?({MONTHS}|{SHORT})( \d{{1,2}},)?( \d{{4}})?\b",
        r"\b\d{1,2}:\d{2}\b",
        r"days of \d{4} without the year",
        r"\bP\d\b|24x7",
        r"targets? (of )?(at least |at most )?[\d.,]+(\s?%| h| min)?",
        r"at least 80% of the time used|90th percentile|with 95% confidence|\(4 or 5 of 5\)|2\.66 mean moving ranges",
        r"of \d+ periods|over \d+ periods|the last \d+ periods|3 of 4|7 in a row|in all \d+ periods",
        r"more than 30 days|31 to 90 days",
        r"\b\d+ of \d+ shown|The \d+ largest of \d+ \w+|the \d+ largest of \d+ \w+",
    )
]


class Text(HTMLParser):
    """The texts of a page, each with the elements around it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.found: list[tuple[str, tuple[tuple[str, dict[str, str]], ...]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        if tag not in VOID:
            self.open.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Leave one."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep the text, on one line."""
        if data.strip():
            self.found.append((" ".join(data.split()), tuple(self.open)))


@cache
def _sample() -> tuple[Job, Computed]:
    from datetime import UTC, datetime

    job = gather(Request(ROOT / "sample_data", datetime(2026, 11, 22, tzinfo=UTC), {}, formats=("html",)))
    return job, computed(job)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Text]:
    """The page of every sample account."""
    from dataclasses import replace
    from datetime import UTC, datetime

    out = tmp_path_factory.mktemp("packs")
    request = Request(ROOT / "sample_data", datetime(2026, 11, 22, tzinfo=UTC), {}, formats=("html",), out=out)
    results = list(build(_sample()[0], replace(request)))
    return {one.account: Text((one.folder / "pack.html").read_text(encoding="utf-8")) for one in results if one.folder}


def _has_class(around: tuple[tuple[str, dict[str, str]], ...], *names: str) -> bool:
    return any(name in held.get("class", "").split() for _, held in around for name in names)


def _figures(account: str) -> dict[str, Figure]:
    found = _sample()[1].figures[account]
    every = [*found, *found.judged]
    return {figure_id(one.metric, one.period, one.dimensions): one for one in every}


def _buttons(page: Text) -> Iterator[tuple[str, str]]:
    """The id of the panel that each figure's button opens, and the text of the button."""
    for text, around in page.found:
        for tag, held in around:
            if tag == "button" and held.get("popovertarget", "").startswith("f-") and "fig" in held["class"].split():
                yield held["popovertarget"].removeprefix("f-"), text


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_figure_on_the_page_is_made_of_the_rows_it_names(pages: dict[str, Text], account: str) -> None:
    """The rows that explain names, aggregated afresh, give the number behind every button of the page."""
    figures, shown = _figures(account), {number for number, _ in _buttons(pages[account])}
    assert len(shown) > 40
    explained = explain(_sample()[1], account, [figures[number] for number in sorted(shown)])
    assert [found for one in explained.values() if (found := wrong(one))] == []


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_figure_is_worded_as_it_is(pages: dict[str, Text], account: str) -> None:
    """What a button says is its figure's value, its n, or why there is none."""
    figures, job = _figures(account), _sample()[0]
    words = Wording(next(review.account.locale for review in job.reviews if review.account.id == account))
    odd = []
    for number, text in _buttons(pages[account]):
        figure = figures[number]
        said = [value for _, value in figure.dimensions]
        said += [words.figure(figure), words.number(figure.n), getattr(figure.value, "reason", "–")]
        rest = _plain(text)
        for one in sorted(map(_plain, said), key=len, reverse=True):
            rest = rest.replace(one, " ") if one != "–" else rest
        if re.search(r"\d", rest):
            odd.append((text, figure.metric, figure.value, figure.n))
    assert odd == []


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_number_in_a_drawing_stands_in_a_history(pages: dict[str, Text], account: str) -> None:
    """The rows of the histories under the charts are figures, made of the rows they name; drawings say no other."""
    figures, page = _figures(account), pages[account]
    drawn = {
        figure_id(held["data-metric"], held["data-period"], _dimensions(held["data-dimensions"]))
        for _, around in page.found
        for _, held in around
        if "data-metric" in held and "popover" not in held
    }
    assert len(drawn) > 30
    explained = explain(_sample()[1], account, [figures[number] for number in sorted(drawn)])
    assert [found for one in explained.values() if (found := wrong(one))] == []
    told = {_plain(text) for text, around in page.found if any("popover" in held for _, held in around)}
    told |= _limits(_sample()[0], account)
    words = [_plain(text) for text, around in page.found if _is_drawn(around)]
    assert [text for text in words if re.search(r"\d", text) and text not in told] == []


def _dimensions(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in text.split("; ") if part]
    return tuple((name, value) for name, _, value in pairs)


def _is_drawn(around: tuple[tuple[str, dict[str, str]], ...]) -> bool:
    """A text in bold or in the middle of a drawing words a value; those at its left end are its scale."""
    tag, held = around[-1]
    return tag == "text" and held.get("font-weight") == "600" and held.get("text-anchor") != "end"


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_other_number_is_no_figure(pages: dict[str, Text], account: str) -> None:
    """Dates, names, agreements and the values of records remain once the figures are taken out; nothing else."""
    limits, left = _limits(_sample()[0], account), []
    for text, around in pages[account].found:
        if _is_elsewhere(around):
            continue
        rest = _plain(text)
        for pattern in NO_FIGURES:
            rest = pattern.sub(" ", rest)
        for limit in sorted(limits, key=len, reverse=True):  # "63%" before "6"
            rest = rest.replace(f"limit of {limit}", " ")
        if re.search(r"\d", rest) and not _is_agreed(rest, account):
            left.append((text, around[-1][0], around[-1][1].get("class", "")))
    assert left == []


def _is_elsewhere(around: tuple[tuple[str, dict[str, str]], ...]) -> bool:
    """Texts with numbers of their own: figures, drawings, people's own words, records, definitions, page furniture."""
    tags = {tag for tag, _ in around}
    if tags & {"button", "svg", "style", "title", "nav", "header", "head"}:
        return True
    ids = {held.get("id", "") for _, held in around}
    held = {name for _, attributes in around for name in attributes}
    return bool(
        held & {"data-record", "popover"}
        or ids & {"definitions", "decisions", "data_notes"}
        or _has_class(around, "note", "incident", "decide", "mark", "more")
    )


def _limits(job: Job, account: str) -> set[str]:
    """The limits of charts as a page words them; `explain` tells them with the figure."""
    words = Wording(next(review.account.locale for review in job.reviews if review.account.id == account))
    found = _sample()[1].figures[account].processes
    return {
        _plain(words.value(level, BY_ID[metric].unit))
        for (metric, _), process in found.items()
        for level in (process.lower[-1], process.upper[-1], process.centre[-1])
        if level is not None
    }


def _is_agreed(text: str, account: str) -> bool:
    """Whether all numbers in a text are targets of the account or hours of its policy, in hours or minutes."""
    job = _sample()[0]
    review = next(one for one in job.reviews if one.account.id == account)
    versions = job.setup.policies[review.account.policy].versions if review.account.policy else ()
    held = review.account.targets
    hours = [*held.resolution_hours.values(), *held.response_hours.values()]
    hours += [
        one
        for version in versions
        for row in version.targets
        for one in (row.response_hours, row.resolution_hours)
        if one
    ]
    known = {*hours, *(60 * one for one in hours), *(one.at_least or one.at_most for one in held.figures)}
    return all(float(number.replace(",", "")) in known for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text))
