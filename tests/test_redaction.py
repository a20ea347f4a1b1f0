"""Names and addresses that an account wants in no text are in no byte of what is made of its rows."""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
import small_project
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from reviewgen.build import looks
from reviewgen.config import Redaction
from reviewgen.gather import gather
from reviewgen.model import Issued, Promised, Raised
from reviewgen.readiness import unready
from reviewgen.records import table
from reviewgen.redaction import of_issued, redaction

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
    result = small_project.built(folder, tmp_path / "out", **asked)["A"]
    pack = texts(small_project.folder_of(result))
    assert "of [redacted] ([redacted]) ended" in pack["pack.html"]
    assert "[redacted]" in pack["pack.pdf"]
    assert "[redacted]" in pack["data/tickets.csv"]
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
