"""No page shows a text that cannot be translated: each is built in a language that has other letters than ours."""

from __future__ import annotations

import ast
import dataclasses
import io
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from reviewed import case, inputs

from reviewgen import delivery, languages, wording
from reviewgen.build import build
from reviewgen.findings import THRESHOLDS
from reviewgen.gather import Job, Request, gather
from reviewgen.metrics import BY_ID
from reviewgen.pack import assemble
from reviewgen.records import TABLES
from reviewgen.sections import TITLES

ROOT = Path(__file__).resolve().parent.parent
GREEK = "el"  # what Babel says in it has no Latin letter
LETTERS = {letter: letter + 0xFEE0 for letter in range(ord("A"), ord("z") + 1) if chr(letter).isalpha()}
KEPT = re.compile(r"\{[^}]*\}|<[^>]*>|[^{}<]+")
READ = ("alt", "aria-label", "aria-description", "title", "data-label", "placeholder", "content")
UNSEEN = {"style", "script"}
VOID = {"meta", "col", "br", "img", "link", "hr", "input"}

WORD = re.compile("[A-Za-z]{2,}")
TRANSLATED = re.compile("[\uff21-\uff5a\u0370-\u03ff\u1f00-\u1fff]+")
MARKS = " .,;:()?!“”„\"'-–"
SEPARATORS = ("\n", " · ", "; ", ": ", ", ", " (", ")", "/", " ")
SAME = re.compile(
    r"(data/|accounts/)?[\w-]+\.(csv|json|html|yaml)\b|\b(html|pdf|csv)\b|\b[a-z.]+(_[a-z]+)+\b|width=device-width.*|"
    r"\bnotes\.\w+|\w+…|\{\w+\}"
)
"""What is the same in every language: names of files, formats and columns. A cut word is somebody's own."""
CODE = re.compile(r"[a-z_.]+")
CONTENT = re.compile(r'content:[^;}]*?"([^"\\]*)"')
MARKUP = re.compile(r"\*+|`|\[/?internal\]")

SHOWING = {
    "Cell": ((0, "text"), (1, "note"), (3, "aside")),
    "Head": ((0, "label"),),
    "Table": ((0, "caption"), (3, "more")),
    "Chart": ((0, "title"), (1, "subtitle")),
    "Nothing": ((0, "reason"),),
    "runs": ((0, ""), (1, ""), (2, ""), (3, "")),
    "shown": ((2, "words"),),
    "capped": ((3, "where"),),
    "listing": ((1, "caption"), (6, "order")),
    "filled": ((0, "text"),),
}
"""What hands texts to pages: the places and names of those among its arguments."""


class Other(NullTranslations):
    """A language with every text of ours, in letters that are not ours; `asked` are the texts it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def gettext(self, message: str) -> str:
        """The text; places and tags are kept."""
        self.asked.add(("", message))
        return _other(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The one that goes with a number."""
        self.asked.add(("", msgid1))
        return _other(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """The text of a context."""
        self.asked.add((context, message))
        return _other(message)


@cache
def _other(text: str) -> str:
    pieces = (found[0] for found in KEPT.finditer(text))
    return "".join(piece if piece[0] in "{<" else piece.translate(LETTERS) for piece in pieces)


class Texts(HTMLParser):
    """The texts of a page, shown or read out, each with the section or panel around it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element, and keep what its attributes say."""
        held = {name: value or "" for name, value in attrs}
        named = "panel" if "popover" in held else held.get("id", "") if tag in ("section", "nav") else ""
        around = named or self._open[-1][1]
        told = [name for name in held if name in READ or (tag == "script" and name.startswith("data-"))]
        self.found += [(around, held[name]) for name in told if "http-equiv" not in held]
        if tag not in VOID:
            self._open.append((tag, around))

    def handle_endtag(self, tag: str) -> None:
        """Leave one."""
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep the text, on one line."""
        tag, around = self._open[-1]
        if data.strip() and tag not in UNSEEN:
            self.found.append((around, " ".join(data.split())))


class Own:
    """What people wrote, and what is left of a text without it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = {" ".join(MARKUP.sub("", text).split()).casefold() for text in texts} - {""}
        self._all = "\n".join(self._texts)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for text in sorted(self._texts, key=len, reverse=True):
            if not text.isalpha():
                self._by_word[text.split()[0]].append(text)

    def left_of(self, text: str) -> list[str]:
        """The pieces of a text in our letters that nobody wrote."""
        spans = (span for span in TRANSLATED.split(text.casefold()) if not self._is_part(span.strip(f"{MARKS}…")))
        parts = (SAME.sub("\n", part) for span in spans for part in self._without(span))
        return [piece for part in parts for piece in self._left(part, SEPARATORS)]

    def _is_part(self, piece: str) -> bool:
        """Whether several words stand together in what somebody wrote."""
        return " " in piece and piece in self._all

    def _without(self, span: str) -> list[str]:
        """What stands between the texts of several words that people wrote."""
        parts, begun, at = [], 0, 0
        for word in re.finditer(r"\S+", span):
            found = self._at(span, word) if word.start() >= at else None
            if found is not None:
                parts.append(span[begun : word.start()])
                begun = at = found
        return [*parts, span[begun:]]

    def _at(self, span: str, word: re.Match[str]) -> int | None:
        """Where the longest text ends that begins with a word of a span; None where none does."""
        first = word[0].lstrip(MARKS)
        start = word.end() - len(first)
        tails = (first, first.rstrip(MARKS))
        for text in (text for tail in tails for text in self._by_word.get(tail, ())):
            if span.startswith(text, start) and not span[start + len(text) : start + len(text) + 1].isalnum():
                return start + len(text)
        return None

    def _left(self, span: str, separators: Sequence[str]) -> list[str]:
        piece = span.strip(MARKS)
        if not WORD.search(piece) or {piece, span.strip()} & self._texts or self._is_part(piece):
            return []
        for place, separator in enumerate(separators):
            if separator in piece:
                return [left for part in piece.split(separator) for left in self._left(part, separators[place:])]
        return [piece]


def _own(job: Job) -> Iterator[str]:
    """What people wrote: the texts of rows that are no codes of ours, and those of the files of the project.

    So are the names by which files call things: of tables, columns, sections, thresholds and metrics.
    """
    for table in TABLES:
        yield from (table.name, *table.names)
        frame = job.tables.frames.get(table.name)
        names = [one.name for one in table.columns if one.kind in ("key", "text", "code") and not one.codes]
        yield from (str(text) for name in names if frame is not None for text in frame[name].dropna().unique())
    yield from (*TITLES, *BY_ID, *THRESHOLDS, *job.setup.calendars)
    setup = job.setup
    for written in (setup.project, *setup.accounts, *setup.policies.values(), *setup.backstage.values()):
        yield from (text for text in _strings(written.model_dump()) if not CODE.fullmatch(text))
    remarks = (*job.tables.internal, *(one for told in setup.remarks.values() for one in told))
    yield from (text for remark in remarks for text in (remark.text, remark.record))
    for issued in filter(None, job.issued.values()):
        yield from (concern.title for concern in issued.concerns)
        yield from (promise.title for promise in issued.promises)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for one in pair for text in _strings(one))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for one in value for text in _strings(one))


def _project(folder: Path) -> Path:
    """The sample project, every account of which speaks the other language."""
    shutil.copytree(ROOT / "sample_data", folder, ignore=shutil.ignore_patterns("making", "data", "out"))
    (folder / "data").symlink_to(ROOT / "sample_data" / "data")
    for file in (folder / "reviewgen.yaml", *(folder / "accounts").glob("*.yaml")):
        file.write_text(re.sub(r"(?m)^( *locale:) \w+", rf"\1 {GREEK}", file.read_text("utf-8")), "utf-8")
    return folder


def _of_depth(job: Job, depth: str, accounts: Sequence[str]) -> Job:
    """The same job of some accounts at another depth."""
    told = [
        dataclasses.replace(one, account=one.account.model_copy(update={"depth": depth}))
        for one in job.reviews
        if one.account.id in accounts
    ]
    return dataclasses.replace(job, reviews=tuple(told))


@dataclasses.dataclass(frozen=True)
class Pages:
    """The sample in the other language.

    `left` is what is in our letters on its pages: by page and section, each piece with a text that it stands in.
    """

    left: dict[str, dict[str, str]]
    language: Other


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """All pages of the sample, key accounts and others, and one account at each depth."""
    base = tmp_path_factory.mktemp("other")
    found, language = defaultdict[str, dict[str, str]](dict), Other()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(languages, "known", lambda: (languages.SOURCE, GREEK))
        patched.setattr(wording, "catalogue", lambda _: language)
        delivery._wording.cache_clear()
        now = datetime(2026, 11, 5, tzinfo=UTC)
        request = Request(folder=_project(base / "project"), now=now, environment={}, formats=("html",))
        job = gather(request)
        own = Own(_own(job))
        everyone = [review.account.id for review in job.reviews]
        for depth, accounts in (("full", everyone), ("standard", ["CALDER"]), ("brief", ["CALDER"])):
            out = base / depth
            for result in build(_of_depth(job, depth, accounts), dataclasses.replace(request, out=out)):
                assert result.state == "built", (result.issues, result.traceback)
            for file in sorted(out.rglob("*.html")):
                for around, text in dict.fromkeys(Texts(file.read_text("utf-8")).found):
                    found[f"{file.stem} {around}".strip()] |= dict.fromkeys(own.left_of(text), text)
    delivery._wording.cache_clear()
    return Pages(found, language)


PAGES = ("pack", "pack contents", "pack empty", "pack panel", "brief", "portfolio", "index")


def test_every_text_of_a_page_can_be_translated(pages: Pages) -> None:
    """Nothing is left in English where the catalogue has another word for all: but what people wrote themselves."""
    assert {page: left for page, left in pages.left.items() if left} == {}


def test_every_text_that_is_asked_for_is_known_to_translators(pages: Pages) -> None:
    """Texts that reach no catalogue would stay English; if one is new, run scripts/translations."""
    template = read_po(io.BytesIO((languages.LOCALES / "messages.pot").read_bytes()))
    asked = {(context, text) for context, text in pages.language.asked if _is_said(text)}
    assert {(context, text) for context, text in asked if not template.get(text, context or None)} == set()


def _is_said(text: str) -> bool:
    return any(piece[0] not in "{<" and WORD.search(piece) for piece in (found[0] for found in KEPT.finditer(text)))


def test_every_part_of_a_page_is_looked_at(pages: Pages) -> None:
    """The parts that the test above names are all there are, and all are in the sample."""
    assert {*pages.left} == {*PAGES, *(f"pack {name}" for name in TITLES)}


def test_records_keep_the_verdict_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack holds the word that records and other pages go by; its own page says it in the account's language."""
    monkeypatch.setattr(wording, "catalogue", lambda _: Other())
    pack = assemble(inputs(case()))
    assert (pack.verdict, pack.parts[0].content.verdict) == ("No verdict.", _other("No verdict."))


def test_what_is_not_translated_is_found() -> None:
    """A text that nobody wrote and no catalogue knows is told; what people wrote, whole or in part, is not."""
    own = Own(["Depot network", "Gates of the depot, all of them", "York", "A note of *one* sentence. It goes on."])
    assert own.left_of(f"{_other('Open for')} York, Depot network (P1)") == []
    assert own.left_of("Gates of the depot, all of them 2026-10-01, York") == []
    assert own.left_of("one sentence") == []
    assert own.left_of("Depot network, overdue") == ["overdue"]
    assert own.left_of(f"{_other('Open for')} York days") == ["days"]


def _literals(text: ast.expr) -> Iterator[str]:
    """The literal words of a text that is handed on as it is, not to a function."""
    if isinstance(text, ast.Constant):
        told = text.value if isinstance(text.value, str) else ""
        yield from [told] if WORD.search(re.sub(r"\{.*?\}", "", told)) else []
    elif isinstance(text, ast.IfExp | ast.BoolOp | ast.BinOp | ast.JoinedStr | ast.Tuple):
        parts = [one for one in ast.iter_child_nodes(text) if isinstance(one, ast.expr)]
        tested = text.test if isinstance(text, ast.IfExp) else None
        yield from (word for part in parts if part is not tested for word in _literals(part))


def _unworded(tree: ast.AST) -> list[str]:
    """The literal texts of a module that go to a page as they are."""
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for place, name in SHOWING.get(getattr(call.func, "id", ""), ()):
            told = [one.value for one in call.keywords if one.arg == name] + call.args[place : place + 1]
            found += [word for text in told for word in _literals(text)]
    return found


SHOWN_BY = sorted((ROOT / "reviewgen" / "sections").glob("*.py")) + [
    ROOT / "reviewgen" / f"{name}.py" for name in ("pack", "brief", "portfolio", "index")
]


@pytest.mark.parametrize("module", SHOWN_BY, ids=lambda path: path.stem)
def test_no_module_hands_literal_words_to_a_page(module: Path) -> None:
    """What is shown has gone through the words of the account, in branches too that the sample does not reach."""
    assert _unworded(ast.parse(module.read_text("utf-8"))) == []


@pytest.mark.parametrize("sheet", sorted((ROOT / "templates" / "css").glob("*.css")), ids=lambda path: path.stem)
def test_no_style_sheet_says_a_word(sheet: Path) -> None:
    """What style puts on a page besides marks is worded by a template: style sheets speak no language."""
    assert [text for text in CONTENT.findall(sheet.read_text("utf-8")) if WORD.search(text)] == []


def test_literal_words_are_found() -> None:
    """Words in a cell or a reason are told, in a condition and in an f-string too; tones and codes are not."""
    code = 'Cell("late" if due else f"{n} days", _("note"), tone="quiet"); Nothing("No rows"); shown(made, one, "{n}")'
    assert _unworded(ast.parse(code)) == ["late", " days", "No rows"]
