from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet
from small_project import account_file, rows, together, write

from reviewgen import project, tables
from reviewgen.errors import InputError, Issue
from reviewgen.model import Remark
from reviewgen.outputs import Place, place_of
from reviewgen.project import Setup
from reviewgen.tables import Tables, store

ACCOUNTS = ("Ä 1", "B", "C", "D")


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Setup:
    """Four accounts with rows in every table, some of them odd, one with an error."""
    data = together(*(rows(account) for account in ACCOUNTS))
    data["tickets"] += [{"account": "", "id": "lost", "opened_at": "2026-10-01"}, {"account": "D", "id": "x"}]
    data["surveys"][3] |= {"comment": "fine [internal]not so fine[/internal]"}
    folder = tmp_path_factory.mktemp("project")
    return project.load(write(folder, [account_file(account) for account in ACCOUNTS], data))


@pytest.fixture(scope="module")
def whole(setup: Setup) -> Tables:
    """All tables, as they are read from the sources."""
    return tables.load(setup, {})


@pytest.fixture
def written(setup: Setup, whole: Tables, tmp_path: Path) -> Place:
    """A folder that holds all tables."""
    place = place_of(tmp_path / "store")
    store.write(whole, setup, place)
    return place


@pytest.fixture(params=["folder", "memory", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A folder or an object store."""
    root = {"folder": str(tmp_path), "memory": "memory://reviews"}.get(request.param)
    return place_of(f"{root or request.getfixturevalue('bucket')}/{tmp_path.name}/store")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and groups of few rows, so that each table has several."""
    monkeypatch.setattr(store, "PART_ROWS", 30)
    monkeypatch.setattr(store, "GROUP_ROWS", 10)


def assert_frames_equal(found: Mapping[str, pd.DataFrame], expected: Mapping[str, pd.DataFrame]) -> None:
    """Hold every cell, dtype and row number of all tables against what they should be."""
    assert list(found) == list(expected)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame)


def refused(setup: Setup, place: Place) -> str:
    """Read what must not be read."""
    with pytest.raises(InputError) as caught:
        store.read(setup, place)
    (issue,) = caught.value.issues
    return str(issue)


def test_tables_come_back_as_they_were(setup: Setup, whole: Tables, place: Place) -> None:
    """Cells, dtypes and places of rows, and all that stands beside them, in a folder and in object stores."""
    store.write(whole, setup, place)
    found = store.read(setup, place)
    assert_frames_equal(found.frames, whole.frames)
    pd.testing.assert_frame_equal(found.ledger, whole.ledger)
    assert whole.internal
    assert {issue.severity for issue in whole.issues} == {"error", "warning"}
    beside = ("files", "issues", "internal", "owners", "told")
    assert [getattr(found, name) for name in beside] == [getattr(whole, name) for name in beside]


@pytest.mark.parametrize("accounts", [["B"], ["D", "Ä 1"], ["B", "nobody"], ["nobody"]])
def test_the_rows_of_some_accounts_are_read(setup: Setup, whole: Tables, tmp_path: Path, accounts: list[str]) -> None:
    """Rows, issues and remarks of these alone, beside the issues of none; who has tickets and the ledger are of all."""
    store.write(whole, setup, place_of(tmp_path / "store"))
    found = store.read(setup, place_of(tmp_path / "store"), accounts)
    assert_frames_equal(found.frames, whole.of(accounts).frames)
    pd.testing.assert_frame_equal(found.ledger, whole.ledger)
    assert found.accounts() == whole.accounts()
    assert found.issues == tuple(one for one in whole.issues if one.account in (None, *accounts))
    assert found.internal == tuple(one for one in whole.internal if one.account in accounts)
    every = store.read(setup, place_of(tmp_path / "store"), accounts, every_issue=True)
    assert (every.issues, every.internal) == (whole.issues, found.internal)
    assert [found.holds(name) for name in ("B", "C")] == ["B" in accounts, False]
    assert found.words("tickets", "priority") == whole.words("tickets", "priority")


def test_rows_of_others_are_not_read(setup: Setup, written: Place, tmp_path: Path) -> None:
    """Each part and each group of rows holds whole accounts; parts that cannot hold those asked for are left alone."""
    parts = sorted((tmp_path / "store" / "tables" / "tickets").iterdir())
    groups = [
        set(file.read_row_group(number, ["account"])["account"].to_pylist())
        for file in map(parquet.ParquetFile, parts)
        for number in range(file.num_row_groups)
    ]
    assert [len(group) for group in groups] == [1, 1, 1, 1]
    assert len(parts) == 4
    for part in parts[:-1]:
        part.unlink()
    assert len(store.read(setup, written, ["Ä 1"]).frames["tickets"]) == 24
    assert "is not whole" in refused(setup, written)


def test_a_store_is_replaced_as_a_whole(setup: Setup, whole: Tables, place: Place) -> None:
    """Nothing of what stood there is left."""
    store.write(whole, setup, place)
    store.write(whole.of(["B"]), setup, place)
    assert set(store.read(setup, place).frames["tickets"]["account"]) == {"B"}
    held = json.loads(place.read("tables/manifest.json") or b"")
    frames = (*held["tables"].values(), held["ledger"], held["issues"], held["internal"])
    assert sum(name.endswith(".parquet") for name in place.sizes("tables")) == sum(len(one["parts"]) for one in frames)


def test_the_same_tables_give_the_same_bytes(setup: Setup, whole: Tables, tmp_path: Path) -> None:
    """Whenever and wherever a store is made."""
    written = []
    for name in ("one", "two"):
        store.write(whole, setup, place_of(tmp_path / name))
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()})
    assert written[0] == written[1]


def test_tables_without_rows_come_back(tmp_path: Path) -> None:
    """A source may hold its header alone; columns keep their dtypes."""
    folder = write(tmp_path / "project", [account_file("A")], {"tickets": [], "outages": []})
    setup = project.load(folder)
    whole = tables.load(setup, {})
    store.write(whole, setup, place_of(tmp_path / "store"))
    for accounts in ([], ["A"]):
        found = store.read(setup, place_of(tmp_path / "store"), accounts)
        assert_frames_equal(found.frames, whole.frames)
        pd.testing.assert_frame_equal(found.ledger, whole.ledger)


def test_every_issue_and_remark_comes_back(setup: Setup, whole: Tables, tmp_path: Path) -> None:
    """With all that it says, whatever signs stand in it."""
    words = {"problem": "is {odd}", "expected": "e", "hint": "h", "values": (("odd", "new"), ("b", "c"))}
    place = {"file": "ä.csv", "row": 7, "record": "T\udc801", "column": "c", "value": "\t"}
    issue = Issue(code="x", severity="warning", count=3, **place, **words)  # type: ignore[arg-type]
    remark = Remark("B", "tickets", "1", "title", "\N{SNOWMAN}", "tickets.csv", 4, True)
    kept = Tables(whole.frames, whole.ledger, whole.files, (issue, Issue(code="y", problem="z", line=2)), (remark,))
    store.write(kept, setup, place_of(tmp_path / "store"))
    found = store.read(setup, place_of(tmp_path / "store"))
    assert (found.issues, found.internal) == (kept.issues, kept.internal)


def test_a_store_of_other_sources_is_refused(setup: Setup, whole: Tables, written: Place) -> None:
    """Another zone, another mapping or another source: the hint says what to run."""
    moved = setup.project.model_copy(update={"defaults": setup.project.defaults.model_copy(update={"zone": "UTC"})})
    fewer = setup.project.model_copy(update={"sources": setup.project.sources[1:]})
    for changed in (moved, fewer):
        said = refused(Setup(setup.folder, changed), written)
        assert "was made from other sources, mappings or zones" in said
        assert "reviewgen ingest --store" in said
    plain = setup.project.model_copy(update={"as_of": "2026-11-01"})
    assert store.read(Setup(setup.folder, plain), written).files == whole.files


def test_a_store_of_another_program_is_refused(setup: Setup, written: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version may make other cells of the same sources."""
    monkeypatch.setattr(store, "code", lambda: "another")
    assert "was made by another version of reviewgen, or of what it builds on" in refused(setup, written)


@pytest.mark.parametrize("found", ["tickets", "ledger", "issues", "internal"])
@pytest.mark.parametrize("harm", ["cut", "broken", "gone"])
def test_a_damaged_store_is_refused(setup: Setup, written: Place, tmp_path: Path, found: str, harm: str) -> None:
    """Which file is not as it was written, and which command makes the store again."""
    path = sorted((tmp_path / "store" / "tables" / found).iterdir())[0]
    data = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if harm == "cut" else data[:50] + bytes([data[50] ^ 1]) + data[51:])
    said = refused(setup, written)
    assert f"{found}/{path.name} is {'missing' if harm == 'gone' else 'not as it was written'}" in said
    assert "reviewgen ingest --store" in said


@pytest.mark.parametrize("lost", ["tables", "ledger", "files", "issues", "internal", "owners", "known"])
def test_a_manifest_that_lacks_something_is_refused(setup: Setup, written: Place, lost: str) -> None:
    """Whatever it is, it is one clear message."""
    manifest = json.loads(written.read("tables/manifest.json") or b"")
    for harm in ({**manifest, lost: 7}, {name: value for name, value in manifest.items() if name != lost}):
        written.write_file("tables/manifest.json", json.dumps(harm).encode())
        with pytest.raises(InputError, match=r"is damaged .*reviewgen ingest --store"):
            store.read(setup, written, ["B"])


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (None, "holds no tables"),
        (b"{", "has a manifest that cannot be read"),
        (b"[]", "has a manifest that cannot be read"),
        (b"[" * 200_000, "has a manifest that cannot be read"),
        (b'{"schema": 0, "sources": ""}', "was made by another version of reviewgen"),
    ],
)
def test_what_is_no_store_is_refused(setup: Setup, tmp_path: Path, manifest: bytes | None, words: str) -> None:
    """It is said what is wrong with the place, and which command makes a store there."""
    place = place_of(tmp_path / "store")
    if manifest is not None:
        place.write_file("tables/manifest.json", manifest)
    said = refused(setup, place)
    assert words in said
    assert "reviewgen ingest --store" in said
