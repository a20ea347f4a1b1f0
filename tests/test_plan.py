"""What is built again and why, what is left as it stands, and how accounts are put into shards."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_project import account_file, built, desk, files_of, gathered, request, together, write, write_csv

from reviewgen import plan
from reviewgen.build import planned
from reviewgen.outputs import slug
from reviewgen.readiness import data
from reviewgen.records import table

ACCOUNTS = ("A", "B", "C")
Change = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three accounts in folder p, and their packs as they stand after a run in folder out."""
    root = tmp_path_factory.mktemp("made")
    accounts = [account_file(name, depth="brief") for name in ACCOUNTS]
    built(write(root / "p", accounts, together(*map(desk, ACCOUNTS))), root / "out", formats=("html",))
    return root


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """The same in folders of the test's own; returns that of the project."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "p"


def whys(folder: Path, out: Path, **asked: object) -> dict[str, str]:
    """Return the accounts that would be built and why."""
    wanted = request(folder, out, **({"formats": ("html",)} | asked))
    return dict(planned(gathered(folder, out), wanted).why)


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first place of a text in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_nothing_is_built_again_that_is_up_to_date(project: Path, tmp_path: Path) -> None:
    """A second run leaves every pack, byte for byte, and says so."""
    before = files_of(tmp_path / "out")
    results = built(project, tmp_path / "out", formats=("html",))
    assert {name: one.state for name, one in results.items()} == dict.fromkeys(ACCOUNTS, "skipped")
    assert files_of(tmp_path / "out") == before


def a_row(folder: Path, _: Path) -> None:
    """Change a word of a ticket of A."""
    edit(folder / "data" / "tickets.csv", "\nA,T001", "\nA,T991")


def a_pack(_: Path, out: Path) -> None:
    """Take a file out of the pack of A."""
    (out / "2026-10" / slug("A") / "pack.html").unlink()


def a_record(_: Path, out: Path) -> None:
    """Lose what is known of the pack of A, as where a run was cut off."""
    (out / ".reviewgen" / "2026-10" / f"{slug('A')}.json").unlink()


@pytest.mark.parametrize(
    ("change", "why"),
    [(a_row, plan.WHY["rows"]), (a_pack, plan.NOT_WHOLE), (a_record, plan.CUT_OFF)],
)
def test_one_account_s_change_builds_that_account_alone(
    project: Path, tmp_path: Path, change: Change, why: str
) -> None:
    """Rows, files and records of A concern the pack of A, and the reason is told."""
    change(project, tmp_path / "out")
    found = whys(project, tmp_path / "out")
    assert list(found) == ["A"]
    assert why in found["A"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"force": True}, plan.FORCED),
        ({"formats": ("html", "pdf")}, plan.WHY["asked"]),
        ({"status": "issued"}, plan.WHY["asked"]),
    ],
)
def test_what_is_asked_for_builds_all(project: Path, tmp_path: Path, asked: dict[str, object], why: str) -> None:
    """Another format or status, or --force, concern every pack."""
    assert whys(project, tmp_path / "out", **asked) == dict.fromkeys(ACCOUNTS, why)


def test_an_own_style_sheet_builds_all(project: Path, tmp_path: Path) -> None:
    """A style sheet of the project's own shapes every page."""
    (project / "templates" / "css").mkdir(parents=True)
    (project / "templates" / "css" / "own.css").write_text("p { color: red }", "utf-8")
    assert whys(project, tmp_path / "out") == dict.fromkeys(ACCOUNTS, plan.WHY["look"])


def test_a_row_that_moves_is_no_other_row(project: Path, tmp_path: Path) -> None:
    """A new row of C before those of A builds C; A and B only where their pages tell the numbers of rows."""
    path = project / "data" / "surveys.csv"
    head, *rows = path.read_text("utf-8").splitlines(keepends=True)
    last = next(row for row in reversed(rows) if ",C," in row or row.startswith("C,"))
    path.write_text("".join([head, last.replace("S", "SX", 1), *rows]), "utf-8")
    found = whys(project, tmp_path / "out")
    assert plan.WHY["rows"] in found["C"]
    assert {found.get(name, plan.WHY[plan.PLACES]) for name in "AB"} == {plan.WHY[plan.PLACES]}


def test_a_ticket_that_moves_the_depth_is_told_as_such(project: Path, tmp_path: Path) -> None:
    """No policy, calendar or term of the project has changed by it."""
    edit(project / "data" / "tickets.csv", "\nA,T001", "\nA,T991")
    job = gathered(project, tmp_path / "out")
    other = {**job.tailored, "A": replace(job.tailored["A"], depth="full")}
    found = planned(replace(job, tailored=other), request(project, tmp_path / "out", formats=("html",))).why["A"]
    assert plan.WHY["tailored"] in found
    assert plan.WHY["terms"] not in found


def test_a_file_of_all_that_is_full_concerns_all(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of C that fills a file up to what tools export at most is told in the briefs of A and B, too."""
    path = project / "data" / "tickets.csv"
    rows = path.read_text("utf-8").splitlines()
    monkeypatch.setattr(data, "CAPS", (len(rows),))
    assert whys(project, tmp_path / "out") == {}
    last = next(row for row in reversed(rows) if row.startswith("C,"))
    path.write_text("\n".join([*rows, last.replace("C,T", "C,TX", 1), ""]), "utf-8")
    found = whys(project, tmp_path / "out")
    assert {name: plan.WHY["data"] in found.get(name, "") for name in "AB"} == {"A": True, "B": True}


def test_a_failed_account_is_tried_again(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pack is not known to be of these inputs, whatever stands there."""
    from reviewgen import shards

    def broken(*_: object) -> None:
        raise ValueError("a surprise")

    with monkeypatch.context() as patched:
        patched.setattr(shards, "deliver", broken)
        results = built(project, tmp_path / "out", formats=("html",), force=True)
    assert {one.state for one in results.values()} == {"failed"}
    assert whys(project, tmp_path / "out") == dict.fromkeys(ACCOUNTS, plan.CUT_OFF)


def test_a_table_without_rows_has_its_place(tmp_path: Path) -> None:
    """An export of a head alone is read, and nothing of it counts."""
    folder = write(tmp_path / "p", [account_file("A", depth="brief")], desk("A") | {"outages": []})
    assert whys(folder, tmp_path / "out") == {"A": plan.NEW}
    assert built(folder, tmp_path / "out", formats=("html",))["A"].state == "built"


def test_shards_hold_every_account_once(tmp_path: Path) -> None:
    """Many accounts make several shards of similar weight, and each account is in one of them."""
    names = [f"A{number:02}" for number in range(30)]
    folder = write(tmp_path / "p", [account_file(name) for name in names], together(*map(desk, names)))
    shards = planned(gathered(folder, tmp_path / "out"), request(folder, tmp_path / "out")).shards
    held = [name for shard in shards for name in shard.accounts]
    assert sorted(held) == names
    assert len(shards) == plan.FEWEST
    assert {len(shard.accounts) for shard in shards} <= {3, 4, 5}


@pytest.mark.parametrize("fewest", [1, 8], ids=["cut anew", "a shard each"])
def test_a_shard_holds_nothing_of_other_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fewest: int) -> None:
    """What is sent to a worker for A has no word of B: neither of its rows nor its id, name, files and oddities."""
    monkeypatch.setattr(plan, "FEWEST", fewest)

    def words(table: str, column: str) -> str:
        return f"secret of B {table} {column}"

    other = account_file("Bravura", words)
    folder = write(tmp_path / "p", [account_file("A"), other | {"name": "secret of B"}], desk("A"))
    (folder / "data" / "bravura").mkdir()
    for name, found in desk("Bravura", words).items():
        write_csv(folder / "data" / "bravura" / f"{name}.csv", table(name).names, [*found, found[0] | {"account": ""}])
    project = json.loads((folder / "reviewgen.yaml").read_text("utf-8"))
    more = [source | {"files": f"data/bravura/{source['table']}.csv"} for source in project["sources"]]
    project["sources"] += more
    (folder / "reviewgen.yaml").write_text(json.dumps(project), "utf-8")
    (folder / "accounts" / "account-1.yaml").rename(folder / "accounts" / "bravura.yaml")
    job = gathered(folder, tmp_path / "out")
    assert any("bravura" in str(issue) for issue in job.notices)
    shards = planned(job, request(folder, tmp_path / "out")).shards
    alone = next(shard for shard in shards if "A" in shard.accounts).part(("A",))
    sent = pickle.dumps(alone).lower()
    assert [word for word in (b"secret of b", b"bravura") if word in sent] == []
    assert os.environ.get("HOME", "") not in alone.request.environment.values()
