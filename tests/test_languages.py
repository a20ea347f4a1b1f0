"""Packs speak several languages: every text is found, translated, and worded as the language has it."""

from __future__ import annotations

import ast
import io
import re
import runpy
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest
import small_project
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from detected import CASES
from page_reader import Page

from reviewgen import delivery, languages, wording
from reviewgen.findings import DETECTORS
from reviewgen.languages import LOCALES
from reviewgen.metrics import METRICS, sourceless
from reviewgen.metrics.dimensions import NAMES, called
from reviewgen.metrics.flat import EARLY
from reviewgen.model import Amount, Figure, Missing, Sentence, Target
from reviewgen.narrative import LEADS
from reviewgen.records import TABLES
from reviewgen.sla import UNMEASURED, UNPROMISED
from reviewgen.wording import Wording

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "reviewgen"
DAY, NOON = date(2026, 11, 2), datetime(2026, 11, 2, 12, 5, tzinfo=UTC)
LANGUAGES = sorted(file.parent.parent.name for file in LOCALES.glob("*/LC_MESSAGES/messages.po"))
COMPLETE = {"de", "fr", "es"}
ACCENTS = str.maketrans("aeiouAEIOU", "äëïöüÄËÏÖÜ")
PLACES = re.compile(r"(\{[^}]*\})")
Key = tuple[str, str]
"""Context and English text of a message."""


@cache
def script() -> dict[str, Any]:
    """Return what scripts/translations defines."""
    return runpy.run_path(str(ROOT / "scripts" / "translations"))


@cache
def extracted() -> Catalog:
    """Return the texts of code, templates and registries as they stand."""
    return script()["extracted"]()  # type: ignore[no-any-return]


def messages(catalog: Catalog) -> list[Message]:
    """Return the messages of a catalogue, without its header."""
    return [message for message in catalog if message.id]


def read(file: Path, language: str | None = None) -> Catalog:
    """Return a catalogue as it is written."""
    return read_po(io.BytesIO(file.read_bytes()), locale=language)


@cache
def written(language: str) -> Catalog:
    """Return the catalogue of a language."""
    return read(LOCALES / language / "LC_MESSAGES" / "messages.po", language)


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the singular and the plurals of a text; one that has no plural alone."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def key(message: Message) -> Key:
    """Return what a message is known by."""
    context: Any = message.context or b""  # of a compiled catalogue it is bytes
    return context.decode() if isinstance(context, bytes) else context, forms(message.id)[0]


def told(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each form of a translation with the English one that it stands for; nothing of what is not translated."""
    one, *many = forms(message.id)
    for number, text in enumerate(forms(message.string)):
        if text:
            yield text, many[0] if number and many else one


def places(text: str) -> list[str]:
    """Return the places of a text, sorted; how one begins is left to the language."""
    found = (place for _, place, _, _ in Formatter().parse(text) if place is not None)
    return sorted(re.sub(r"\.(small|capital)$", "", place) for place in found)


def around(text: str) -> str:
    """Return a text without its places."""
    return "".join(words for words, _, _, _ in Formatter().parse(text))


def wrong(language: str, differs: Callable[[str, str], bool]) -> list[str]:
    """Return the translations of a language that differ from the English in a way."""
    return [text for one in messages(written(language)) for text, english in told(one) if differs(text, english)]


# What is extracted


def test_german_french_and_spanish_are_spoken() -> None:
    """Each of them has its catalogue; the package knows those that are there, English first."""
    assert set(LANGUAGES) >= COMPLETE
    assert languages.known() == ("en", *LANGUAGES)


def test_the_template_is_current() -> None:
    """The committed template holds the texts of the code; else run: python scripts/translations."""
    found, now = (
        {key(one): (forms(one.id), {file for file, _ in one.locations}) for one in messages(catalog)}
        for catalog in (read(LOCALES / "messages.pot"), extracted())
    )
    assert found == now


def glued(tree: ast.AST) -> Iterator[int]:
    """Yield the lines of a module in which a text that is to be worded is put together."""
    takers, plurals = script()["TAKERS"], script()["PLURALS"]
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        at = {"pgettext": (0, 1)}.get(name) or plurals.get(name) or [place for place, _ in takers.get(name, ())]
        if any(is_made(call.args[place]) for place in at if place < len(call.args)):
            yield call.lineno


def is_made(text: ast.expr) -> bool:
    """Tell whether a text is put together, chosen in place, or made of another one by a method of texts."""
    method = text.func.attr if isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) else ""
    return isinstance(text, ast.JoinedStr | ast.BinOp | ast.IfExp) or (method != "" and hasattr(str, method))


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_text_is_put_together(module: Path) -> None:
    """A text to be worded is one literal, or a constant: what is glued or chosen in place is not extracted."""
    assert list(glued(ast.parse(module.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    ['_("a" + b)', 'gettext(f"{a}")', '_("a" if b else "c")', 'Sentence("a {b}".format(b=1))', "_(a.lower())"],
)
def test_texts_put_together_are_recognised(code: str) -> None:
    """The check above knows each way to glue; a name or a plain text passes."""
    assert list(glued(ast.parse(code))) == [1]
    assert list(glued(ast.parse('_("a" "b"), gettext(TEXT), Sentence(WORDS[name], ()), _(WORDS.get(name, ""))'))) == []


class Accented(NullTranslations):
    """A language that is English with accents: it tells what was looked up from what was not. It notes each text."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[Key] = set()

    def gettext(self, message: str) -> str:
        """Return the text with accents, but for its places."""
        return self._noted("", message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for one or for others."""
        return self._noted("", msgid1, msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return the text of a context."""
        return self._noted(context, message, message)

    def _noted(self, context: str, message: str, form: str) -> str:
        self.asked.add((context, message))
        return "".join(part if part.startswith("{") else part.translate(ACCENTS) for part in re.split(PLACES, form))


class Spoken(NamedTuple):
    """What is worded in the language with accents: the texts asked for, and the pages in which they stand."""

    asked: set[Key]
    pages: tuple[Page, ...]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Spoken:
    """Tell the sample project, a small one and all findings in the language with accents."""
    accented = Accented()
    sample, small = (tmp_path_factory.mktemp(name) for name in ("sample", "small"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "catalogue", lambda language: accented)
        patch.setattr(delivery, "_wording", cache(Wording))
        results = small_project.built(ROOT / "sample_data", sample, formats=("html",))
        project = small_project.write(small, [small_project.account_file("A")], small_project.rows("A"))
        results |= small_project.built(project, small / "out", formats=("html",))
        words = Wording("en_GB")
        for detector in DETECTORS:
            for one in detector(CASES[detector.__name__].speaks()):
                for said in (one.title, one.detail, one.impact, one.likelihood, one.proposal):
                    words.say(said)
    assert {name: one.issues for name, one in results.items() if one.state != "built"} == {}
    files = [path for folder in (sample, small) for path in sorted(folder.rglob("*.html"))]
    return Spoken(accented.asked, tuple(Page(path.read_text("utf-8")) for path in files))


def test_nothing_is_worded_that_is_not_extracted(spoken: Spoken) -> None:
    """Each text that pages ask the catalogues for is one that translators see, with its context."""
    known = {key(message) for message in messages(extracted())}
    assert sorted(one for one in spoken.asked - known if script()["is_worded"](one[1])) == []
    assert len(spoken.asked & known) > 900


def test_nothing_is_shown_that_was_not_worded(spoken: Spoken) -> None:
    """No text of the catalogues stands in a page in English, but where an account's file happens to have its words."""
    own = "".join(path.read_text("utf-8") for path in (ROOT / "sample_data" / "accounts").iterdir())
    texts = {form for message in messages(extracted()) for form in forms(message.id) if " " in form and form not in own}
    plain = {text for text in texts if text != text.translate(ACCENTS) and not places(text)}
    shown = {
        " ".join(text.split()) for page in spoken.pages for one in page.elements for text in (one.text, *one.texts)
    }
    said = {value for page in spoken.pages for one in page.elements for value in one.attributes.values()}
    assert sorted(plain & (shown | said)) == []
    assert len({text.translate(ACCENTS) for text in plain} & (shown | said)) > 300


def test_what_people_wrote_is_not_looked_up(spoken: Spoken) -> None:
    """The catalogues are asked for no name, category or note of the projects: such words are the account's own."""
    asked = {text for _, text in spoken.asked}
    assert not {"Calder Rail", "Ruth Hale", "Depot network", "tickets category a", "majors title"} & asked


# Catalogues


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_compiled(language: str) -> None:
    """What is read is what translators wrote; else run: python scripts/translations."""
    with (LOCALES / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = {key(one): forms(one.string) for one in messages(read_mo(file))}
    said = {key(one): forms(one.string) for one in messages(written(language)) if all(forms(one.string))}
    assert {one: compiled.get(one) for one in said} == said
    assert set(compiled) <= {key(one) for one in messages(written(language))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    """The catalogue holds the texts of the code and no others, each in every form that the language has."""
    catalog = written(language)
    assert {key(one): forms(one.id) for one in messages(catalog)} == {
        key(one): forms(one.id) for one in messages(extracted())
    }
    lacking = [
        key(one)
        for one in messages(catalog)
        if one.fuzzy
        or not all(text.strip() for text in forms(one.string))
        or len(forms(one.string)) != (catalog.num_plurals if one.pluralizable else 1)
    ]
    assert lacking == []
    assert dict(catalog.obsolete) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_places_of_the_english(language: str) -> None:
    """Each place is filled once in each form; the singular may count, as the plural does."""
    odd = [
        text
        for one in messages(written(language))
        for text, english in told(one)
        if places(text) not in [places(form) for form in (english, *forms(one.id)[1:])]
    ]
    assert odd == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_bring_no_number_of_their_own(language: str) -> None:
    """A digit stands in a translation only where it stands in the English: all other numbers fill places."""
    assert wrong(language, lambda text, english: bool(digits(text) - digits(english))) == []


def digits(text: str) -> Counter[str]:
    """Return the numbers that stand in a text itself."""
    return Counter(re.findall(r"\d+", around(text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_begin_and_end_as_the_english(language: str) -> None:
    """Blanks at either end join a text to its neighbours: they stand where the English has them."""
    assert wrong(language, lambda text, english: edges(text) != edges(english)) == []


def edges(text: str) -> tuple[str, str]:
    """Return the blanks at both ends of a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_hold_no_markup(language: str) -> None:
    """Nothing in a translation could be taken for a tag or an entity that the English has not."""
    marks = re.compile(r"</?\w+|&\w*;|[<>]|\{\{|\}\}|[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]")
    assert wrong(language, lambda text, english: sorted(marks.findall(text)) != sorted(marks.findall(english))) == []


@pytest.mark.parametrize(
    ("text", "english", "finds"),
    [
        ("{n} Tage", "{n} days", []),
        ("{count} Tage", "{n} days", ["places"]),
        ("{n} von {n} Tagen", "{n} days", ["places"]),
        ("{f} Tage", "{f.n} days", ["places"]),
        ("{was} bei {wo}", "{wo}: {was.small}", []),
        ("zwei bis 3 Tage", "two days", ["digits"]),
        ("Tage ", "days", ["edges"]),
    ],
)
def test_the_checks_find_what_is_wrong(text: str, english: str, finds: list[str]) -> None:
    """Other places, numbers and blanks are told from a good translation."""
    odd = {
        "places": places(text) != places(english),
        "digits": bool(digits(text) - digits(english)),
        "edges": edges(text) != edges(english),
    }
    assert [name for name, found in odd.items() if found] == finds


# What is worded in each language. Numbers, dates and lists are those of the CLDR, its charts read by hand.

GERMAN, FRENCH, SPANISH = (Wording(locale) for locale in ("de_DE", "fr_FR", "es_ES"))
SPOKEN = pytest.mark.parametrize("words", [GERMAN, FRENCH, SPANISH], ids=["de", "fr", "es"])
NBSP, THIN = "\u00a0", "\u202f"


def in_each(*rows: tuple[str, Callable[[Wording], str], str, str, str]) -> pytest.MarkDecorator:
    """Return the cases of a table with a column for each language."""
    cases = [
        pytest.param(words, say, text, id=f"{name}-{words.language}")
        for name, say, *texts in rows
        for words, text in zip((GERMAN, FRENCH, SPANISH), texts, strict=True)
    ]
    return pytest.mark.parametrize(("words", "say", "text"), cases)


@in_each(
    ("number", lambda one: one.number(12345.6, 1), "12.345,6", f"12{THIN}345,6", "12.345,6"),
    ("percent", lambda one: one.percent(94.41), f"94,4{NBSP}%", f"94,4{NBSP}%", f"94,4{NBSP}%"),
    ("whole percent", lambda one: one.percent(95.0), f"95{NBSP}%", f"95{NBSP}%", f"95{NBSP}%"),
    ("target", lambda one: one.amount(97.25, "%"), f"97,25{NBSP}%", f"97,25{NBSP}%", f"97,25{NBSP}%"),
    ("money", lambda one: one.money(340.25, "EUR"), f"340,25{NBSP}€", f"340,25{NBSP}€", f"340,25{NBSP}€"),
    ("much money", lambda one: one.money(12345.67, "EUR"), f"12.346{NBSP}€", f"12{THIN}346{NBSP}€", f"12.346{NBSP}€"),
    ("debt", lambda one: one.money(-12.0, "EUR"), f"-12{NBSP}€", f"-12{NBSP}€", f"-12{NBSP}€"),
    ("day", lambda one: one.day(DAY), "2. November 2026", "2 novembre 2026", "2 de noviembre de 2026"),
    ("short day", lambda one: one.short_day(DAY), "02.11.2026", "2 nov. 2026", "2 nov 2026"),
    ("day within", lambda one: one.day_within(DAY, 2026), "2. Nov.", "2 nov.", "2 nov"),
    ("time", lambda one: one.time(NOON), "12:05", "12:05", "12:05"),
    ("weekday", lambda one: one.weekday(1), "Mo.", "lun.", "lun"),
    ("month", lambda one: one.period("2026-10"), "Oktober 2026", "octobre 2026", "octubre de 2026"),
    ("short month", lambda one: one.short_period("2026-10"), "Okt", "oct.", "oct"),
    ("quarter", lambda one: one.period("2026-Q3"), "Q3 2026", "T3 2026", "T3 2026"),
    ("year", lambda one: one.period("2026"), "2026", "2026", "2026"),
    ("list", lambda one: one.listed(["a", "b", "c"]), "a, b und c", "a, b et c", "a, b y c"),
    ("pair", lambda one: one.listed(["a", "b"]), "a und b", "a et b", "a y b"),
)
def test_values_are_worded_as_the_language_has_it(words: Wording, say: Callable[[Wording], str], text: str) -> None:
    """Separators, signs, the order of day and month, abbreviations: each as the language writes them."""
    assert say(words) == text


@in_each(
    ("hours", lambda one: one.value(4.25, "h"), f"4,2{NBSP}h", f"4,2{NBSP}h", f"4,2{NBSP}h"),
    ("no days", lambda one: one.value(0.0, "days"), f"0{NBSP}Tage", f"0{NBSP}jour", f"0{NBSP}días"),
    ("a day", lambda one: one.value(1.0, "days"), f"1{NBSP}Tag", f"1{NBSP}jour", f"1{NBSP}día"),
    ("nearly a day", lambda one: one.value(1.04, "days"), f"1{NBSP}Tag", f"1{NBSP}jour", f"1{NBSP}día"),
    ("day and a half", lambda one: one.value(1.5, "days"), f"1,5{NBSP}Tage", f"1,5{NBSP}jour", f"1,5{NBSP}días"),
    ("two days", lambda one: one.value(2.0, "days"), f"2{NBSP}Tage", f"2{NBSP}jours", f"2{NBSP}días"),
    ("many days", lambda one: one.value(31.4, "days"), f"31{NBSP}Tage", f"31{NBSP}jours", f"31{NBSP}días"),
)
def test_durations_have_the_forms_of_the_language(words: Wording, say: Callable[[Wording], str], text: str) -> None:
    """None and one and a half are singular in French, plural in German and Spanish."""
    assert say(words) == text


@SPOKEN
def test_a_sentence_is_said_in_the_language(words: Wording) -> None:
    """Every text around figures is translated, and the figures stay bound to what words them."""
    level = Figure("sla.resolution", "2026-10", (), 94.44, 10, "%", Target("at_least", 95.0))
    title = Sentence(
        "{what}: {figure} against a target of {target}",
        (("what", Sentence("Resolution in time")), ("figure", level), ("target", Amount(95, "%"))),
    )
    assert "Resolution in time" not in words.say(title)
    assert "against a target" not in words.say(title)
    assert [run.text for run in words.tell(title) if run.figure] == [f"94,4{NBSP}%"]
    assert words.say(Sentence(METRICS[0].label)) != METRICS[0].label


@SPOKEN
def test_reasons_and_dimensions_are_said_in_the_language(words: Wording) -> None:
    """Why a figure is missing, and what its dimensions are called, but for the account's own words."""
    assert words.reason(Missing("no data")) != "no data"
    assert "no source" not in words.reason(sourceless("surveys"))
    assert "surveys" not in words.reason(sourceless("surveys"))
    said = words.say(called("reason", "nothing is promised for P1"))
    assert "P1" in said
    assert "promised" not in said
    assert words.say(called("service", "response")) == "response"


@SPOKEN
def test_no_word_of_the_wording_itself_stays_english(words: Wording) -> None:
    """Targets, status, spans and the state of the data are told in the language."""
    told_ = (
        words.target(Target("at_least", 95.0), "%"),
        words.status("at_risk"),
        words.period("2026-10-01..2026-11-15"),
        words.as_of(datetime(2026, 11, 3, tzinfo=UTC)),
        words.period("2026-W05"),
    )
    assert not {"at", "least", "risk", "to", "the", "end", "of", "week"} & {
        word for text in told_ for word in text.split()
    }


@pytest.mark.parametrize(
    ("words", "text", "small"),
    [
        (Wording("en_GB"), "Resolution in time", "resolution in time"),
        (Wording("en_GB"), "A ticket", "a ticket"),
        (Wording("en_GB"), "P1 resolution", "P1 resolution"),
        (Wording("en_GB"), "CSAT", "CSAT"),
        (GERMAN, "Lösung in der Zeit", "Lösung in der Zeit"),
        (FRENCH, "Résolution à temps", "résolution à temps"),
        (FRENCH, "À temps", "à temps"),
        (FRENCH, "L’âge moyen", "l’âge moyen"),
        (SPANISH, "Última respuesta", "última respuesta"),
        (SPANISH, "SLA cumplido", "SLA cumplido"),
    ],
)
def test_a_text_begins_small_within_a_sentence(words: Wording, text: str, small: str) -> None:
    """But for words in capitals, and for German, in which nouns keep theirs."""
    assert words.say(Sentence("{what.small}", (("what", text),))) == small


@pytest.mark.parametrize(
    ("words", "text", "capital"),
    [
        (Wording("en_GB"), "outside its range", "Outside its range"),
        (GERMAN, "außerhalb", "Außerhalb"),
        (FRENCH, "à temps", "À temps"),
        (SPANISH, "última", "Última"),
        (FRENCH, "", ""),
    ],
)
def test_a_text_begins_with_a_capital(words: Wording, text: str, capital: str) -> None:
    """The first letter of a sentence that begins with a text of its own."""
    assert words.say(Sentence("{what.capital}", (("what", text),))) == capital


def test_the_beginning_of_a_sentence_within_keeps_its_figure() -> None:
    """What begins a text may be a figure: it stays the figure's words."""
    level = Figure("sla.resolution", "2026-10", (), 94.44, 10, "%")
    inner = Sentence("{level} in time", (("level", level),))
    runs = FRENCH.tell(Sentence("{what.small}, {what.capital}", (("what", inner),)))
    assert [run.figure for run in runs if run.figure] == [level, level]


def test_what_the_code_holds_as_data_is_extracted() -> None:
    """Leads, labels and formulas, names of tables and dimensions, reasons: constants that are worded later."""
    held = {
        *(text for lead in LEADS for text in (lead.text, lead.many) if text),
        *(text for metric in METRICS for text in (metric.label, metric.formula, metric.counted, metric.empty)),
        *NAMES.values(),
        *(table.title for table in TABLES),
        *(reason for reason in (*UNMEASURED, UNPROMISED, EARLY)),
    }
    assert held - {text for message in messages(extracted()) for text in forms(message.id)} == set()
