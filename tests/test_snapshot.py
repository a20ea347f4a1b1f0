"""When a run sees at once that nothing has changed, and when it looks closer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_project import account_file, desk, files_of, together, write
from test_cli import Done, run

from reviewgen.outputs import slug

UNCHANGED = "Nothing has changed since the last run."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two accounts in folder p, built into folder out."""
    root = tmp_path_factory.mktemp("made")
    accounts = [account_file(name, depth="brief") for name in "AB"]
    write(root / "p", accounts, together(desk("A"), desk("B")))
    assert again(root).exit_code == 0
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """The same in folders of the test's own."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def again(root: Path, *more: str) -> Done:
    """Run the build once more."""
    return run("build", root / "p", "--out", root / "out", "--format", "html", *more)


def test_nothing_is_read_where_nothing_has_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run says so, names every pack, and leaves every byte."""
    from reviewgen import gather

    before = files_of(root / "out")
    monkeypatch.setattr(gather, "gather", None)
    done = again(root)
    assert (done.exit_code, UNCHANGED in done.stderr) == (0, True)
    assert [line.split()[:3] for line in done.stdout.splitlines()[:2]] == [["up", "to", "date"]] * 2
    assert "2 packs:" in done.stdout
    assert files_of(root / "out") == before


def test_json_tells_of_every_pack_that_stands(root: Path) -> None:
    """Each account is an event, and the last object counts them."""
    *events, over = (json.loads(line) for line in again(root, "--json").stdout.splitlines())
    assert [(one["event"], one["account"]) for one in events] == [("skipped", "A"), ("skipped", "B")]
    assert [over[name] for name in ("built", "skipped", "failed")] == [0, 2, 0]


@pytest.mark.parametrize(
    "name",
    ["p/data/tickets.csv", "p/accounts/account-0.yaml", "p/reviewgen.yaml"],
)
def test_a_byte_more_is_looked_at(root: Path, name: str) -> None:
    """An empty line at the end of a source, an account's file or the project's is read; no pack is built for it."""
    path = root / name
    path.write_bytes(path.read_bytes() + b"\n")
    done = again(root)
    assert UNCHANGED not in done.stderr
    assert "built       0" in done.stderr


def test_a_new_account_is_seen(root: Path) -> None:
    """Another file of an account is a change."""
    shutil.copy(root / "p" / "accounts" / "account-0.yaml", root / "p" / "accounts" / "other.yaml")
    assert UNCHANGED not in again(root).stderr


@pytest.mark.parametrize("name", [f"2026-10/{slug('A')}/pack.html", "2026-10/index.html", "2026-10/portfolio.json"])
def test_what_is_lost_is_made_again(root: Path, name: str) -> None:
    """Without a file of a pack or a page over all, the run makes it again."""
    path = root / "out" / name
    before = path.read_bytes()
    path.unlink()
    assert UNCHANGED not in again(root).stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("more", [("--force",), ("--account", "A"), ("--format", "pdf"), ("--as-of", "2026-11-03")])
def test_another_wish_is_another_run(root: Path, more: tuple[str, ...]) -> None:
    """Other options than those of the last run are looked at."""
    assert UNCHANGED not in again(root, *more).stderr


def test_a_failure_is_never_left_standing(root: Path) -> None:
    """After a run with a failure, going back to what was before is a change: the pages tell of the failure."""
    path = root / "p" / "data" / "tickets.csv"
    before = path.read_text("utf-8")
    path.write_text(before.replace("2026-10-", "2026-99-", 1), "utf-8")
    assert again(root).exit_code == 1
    path.write_text(before, "utf-8")
    done = again(root)
    assert (done.exit_code, UNCHANGED in done.stderr) == (0, False)
    assert "failed" not in (root / "out" / "2026-10" / "index.html").read_text("utf-8").casefold()


def test_data_of_the_moment_is_always_read(root: Path) -> None:
    """Where nothing says of when the data is, each run is of another time."""
    path = root / "p" / "reviewgen.yaml"
    project = json.loads(path.read_text("utf-8"))
    del project["as_of"]
    path.write_text(json.dumps(project), "utf-8")
    assert again(root).exit_code == 0
    assert UNCHANGED not in again(root).stderr


def test_a_dry_run_says_why_and_builds_nothing(root: Path) -> None:
    """What is up to date and what would be built, with the reason; the folder for packs keeps every byte."""
    path = root / "out" / "2026-10" / slug("B") / "pack.html"
    path.unlink()
    before = files_of(root / "out")
    done = again(root, "--dry-run")
    assert done.exit_code == 0
    assert "up to date A\n" in done.stdout
    assert "build B: its files are not as they were written\n" in done.stdout
    assert "1 pack to build in 1 shard, 1 up to date, 0 failed.\n" in done.stdout
    told = [json.loads(line) for line in again(root, "--dry-run", "--json").stdout.splitlines()]
    assert [(one["what"], one["account"]) for one in told] == [("build", "B"), ("up_to_date", "A")]
    assert files_of(root / "out") == before


def test_a_second_run_at_once_is_refused(root: Path) -> None:
    """While a run has the folder, another one stops, and says what to do."""
    from reviewgen.outputs import place_of

    with place_of(root / "out").lock():
        done = again(root, "--force")
    assert done.exit_code == 2
    assert "another run is writing here" in done.stderr
    assert "--out" in done.stderr


def moved(root: Path, how: str) -> Path:
    """Have the account files stand where they are hard to see; return one of them."""
    path, away = root / "p" / "reviewgen.yaml", root / "away"
    project = json.loads(path.read_text("utf-8"))
    if how == "link":
        (root / "p" / "accounts").rename(away)
        (root / "p" / "accounts").symlink_to(away)
        return away / "account-0.yaml"
    folder = {"outside": "../away", "hidden": ".accounts", "absolute": str(away)}[how]
    (root / "p" / "accounts").rename(root / "p" / folder)
    project["accounts"] = {"files": f"{folder}/*.yaml"}
    path.write_text(json.dumps(project), "utf-8")
    return root / "p" / folder / "account-0.yaml"


@pytest.mark.parametrize("how", ["link", "outside", "hidden", "absolute"])
def test_account_files_that_are_hard_to_see_are_seen(root: Path, how: str) -> None:
    """Behind a link, outside of the project or in a hidden folder, a change of an account's file is a change."""
    path = moved(root, how)
    first = again(root)
    path.write_text(path.read_text("utf-8").replace("brief", "standard"), "utf-8")
    done = again(root)
    assert UNCHANGED not in done.stderr
    if first.exit_code == 0:
        assert "built       1" in done.stderr


def test_an_issued_pack_among_the_packs_is_seen(root: Path) -> None:
    """What is kept below the folder for packs counts as what is kept elsewhere."""
    path = root / "p" / "reviewgen.yaml"
    project = json.loads(path.read_text("utf-8"))
    project["outputs"] = {"folder": "out", "issued": "out/issued"}
    path.write_text(json.dumps(project), "utf-8")
    built = ("build", root / "p", "--format", "html")
    assert run(*built).exit_code == 0
    assert UNCHANGED in run(*built).stderr
    (root / "p" / "out" / "issued" / "2026-09").mkdir(parents=True)
    (root / "p" / "out" / "issued" / "2026-09" / "note.txt").write_text("x", "utf-8")
    assert UNCHANGED not in run(*built).stderr


def test_a_query_is_asked_anew(root: Path) -> None:
    """What a database holds now cannot be known without asking it; a pack of the same rows is left as it is."""
    path = root / "p" / "reviewgen.yaml"
    project = json.loads(path.read_text("utf-8"))
    query = "SELECT 'A' AS account, 'x' AS id, '2026-10-05 09:00' AS opened_at WHERE false"
    project["sources"].append({"table": "tickets", "duckdb": ":memory:", "query": query})
    path.write_text(json.dumps(project), "utf-8")
    for _ in range(2):
        done = again(root)
    assert (done.exit_code, UNCHANGED in done.stderr) == (0, False)
    assert [line.split()[:3] for line in done.stdout.splitlines()[:2]] == [["up", "to", "date"]] * 2


@pytest.mark.parametrize("sources", [None, [{"table": "tickets"}], ["x"], 7])
def test_a_project_without_sources_is_told_what_it_lacks(root: Path, sources: object) -> None:
    """Never a traceback, whatever stands there."""
    path = root / "p" / "reviewgen.yaml"
    project = json.loads(path.read_text("utf-8"))
    del project["sources"]
    path.write_text(json.dumps(project | ({} if sources is None else {"sources": sources})), "utf-8")
    done = again(root)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


@pytest.mark.parametrize("text", ["[" * 200_000, "null", '{"snapshot": 5}'])
def test_what_is_known_of_the_last_run_may_be_anything(root: Path, text: str) -> None:
    """It counts as not there: the run reads and goes on."""
    (root / "out" / ".reviewgen" / "last.json").write_text(text, "utf-8")
    done = again(root)
    assert (done.exit_code, UNCHANGED in done.stderr) == (0, False)


def test_notices_of_the_last_run_act_on_no_terminal(root: Path) -> None:
    """They stand in a file that somebody may have changed."""
    path = root / "out" / ".reviewgen" / "last.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"notices": ["\x1b]0;pwned\x07\u202eabc"]}), "utf-8")
    told = again(root).stderr
    assert UNCHANGED in told
    assert "abc" in told
    assert not {"\x1b", "\x07", "\u202e"} & {*told}
