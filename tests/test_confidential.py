"""What is marked internal is in no byte of what the customer gets, and in the brief where it belongs."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import small_project
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.confidential import customer_text, internal_text, parted
from reviewgen.ingest import ingest
from reviewgen.model import Audience
from reviewgen.outputs import slug

Words = Callable[[str, str], str]
ACCOUNT_FIELDS = (
    "services",
    "topic",
    "presenter",
    "provider participant",
    "point of minutes",
    "confidentiality",
    "decision",
    "decider",
    "note summary",
    "note workload",
    "provider business name",
    "customer technical role",
)
FORMATS = ("html", "pdf", "xlsx")
GROUPS = 3


def canary(table: str, column: str) -> str:
    """Return a word that stands in one field only."""
    return f"zq{table}{column}qz".replace("_", "").replace(" ", "")


def test_a_mark_takes_out_what_it_encloses() -> None:
    """The rest stays, with one blank where the mark stood."""
    assert customer_text("Late [internal] we forgot [/internal] by a week") == "Late by a week"
    assert internal_text("Late [internal]we forgot[/internal] by [INTERNAL] a week") == "we forgot a week"


def test_a_mark_that_is_not_closed_goes_to_the_end() -> None:
    """Forgetting to close a mark tells the customer too little, never too much."""
    assert customer_text("Late [Internal] we forgot\nand hid it") == "Late"


def test_marks_within_marks_and_halves_of_marks_hide_too_much_rather_than_too_little() -> None:
    """An inner end does not end the outer mark; an end without a beginning hides what is before it."""
    assert customer_text("a [internal] b [internal] c [/internal] d [/internal] e") == "a e"
    assert customer_text("we forgot [/internal] Late") == "Late"
    assert customer_text("Late [internal note] we forgot") == "Late"


@given(st.text(), st.text(alphabet="abc xyz"), st.text())
def test_no_marked_text_is_left(before: str, inner: str, after: str) -> None:
    """Whatever stands around it."""
    word = f"canary{inner}canary"
    assert word not in customer_text(f"{before}[internal]{word}[/internal]{after}")


@given(st.text().filter(lambda text: "internal" not in text.lower()))
def test_text_without_a_mark_stays_as_it_is(text: str) -> None:
    """To the last blank."""
    assert customer_text(text) == text


def test_a_part_of_a_file_that_is_internal_as_a_whole_is_left_out() -> None:
    """A decision without its text is no decision; a person without a role stays."""
    data = {
        "name": "A",
        "decisions": [{"text": "[internal] raise the fee"}, {"text": "b", "owner": "[internal] c"}],
        "services": ["one", "[internal] two"],
        "internal": {"commercial": "[internal] kept"},
    }
    left, found = parted(data, keep=("internal",))
    assert left == {
        "name": "A",
        "decisions": [{"text": "b"}],
        "services": ["one"],
        "internal": {"commercial": "[internal] kept"},
    }
    assert [text for _, text in found] == ["raise the fee", "c", "two"]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], dict[str, bytes]]:
    """The files of an account in which every third text is marked internal, in whole or as its end."""

    @cache
    def files(group: int) -> dict[str, bytes]:
        def words(table: str, column: str) -> str:
            if PLACES.index((table, column)) % GROUPS != group if (table, column) in PLACES else True:
                return f"{table} {column}"
            whole = len(column) % 2
            return f"{'' if whole else 'said '}[internal] {canary(table, column)}"

        folder = tmp_path_factory.mktemp("marked")
        data = small_project.rows("A", words)
        account = small_project.account_file("A", words, name="Calder", id="A")
        project = small_project.write(folder, [account], data)
        result = small_project.built(project, folder / "out", formats=FORMATS)["A"]
        return small_project.files_of(small_project.folder_of(result))

    return files


COLUMNS = [place for place in small_project.text_columns() if place[1] != "internal_note"]
PLACES = [*COLUMNS, *(("account", name) for name in ACCOUNT_FIELDS)]


@pytest.mark.parametrize("group", range(GROUPS))
def test_marked_text_of_any_field_is_in_no_byte_of_the_customers_files(
    packs: Callable[[int], dict[str, bytes]], group: int
) -> None:
    """Every text column of every table, and the texts of the account's file: in no file outside internal/."""
    customer = {name: data for name, data in packs(group).items() if not name.startswith("internal/")}
    assert {"pack.pdf", "pack.xlsx"} <= set(customer)
    words = {canary(*place): place for place in PLACES[group::GROUPS]}
    spread = {name: spelled(name, data) for name, data in customer.items()}
    assert {(name, place) for name, text in spread.items() for word, place in words.items() if word in text} == set()


def spelled(name: str, data: bytes) -> str:
    """Return the text of a file; of a PDF, what can be read of its pages and its names."""
    if name.endswith(".xlsx"):
        return small_project.text_of_workbook(data)
    if not name.endswith(".pdf"):
        return data.decode("utf-8")
    import io

    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    pages = "".join(page.extract_text() for page in reader.pages)
    return "".join([*pages.split(), str(reader.metadata), str(reader.named_destinations)])


def test_the_brief_has_what_was_marked(packs: Callable[[int], dict[str, bytes]]) -> None:
    """What concerns the period is not lost: the supervisor reads it in the brief."""
    text = packs(0)["internal/brief.html"].decode("utf-8")
    assert any(canary(*place) in text for place in PLACES[0::GROUPS])


def test_what_is_only_for_us_is_in_the_brief_alone(tmp_path: Path) -> None:
    """Commercial picture, sensitive points and prepared answers stand in the brief, and in no other file."""
    account = small_project.account_file("A", canary, name="Calder")
    project = small_project.write(tmp_path, [account], small_project.rows("A"))
    result = small_project.built(project, tmp_path / "out", formats=FORMATS)["A"]
    files = small_project.files_of(small_project.folder_of(result))
    words = [canary("internal", name) for name in ("commercial", "sensitive", "question", "answer")]
    holding = {name for name, data in files.items() for word in words if word in spelled(name, data)}
    assert holding == {"internal/brief.html", "internal/brief.pdf"}


def test_a_row_that_is_internal_is_in_no_figure(tmp_path: Path) -> None:
    """A risk for us only is neither listed nor counted for the customer, and accounted for in the run."""
    data = small_project.rows("A")
    data["risks"][0] |= {"internal": "true", "title": canary("risks", "title")}
    project = small_project.write(tmp_path, [small_project.account_file("A")], data)
    result = small_project.built(project, tmp_path / "out", formats=("html", "xlsx"))["A"]
    files = small_project.files_of(small_project.folder_of(result))
    assert b'"metric": "risks.open", "period": "2026-10", "dimensions": {}, "value": 1.0' in files["figures.json"]
    holding = {name for name, content in files.items() if canary("risks", "title") in spelled(name, content)}
    assert holding == {"internal/brief.html", "internal/remarks.csv"}
    run = (tmp_path / "out" / "2026-10" / "run.json").read_text("utf-8")
    assert '"risks": {"kept": 1, "internal": 1}' in run


def test_internal_words_change_no_byte_of_the_customers_files(tmp_path: Path) -> None:
    """Whatever we write for ourselves, in notes of rows, marks and our part of the account's file."""

    def files(number: int) -> dict[str, bytes]:
        data = small_project.rows("A")
        for rows in data.values():
            for row in rows:
                row |= {"internal_note": f"ours {number}"} if "internal_note" in row else {}
        data["risks"][0]["impact"] = f"Much [internal] {number} [/internal]"
        backstage = {"commercial": f"ours {number}"}
        project = small_project.write(tmp_path, [small_project.account_file("A", internal=backstage)], data)
        result = small_project.built(project, tmp_path / "out", formats=("html", "xlsx"), audiences=("customer",))["A"]
        return small_project.files_of(small_project.folder_of(result))

    assert files(1) == files(2)


def test_what_is_odd_is_told_without_cells_and_numbers_of_internal_rows(tmp_path: Path) -> None:
    """An unknown code, a row that repeats and a milestone of an internal project: none is quoted to the customer."""
    data = small_project.rows("A")
    data["changes"][0]["risk"] = "zqsecretcodeqz"
    data["risks"] += [data["risks"][0] | {"id": "zqriskqz", "internal": "true"}] * 2
    data["projects"][1] |= {"id": "zqprojectqz", "internal": "true"}
    data["milestones"][1]["project"] = "zqprojectqz"
    project = small_project.write(tmp_path, [small_project.account_file("A")], data)
    result = small_project.built(project, tmp_path / "out", formats=FORMATS)["A"]
    files = small_project.files_of(small_project.folder_of(result))
    customer = {name: spelled(name, content) for name, content in files.items() if not name.startswith("internal/")}
    words = ("zqsecretcodeqz", "zqriskqz", "zqprojectqz")
    assert {(name, word) for name, text in customer.items() for word in words if word in text} == set()


def test_the_customers_folder_alone_has_no_brief(tmp_path: Path) -> None:
    """--audience customer leaves the brief out; internal alone writes it beside the pack that stands."""
    project = small_project.write(tmp_path, [small_project.account_file("A")], small_project.rows("A"))
    out = tmp_path / "out"
    plain = small_project.files_of(
        small_project.folder_of(small_project.built(project, out, audiences=("customer",), formats=("html",))["A"])
    )
    assert not [name for name in plain if name.startswith("internal/")]
    both = small_project.files_of(
        small_project.folder_of(small_project.built(project, out, audiences=("internal",), formats=("html",))["A"])
    )
    assert {name for name in both if name not in plain} == {"internal/brief.html", "internal/remarks.csv"}
    assert {name: both[name] for name in plain} == plain


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("audiences", [("customer", "internal"), ("internal",)])
def test_what_is_for_us_only_others_of_the_machine_cannot_read(tmp_path: Path, audiences: tuple[Audience, ...]) -> None:
    """Briefs, the pages over all packs, what is kept of runs, and stores; of a pack its umask says who may."""
    folder = small_project.write(tmp_path, [small_project.account_file("A")], small_project.desk("A"))
    small_project.built(folder, tmp_path / "out", formats=("html",), audiences=audiences)
    ingest(folder, str(tmp_path / "store"), {})
    files = [path for name in ("out", "store") for path in (tmp_path / name).rglob("*") if path.is_file()]
    read_by_others = {path for path in files if path.stat().st_size and stat.S_IMODE(path.stat().st_mode) & 0o077}
    pack = tmp_path / "out" / "2026-10" / slug("A")
    theirs = {path for path in files if path.is_relative_to(pack) and path.parent.name != "internal"}
    assert bool(theirs) == ("customer" in audiences)
    assert read_by_others == theirs
