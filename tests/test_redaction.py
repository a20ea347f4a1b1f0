"""Names and addresses that an account wants in no text are in no byte of what is made of its rows."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any, Literal

import pandas as pd
import pytest
import small_project
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from reviewgen.build import looks
from reviewgen.config import Redaction
from reviewgen.errors import InputError, Issue
from reviewgen.gather import gather
from reviewgen.model import Issued, Promised, Raised
from reviewgen.readiness import unready
from reviewgen.records import table
from reviewgen.redaction import Rules, of_issued, redacted, redaction, told_apart
from reviewgen.tables import Tables

NAME = "Jane Doe-Quux"
ADDRESS = "jane.doe+x@mail.example.com"


def words(name: str, column: str) -> str:
    """Return words with a name and an address in them; of an id, harmless ones."""
    free = table(name).column(column).kind != "key"
    return f"{name} {column} of {NAME} ({ADDRESS}) ended" if free else f"{name} {column}"


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder; of a PDF that of its pages."""
    found = {}
    for name, data in small_project.files_of(folder).items():
        if name.endswith(".pdf"):
            reader = PdfReader(io.BytesIO(data))
            found[name] = " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
        elif name.endswith(".xlsx"):
            found[name] = small_project.text_of_workbook(data)
        else:
            found[name] = data.decode("utf-8", "replace")
    return found


@pytest.mark.parametrize("store", [False, True])
def test_what_is_redacted_is_in_no_file(tmp_path: Path, store: bool) -> None:
    """In no page, data file, brief, page over all packs, or note of the run; from a store of rows neither."""
    rules = {"names": ["jane  doe-quux"], "addresses": True}
    folder = small_project.write(
        tmp_path, [small_project.account_file("A", redact=rules)], small_project.rows("A", words)
    )
    asked: dict[str, Any] = {}
    if store:
        from reviewgen.ingest import ingest

        ingest(folder, str(tmp_path / "store"), {})
        asked = {"store": str(tmp_path / "store")}
    result = small_project.built(folder, tmp_path / "out", formats=("html", "pdf", "xlsx"), **asked)["A"]
    pack = texts(small_project.folder_of(result))
    assert "of [redacted] ([redacted]) ended" in pack["pack.html"]
    assert "[redacted]" in pack["pack.pdf"]
    assert "[redacted]" in pack["data/tickets.csv"]
    assert "[redacted]" in pack["pack.xlsx"]
    everywhere = texts(tmp_path / "out")
    for word in ("Quux", "jane.doe", "mail.example"):
        assert [name for name, text in everywhere.items() if word.casefold() in text.casefold()] == []


def test_redaction_is_each_accounts_own(tmp_path: Path) -> None:
    """Another account of the same shard keeps its words, byte for byte."""
    both = small_project.together(*(small_project.rows(name, words) for name in "AB"))

    def built(number: int, rules: dict[str, Any]) -> dict[str, dict[str, bytes]]:
        accounts = [small_project.account_file("A", redact=rules), small_project.account_file("B")]
        folder = small_project.write(tmp_path / str(number), accounts, both)
        results = small_project.built(folder, tmp_path / f"out{number}", formats=("html",))
        return {name: small_project.files_of(small_project.folder_of(found)) for name, found in results.items()}

    plain, ruled = built(0, {}), built(1, {"names": [NAME]})
    assert plain["B"] == ruled["B"]
    assert NAME.encode() in plain["A"]["pack.html"]
    assert NAME.encode() not in ruled["A"]["pack.html"]


def test_figures_are_those_of_rows_as_they_came(tmp_path: Path) -> None:
    """Rows are counted by people, services and resources that differ, and a count of them tells of nobody: whatever
    is one row, one group or one name in all tables without redaction is one with it.
    """

    def people(name: str, column: str) -> str:
        return f"{column} of {name}-{column}@corp.example"

    data = small_project.rows("A", people)
    for number, row in enumerate(data["tickets"]):
        row |= {"requester": f"user{number % 9}@corp.example", "service": f"mail of p{number % 2}@corp.example"}
    for number, row in enumerate(data["outages"]):
        row["service"] = f"mail of p{number % 2}@corp.example"
    for number, row in enumerate(data["capacity"]):
        row["resource"] = f"disk of user{number}@corp.example"

    def told(folder: Path, **more: Any) -> tuple[list[tuple[str, str]], list[Any]]:
        made = small_project.write(folder / "project", [small_project.account_file("A", **more)], data)
        result = small_project.built(made, folder / "out", formats=("html",))["A"]
        pack = small_project.folder_of(result)
        figures = json.loads((pack / "figures.json").read_bytes())["figures"]
        rows = csv.DictReader(io.StringIO((pack / "data" / "tickets.csv").read_text("utf-8-sig")))
        values = ((str(one["metric"]), str(one["period"]), repr(one["value"]), one["n"]) for one in figures)
        return [(row["requester"], row["service"]) for row in rows], sorted(values)

    plain, ruled = told(tmp_path / "plain"), told(tmp_path / "ruled", redact={"addresses": True})
    assert plain[1] == ruled[1]
    assert len(set(plain[0])) == len(set(ruled[0])) == len(set(zip(plain[0], ruled[0], strict=True))) == 12
    assert all(person.startswith("[redacted ") and "@" not in service for person, service in ruled[0])


def test_codes_that_differ_stay_different() -> None:
    """Numbers are those of no other code, and the same in whatever order codes come."""
    redact = redaction(Redaction(names=("Ann", "Bob")), "[x]")
    assert redact is not None
    assert told_apart({"Bob", "ann", "Ann", "[x 2]", "team of Bob", "[x]"}, redact) == {
        "Ann": "[x 1]",
        "Bob": "[x 3]",
        "ann": "[x 4]",
        "[x]": "[x]",
        "[x 2]": "[x 2]",
        "team of Bob": "team of [x]",
    }


def test_what_the_project_wants_out_stays_out(tmp_path: Path) -> None:
    """An account's own rule adds to that of the defaults, and takes nothing back."""
    asked = small_project.account_file("A", redact={"names": ["Somebody"], "addresses": False})
    folder = small_project.write(
        tmp_path, [asked], small_project.desk("A", words), defaults={"redact": {"names": [NAME], "addresses": True}}
    )
    small_project.built(folder, tmp_path / "out", formats=("html",))
    found = texts(tmp_path / "out")
    assert [name for name, text in found.items() if "quux" in text.casefold() or "mail.example" in text] == []


def test_a_name_in_that_of_a_file_is_not_in_the_manifest(tmp_path: Path) -> None:
    """The customer is not told from whose export rows came; those who run it are."""
    folder = small_project.write(
        tmp_path, [small_project.account_file("A", redact={"names": [NAME]})], small_project.desk("A")
    )
    old, new = "data/tickets.csv", "data/tickets of jane_doe-quux.csv"
    (folder / old).rename(folder / new)
    project = folder / "reviewgen.yaml"
    project.write_text(project.read_text("utf-8").replace(old, new), "utf-8")
    result = small_project.built(folder, tmp_path / "out", formats=("html",))["A"]
    inputs = json.loads((small_project.folder_of(result) / "manifest.json").read_bytes())["inputs"]
    assert "data/tickets of [redacted].csv" in [one["file"] for one in inputs]
    assert new in (tmp_path / "out" / "2026-10" / "run.json").read_text("utf-8")


def test_a_mark_speaks_the_language_of_the_account(tmp_path: Path) -> None:
    """German packs say it in German."""
    account = small_project.account_file("A", redact={"names": [NAME]}, locale="de_DE")
    folder = small_project.write(tmp_path, [account], small_project.desk("A", words))
    result = small_project.built(folder, tmp_path / "out", formats=("html",))["A"]
    assert "[geschwärzt]" in (small_project.folder_of(result) / "pack.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("call Ann Lee.", "call [x]."),
        ("call ANN\u00a0LEE", "call [x]"),
        ("Ann_Lee did", "[x] did"),
        ("Joann Lee and Anne Leeds", "Joann Lee and Anne Leeds"),
        ("ann.lee@b.example", "[x]"),
        ("to: o'neil%1@sub.b-c.example, all", "to: [x], all"),
        ("at 5@6 and a@b", "at 5@6 and a@b"),
        ("A\u00adnn\u200b \u202eLee\u202c", "[x]\u202c"),
        ("An\u200dn\u2060 Lee", "[x]"),
        ("Ann\r\nLee", "[x]"),
        ("Ann\u2011Lee and Ann\u2013Lee", "[x] and [x]"),
        ("\uff21nn Lee", "[x]"),
        ("Ann&nbsp;Lee, A&#110;n", "[x], [x]"),
        ("A*n*n **Lee** and <b>Ann</b> <i>Lee</i>", "[x]** and <b>[x]</i>"),
        ("Zoe\u0308 GROSS, Zo\u00eb Gro\u00df", "[x], [x]"),
        ("O\u2019Neil of \u7530\u4e2d\u3055\u3093 and Ann\u3055\u3093", "[x] of [x]\u3055\u3093 and [x]\u3055\u3093"),
        ("a=b/c!d@e\u200bf.example or d%40e.example", "[x] or [x]"),
        ("Ann%20Lee, Ann+Lee, Ann/Lee, Ann (Lee), hi%20Ann", "[x], [x], [x], [x]), hi%20[x]"),
        ("Ann [Lee](http://x), A\u0332n\u0332n\u0336 Lee", "[x]](http://x), [x]"),
        ("O`Neil, O\u00b4Neil, O\u02bcNEIL, O Neil", "[x], [x], [x], [x]"),
        ("\u7530 \u4e2d, ZOE, zo%C3%AB GROSS", "[x], ZOE, [x]"),
        ("root@db01, ann@[10.0.0.1], ann\\@b.example", "[x], [x], [x]"),
        ('"ann lee"@b.example, joe@corp\u3002example, smtp:ann@corp', "[x], [x], smtp:[x]"),
    ],
)
def test_words_are_found_as_people_write_them(written: str, told: str) -> None:
    """In any case and spelling of Unicode, HTML or Markdown, with any blank or dash between words, whatever stands
    unseen within them, as whole words only; addresses before the names in them.
    """
    redact = redaction(
        Redaction(names=("Ann Lee", "Ann", "O'Neil", "Zo\u00eb Gro\u00df", "\u7530\u4e2d"), addresses=True), "[x]"
    )
    assert redact is not None
    assert redact(written) == told


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (
            "\u0130smail \u00c7elik",
            ["\u0130SMA\u0130L \u00c7EL\u0130K", "ismail \u00e7elik", "ISMAIL CELIK", "\u0131sma\u0131l celik"],
        ),
        ("I\u015f\u0131l Kaya", ["I\u015eIL KAYA", "\u0131\u015f\u0131l kaya"]),
        (
            "\u039a\u03ce\u03c3\u03c4\u03b1\u03c2",
            ["\u039a\u03a9\u03a3\u03a4\u0391\u03a3", "\u03ba\u03c9\u03c3\u03c4\u03b1\u03c2"],
        ),
        (
            "Se\u00e1n O'Neill",
            ["Sean O`Neill", "SE\u00c1N O\u00b4NEILL", "SEA\u0301N ONEILL".replace("ON", "O\u2019N")],
        ),
        (
            "\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
            [
                "\u0645\u064f\u062d\u064e\u0645\u0651\u062f \u0639\u0644\u064a",
                "\u0645\u062d\u0645\u0640\u0640\u062f \u0639\u0640\u0644\u064a",
            ],
        ),
        ("\u5c71\u7530\u592a\u90ce", ["\u5c71\u7530 \u592a\u90ce", "\u5c71\u7530\u3000\u592a\u90ce"]),
        ("\uae40 \ubbfc\uc218", ["\uae40\ubbfc\uc218"]),
    ],
)
def test_names_of_every_tongue_are_found_as_they_are_written_there(name: str, written: list[str]) -> None:
    """Capitals without accents, the i's of Turkish, vowel points, words drawn out, and names without a blank."""
    redact = redaction(Redaction(names=(name,)), "[x]")
    assert redact is not None
    assert [redact(f"of {one} today") for one in written] == ["of [x] today"] * len(written)


def test_marks_that_make_another_letter_stay() -> None:
    """A name is no other one that differs by what is a letter where it is written."""
    for name, other in (("\u304b\u304a", "\u304c\u304a"), ("\u0e01\u0e34", "\u0e01\u0e38"), ("Ann", "Anne")):
        redact = redaction(Redaction(names=(name,)), "[x]")
        assert redact is not None
        assert redact(f"of {other}") == f"of {other}"


@given(st.text(), st.text(), st.sampled_from(["zqname", "zq na.me", "[zq]", "zq\\d+"]))
def test_no_name_is_left(before: str, after: str, name: str) -> None:
    """Whatever stands around it, whatever signs it has; what is between blanks goes."""
    redact = redaction(Redaction(names=(name,)), "[x]")
    assert redact is not None
    assert name not in redact(f"{before} {name} {after}")


FORMS: tuple[Literal["NFC", "NFD", "NFKD"], ...] = ("NFC", "NFD", "NFKD")
UNSEEN = st.sampled_from(["", "\u00ad", "\u200b", "\u200d", "\u2066", "\ufeff", "*", "**"])


@given(st.sampled_from(["José Núñez", "Ann-Mari O'Neil", "Ðuro Šć", "김 민수"]), st.data())
def test_no_spelling_of_a_name_is_left(name: str, data: st.DataObject) -> None:
    """Composed or not, in either case, with anything unseen between its letters: all of it goes."""
    form = data.draw(st.sampled_from(FORMS))
    shown = data.draw(st.sampled_from([name, name.upper(), name.lower()]))
    clusters = unicodedata.normalize("NFC", shown)
    written = "".join(unicodedata.normalize(form, sign) + data.draw(UNSEEN) for sign in clusters[:-1])
    redact = redaction(Redaction(names=(name,)), "[x]")
    assert redact is not None
    assert redact(f"of {written}{unicodedata.normalize(form, clusters[-1])} today") == "of [x] today"


def test_what_is_told_of_rows_is_redacted_whenever_it_is_told(tmp_path: Path) -> None:
    """An account that fails, packs that are up to date, an earlier pack that was issued before, and what checks say."""
    data = small_project.rows("A", words)
    data["changes"][0]["risk"] = f"asked {NAME}"
    asked = [small_project.account_file("A", redact={"names": [NAME], "addresses": True})]
    folder = small_project.write(tmp_path / "p", asked, data)
    out = tmp_path / "out"
    for state in ("built", "skipped"):
        result = small_project.built(folder, out, formats=("html",))["A"]
        assert result.state == state
        assert "asked [redacted]" in "".join(map(str, result.issues))
        assert [name for name, text in texts(out).items() if "quux" in text.casefold()] == []
    request = small_project.request(folder, out)
    job = gather(request)
    assert "quux" not in "".join(map(str, unready(job, looks(job, request)))).casefold()
    data["tickets"][0]["opened_at"] = f"when {NAME} asked"
    small_project.write(folder, asked, data)
    (issue,) = small_project.built(folder, out, formats=("html",))["A"].issues[:1]
    assert "when [redacted] asked" in str(issue)
    assert [name for name, text in texts(out).items() if "quux" in text.casefold()] == []


def test_what_an_earlier_pack_told_is_redacted(tmp_path: Path) -> None:
    """A pack was issued before the name was listed: what the next one goes on from is without it."""
    promise = Promised("A1", f"call {NAME}", "ours", NAME, None)
    concern = Raised("k", f"of {NAME}", f"late for {NAME}", "workload")
    issued = Issued("2026-09", datetime(2026, 10, 2, tzinfo=UTC), "met", (concern,), (promise,), {})
    found = of_issued(issued, redaction(Redaction(names=(NAME,)), "[x]"))
    assert NAME not in repr(found)


def test_a_file_without_its_header_tells_no_name(tmp_path: Path) -> None:
    """The first row is taken for the header then, and what is told of columns quotes it; with a mapping or without."""
    asked = [small_project.account_file("A", redact={"names": ["Jane Doe"], "addresses": True})]
    row = "A,A-1,Jane Doe,x@mail.example,Jane Doe,2026-10-02T09:00:00Z"
    for number, mapping in enumerate((None, {"columns": {"id": "Number", "account": "Jane Do", "title": "Title"}})):
        source = {"table": "tickets", "files": ["rows.csv"]} | ({"mapping": mapping} if mapping else {})
        folder = small_project.write(tmp_path / str(number), asked, {}, sources=[source])
        (folder / "rows.csv").write_text(f"{row}\n{row}\n", "utf-8")
        with pytest.raises(InputError) as caught:
            gather(small_project.request(folder, tmp_path / "out"))
        said = str(caught.value)
        assert "[redacted]" in said
        assert [word for word in ("Jane Doe", "mail.example") if word in said] == []


def test_our_own_words_stay_where_values_fill_them() -> None:
    """They are translated by what they are, and hold nothing of rows but what stands in their places."""
    rule = redaction(Redaction(names=("due", "late")), "[x]")
    issue = Issue(code="c", problem="{n} due", account="A", values=(("n", "late"),), column="due")
    told = replace(empty(), issues=(issue,))
    (found,) = redacted(told, Rules({"A": rule}, None)).issues
    assert (found.problem, found.values, found.column) == ("{n} due", (("n", "[x]"),), "[x]")


OURS = {"code", "severity", "file", "row", "line", "account", "count", "settings", "instead", "by_flags"}
QUOTING = {"problem", "expected", "hint", "record", "column", "header", "value", "values"}


def test_each_text_of_an_issue_is_ours_or_may_quote_a_file() -> None:
    """A field that is added has its place in one of the two lists above."""
    assert {field.name for field in fields(Issue)} == OURS | QUOTING


@pytest.mark.parametrize("field", sorted(QUOTING))
def test_what_an_issue_quotes_is_redacted(field: str) -> None:
    """In each field that may hold something of a file."""
    quoted: Any = (("n", "Jane Doe"),) if field == "values" else "of Jane Doe"
    issue = replace(Issue(code="c", problem="p", account="A"), **{field: quoted})
    rule = redaction(Redaction(names=("Jane Doe",)), "[x]")
    (found,) = redacted(replace(empty(), issues=(issue,)), Rules({"A": rule}, None)).issues
    assert ("Jane" in repr(issue), "Jane" in repr(found)) == (True, False)


def test_a_name_that_is_a_word_of_settings_changes_no_places() -> None:
    """The message can be worded, and says what it did."""
    rule = redaction(Redaction(names=("Sheet", "header")), "[x]")
    issue = Issue(code="c", problem="can do nothing with {sheet}", account="A", settings=(("sheet", "S"),))
    (found,) = redacted(replace(empty(), issues=(issue,)), Rules({"A": rule}, None)).issues
    assert str(found) == "can do nothing with sheet: S in reviewgen.yaml."


def empty() -> Tables:
    """Return tables without anything in them."""
    return Tables(frames={}, ledger=pd.DataFrame(), files=(), issues=())


def cost(accounts: int) -> float:
    """Return the seconds of processor that it takes to redact two tickets of each of so many accounts."""
    ids = [f"A{number:05}" for number in range(accounts) for _ in range(2)]
    cells = {one.name: pd.Series([f"of {name}" for name in ids], dtype="str") for one in table("tickets").columns}
    told = replace(empty(), frames={"tickets": pd.DataFrame(cells | {"account": pd.Series(ids, dtype="str")})})
    rules = Rules({name: redaction(Redaction(names=(name,)), "[x]") for name in ids}, None)
    before = process_time()
    found = redacted(told, rules).frames["tickets"]
    spent = process_time() - before
    assert set(found["title"]) == {"of [x]"}
    return spent


def test_many_accounts_with_names_of_their_own_cost_what_each_costs() -> None:
    """Thirty-two times as many take some thirty-two times as long, not the square of it."""
    cost(10)
    assert cost(1_600) < 60 * max(cost(50), 0.02)
