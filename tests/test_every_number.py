"""Every number on every sample page: it belongs to a figure whose rows give it, or it is no figure at all."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from test_provenance import wrong

from reviewgen.build import build, computed
from reviewgen.config import Account, Contact
from reviewgen.cut import cut
from reviewgen.filters import figure_id
from reviewgen.findings import THRESHOLDS
from reviewgen.gather import Job, Request, gather
from reviewgen.metrics import BY_ID, Computed
from reviewgen.model import Figure
from reviewgen.provenance import explain
from reviewgen.records import LISTED, Evidence
from reviewgen.sections.agenda import ITEMS
from reviewgen.wording import Wording

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
ROOT = Path(__file__).resolve().parent.parent
Around = tuple[tuple[str, dict[str, str]], ...]
VOID = {"meta", "col", "br", "img", "link", "hr", "input"}

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
DATE = re.compile(rf"\b(\d{{1,2}} )?({MONTHS}|{SHORT})( \d{{1,2}},)?( \d{{4}})?\b")
# What has digits and is no figure: dates, names, what was agreed, and words that are the same in every pack.
NO_FIGURES = [
    DATE,
    *map(
        re.compile,
        (
            r"\b\d{1,2}:\d{2}\b",
            r"days of \d{4} without the year",
            r"\bP\d\b|24x7",
            r"targets? (of )?(at least |at most )?[\d.,]+(\s?%| h| min)?",
            r"at least 80\s?% of the time used|90th percentile|with 95% confidence",
            r"\(4 or 5 of 5\)|2\.66 mean moving ranges",
            r"of \d+ periods|over \d+ periods|the last \d+ periods|3 of 4|7 in a row|in all \d+ periods",
            r"more than 30 days|31 to 90 days|over 90 days old",
            r"\b\d+ of \d+ shown|The \d+ largest of \d+ \w+|the \d+ largest of \d+ \w+",
        ),
    ),
]


class Text(HTMLParser):
    """The texts of a page, each with the elements around it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.found: list[tuple[str, Around]] = []
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
    return {
        one.account: Text((Path(one.folder) / "pack.html").read_text(encoding="utf-8")) for one in results if one.folder
    }


def _has_class(around: Around, *names: str) -> bool:
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
    assert len(shown) > {"brief": 15, "standard": 60, "full": 150}[_depth(account)]
    explained = explain(_sample()[1], account, [figures[number] for number in sorted(shown)])
    assert [found for one in explained.values() if (found := wrong(one))] == []


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_figure_is_worded_as_it_is(pages: dict[str, Text], account: str) -> None:
    """What a button says is its figure's value, its n, or why there is none."""
    figures, words = _figures(account), _words(account)
    odd = []
    for number, text in _buttons(pages[account]):
        figure = figures[number]
        said = [value for _, value in figure.dimensions]
        said += [words.figure(figure), words.number(figure.n), getattr(figure.value, "reason", "–")]
        rest = DATE.sub(" ", _plain(text))
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
    assert len(drawn) > {"brief": -1, "standard": 40, "full": 100}[_depth(account)]
    explained = explain(_sample()[1], account, [figures[number] for number in sorted(drawn)])
    assert [found for one in explained.values() if (found := wrong(one))] == []
    told = {_plain(text) for text, around in page.found if any("popover" in held for _, held in around)}
    told |= _limits(account)
    words = [_plain(text) for text, around in page.found if _is_drawn(around)]
    assert [text for text in words if re.search(r"\d", text) and text not in told] == []


def _dimensions(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in text.split("; ") if part]
    return tuple((name, value) for name, _, value in pairs)


def _is_drawn(around: Around) -> bool:
    """A text in bold or in the middle of a drawing words a value; those at its left end are its scale."""
    tag, held = around[-1]
    return tag == "text" and held.get("font-weight") == "600" and held.get("text-anchor") != "end"


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_what_was_told_before_is_what_the_issued_pack_holds(pages: dict[str, Text], account: str) -> None:
    """Beside a figure that is another one now stands its value in the last issued pack, and nothing else."""
    figures, words, issued = _figures(account), _words(account), _sample()[0].issued.get(account)
    for then, now in _restated(pages[account]):
        figure = figures[now]
        assert issued is not None
        was = issued.figures[figure.metric, figure.dimensions]
        assert then == _plain(words.figure(dataclasses.replace(figure, value=was)))
        assert was != figure.number


def test_some_figures_of_the_sample_were_told_otherwise(pages: dict[str, Text]) -> None:
    """The test above looks at something."""
    assert any(_restated(page) for page in pages.values())


def _restated(page: Text) -> list[tuple[str, str]]:
    """The rows of restated figures: the text told then, and the id of the figure now."""
    captions = [place for place, (text, _) in enumerate(page.found) if text.startswith("Restated since")]
    cells = page.found[captions[0] :] if captions else []
    agenda = [(text, around) for text, around in cells if any(held.get("id") == "agenda" for _, held in around)]
    return [
        (_plain(then), button["popovertarget"].removeprefix("f-"))
        for (then, left), (_, right) in pairwise(agenda)
        for tag, button in right
        if tag == "button" and any(one == "td" for one, _ in left) and not any(one == "button" for one, _ in left)
    ]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_other_number_is_no_figure(pages: dict[str, Text], account: str) -> None:
    """Dates, names, agreements and the values of records remain once the figures are taken out; nothing else."""
    left = [
        (text, around[-1][0], around[-1][1].get("class", ""))
        for text, around in pages[account].found
        if not _is_elsewhere(around) and not _is_minutes(text, around, account) and not _is_told(text, around, account)
        if re.search(r"\d", rest := _rest(text, account)) and not _is_agreed(rest, account)
    ]
    assert left == []


def _is_elsewhere(around: Around) -> bool:
    """Texts with numbers of their own: figures, drawings, people's own words, records, definitions, page furniture."""
    tags = {tag for tag, _ in around}
    if tags & {"button", "svg", "style", "script", "title", "nav", "header", "head"}:
        return True
    ids = {held.get("id", "") for _, held in around}
    held = {name for _, attributes in around for name in attributes}
    return bool(
        held & {"data-record", "popover"}
        or ids & {"definitions", "data_notes"}
        or _has_class(around, "note", "incident", "quoted", "mark", "more")
    )


def _is_minutes(text: str, around: Around, account: str) -> bool:
    """Whether a text is how long a point of the agenda takes, in the table of them."""
    if ("td", {"class": "right"}) not in around or not any(held.get("id") == "agenda" for _, held in around):
        return False
    place = ("brief", "standard", "full").index(_depth(account))
    written = [one.minutes for one in _account(account).agenda] or [item.minutes[place] for item in ITEMS]
    return text in map(str, written)


def _is_told(text: str, around: Around, account: str) -> bool:
    """Whether a text is a value that the last issued pack told of a figure that is another one now."""
    if ("td", {"class": "right"}) not in around or not any(held.get("id") == "agenda" for _, held in around):
        return False
    words = _words(account)
    told = (
        words.figure(dataclasses.replace(one, value=one.told))
        for one in _figures(account).values()
        if one.told is not None
    )
    return _plain(text) in map(_plain, told)


def _rest(text: str, account: str) -> str:
    """What remains of a text without what people wrote, what was agreed, dates, and what is the same in every pack."""
    rest = _plain(text)
    for pattern in (_written(account), _phrases(account), *NO_FIGURES):
        rest = pattern.sub(" ", rest)
    return rest


@cache
def _written(account: str) -> re.Pattern[str]:
    """What stands with digits in a row of a table but tickets, or in the account's file: a title, a plan, a point."""
    texts = {*_of_rows(_evidence(account)), *_of_file(_account(account))}
    return _any_of(" ".join(_plain(text).split()) for text in texts if re.search(r"\d.*[^\W\d]|[^\W\d].*\d", text))


def _of_rows(evidence: Evidence) -> Iterator[str]:
    for table in LISTED:
        for record in getattr(evidence, table.name) if table.name != "tickets" else ():
            values = (getattr(record, field.name) for field in dataclasses.fields(record))
            yield from (value for value in values if isinstance(value, str))


def _of_file(account: Account) -> Iterator[str]:
    sides = (account.contacts.provider, account.contacts.customer)
    people: list[Contact] = [one for side in sides for one in (*side.business, *side.technical)]
    yield from (f"{one.email} · {one.phone}" for one in people)
    yield from (one.text for one in account.decisions)
    yield from account.minutes.points if account.minutes else ()


@cache
def _phrases(account: str) -> re.Pattern[str]:
    """Levels of histories, thresholds of findings and terms of credits, in the words that a page has for them."""
    words, held = _words(account), _account(account)
    policy = _sample()[0].setup.policies.get(held.policy or "")
    credits = [one for version in policy.versions for one in version.credits] if policy else []
    terms = [
        f"credit {side} {words.amount(bound, BY_ID[one.metric].unit)}"
        for one in credits
        for side, bound in (("below", one.below), ("above", one.above))
        if bound is not None
    ]
    parts = [f"{words.amount(one.percent, '%')} of the fee" for one in credits if one.percent is not None]
    days = [held.findings.get(one.name, one.default) for one in THRESHOLDS.values() if one.unit == "days"]
    beyond = [f"for more than {words.amount(number, 'days')}" for number in days]
    levels = [f"{where} {limit}" for where in ("limit of", "level of", "usually") for limit in _limits(account)]
    return _any_of(map(_plain, (*terms, *parts, *beyond, *levels)))


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Any of these texts as whole words, the longest first: "63%" before "6"."""
    found = "|".join(map(re.escape, sorted(set(texts), key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)" if found else r"(?!)")


def _limits(account: str) -> set[str]:
    """The limits of charts as a page words them; `explain` tells them with the figure."""
    words = _words(account)
    found = _sample()[1].figures[account].processes
    return {
        _plain(words.value(level, BY_ID[metric].unit))
        for (metric, _), process in found.items()
        for level in (process.lower[-1], process.upper[-1], process.centre[-1])
        if level is not None
    }


def _account(account: str) -> Account:
    return next(review.account for review in _sample()[0].reviews if review.account.id == account)


def _words(account: str) -> Wording:
    return Wording(_account(account).locale)


def _depth(account: str) -> str:
    return _account(account).depth or "standard"


@cache
def _evidence(account: str) -> Evidence:
    return next(one for part in _sample()[1].parts if (one := cut(part.shard).get(account)))


def _is_agreed(text: str, account: str) -> bool:
    """Whether all numbers in a text are targets of the account or hours of its policy, in hours or minutes."""
    job, held = _sample()[0], _account(account)
    versions = job.setup.policies[held.policy].versions if held.policy else ()
    hours = [*held.targets.resolution_hours.values(), *held.targets.response_hours.values()]
    hours += [
        one
        for version in versions
        for row in version.targets
        for one in (row.response_hours, row.resolution_hours)
        if one
    ]
    known = {*hours, *(60 * one for one in hours), *(one.at_least or one.at_most for one in held.targets.figures)}
    return all(float(number.replace(",", "")) in known for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text))
