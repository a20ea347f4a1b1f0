"""Nothing of one customer is in anything of another, and nothing but the inputs decides a byte.

Three customers share every export and every id. Each text field of their rows and files holds a word of its own, and
each amount is one of its own; one of them has a logo, one a password, and one wants a name out of its rows.
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import bytes_of_files
import pytest
import small_project
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reviewgen import cli, plan
from reviewgen.build import build
from reviewgen.gather import gather
from reviewgen.ingest import ingest
from reviewgen.outputs import slug
from reviewgen.records import table
from reviewgen.results import Result
from reviewgen.sections import voice
from reviewgen.stored import outline

ACCOUNTS = ("ARDEN", "BORLO", "CUTTS")
NAME, ADDRESS = "Quillon Vayne", "q.vayne@mail.example"
SECRET, WORD = "PACK_WORD", "Zxopen-sesame9"
AMOUNTS = {"ARDEN": "4718263", "BORLO": "5829374", "CUTTS": "6937485"}
COLOURS = {"ARDEN": (17, 201, 93), "BORLO": (203, 19, 97), "CUTTS": (99, 21, 205)}
PAGES = ("html", "xlsx")
ALL = ("html", "pdf", "xlsx")
Packs = dict[str, dict[str, bytes]]


def token(account: str, table_name: str, column: str) -> str:
    """Return the word that stands in one field of one account alone."""
    return f"zq{account}{table_name}{column}qz".replace("_", "").replace(" ", "")


def words(account: str) -> small_project.Words:
    """Return what the fields of an account hold; free text of rows holds a name and an address that all share."""

    def said(table_name: str, column: str) -> str:
        word = token(account, table_name, column)
        free = table_name not in ("account", "internal") and table(table_name).column(column).kind in ("text", "list")
        return f"{word} of {NAME} {ADDRESS}" if free else word

    return said


def rows(account: str) -> small_project.Data:
    """Return the rows of an account, with an amount of its own."""
    data = small_project.rows(account, words(account))
    data["value"][0]["money"] = data["projects"][0]["budget"] = AMOUNTS[account]
    return data


def files(account: str) -> dict[str, Any]:
    """Return what the file of an account says."""
    own: dict[str, dict[str, Any]] = {
        "ARDEN": {"redact": {"names": [NAME], "addresses": True}},
        "BORLO": {"password": {"variable": SECRET}},
        "CUTTS": {},
    }
    found = small_project.account_file(account, words(account), **own[account])
    found["branding"]["logo"] = f"{account}.png"
    return found


def project(folder: Path, data: small_project.Data | None = None, **changes: Any) -> Path:
    """Write the three accounts into a folder."""
    found = data or small_project.together(*map(rows, ACCOUNTS))
    written = small_project.write(folder, [files(account) for account in ACCOUNTS], found, **changes)
    for account, colour in COLOURS.items():
        Image.new("RGB", (40, 20), colour).save(written / "accounts" / f"{account}.png")
    return written


def run(folder: Path, out: Path, **asked: Any) -> dict[str, Result]:
    """Build all packs; the password stands in the environment."""
    request = dataclasses.replace(small_project.request(folder, out, **asked), environment={SECRET: WORD})
    job = outline(request) if request.store else gather(request)
    return {result.account: result for result in build(job, request)}


def packs(out: Path) -> Packs:
    """Return the files of every pack that stands in a folder, what is known of it among them, by account."""
    state = out / ".reviewgen" / small_project.PERIOD
    return {
        account: small_project.files_of(out / small_project.PERIOD / slug(account))
        | {"state": (state / f"{slug(account)}.json").read_bytes()}
        for account in ACCOUNTS
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, which no test changes."""
    return project(tmp_path_factory.mktemp("leaks") / "project")


@pytest.fixture(scope="module")
def whole(folder: Path) -> Path:
    """The packs with their PDFs and all beside them, made one after the other in this process."""
    out = folder.parent / "whole"
    assert all(result.state == "built" for result in run(folder, out, formats=ALL).values())
    return out


@pytest.fixture(scope="module")
def pages(folder: Path) -> Packs:
    """The HTML packs and all beside them, made one after the other in this process."""
    run(folder, folder.parent / "pages", formats=PAGES)
    return packs(folder.parent / "pages")


def foreign(account: str, text: str) -> list[str]:
    """Return what a text holds of others than an account, and what the account wants nowhere."""
    others = [other for other in ACCOUNTS if other != account]
    marks = [mark for other in others for mark in (f"zq{other}", AMOUNTS[other])]
    marks += ["Vayne", "q.vayne", "mail.example"] if account == "ARDEN" else []
    return [mark for mark in marks if mark.casefold() in text.casefold()]


def leaks(folder: Path, account: str) -> list[tuple[str, list[str]]]:
    """Return the files of a pack that hold what is not theirs, with what that is."""
    found = bytes_of_files.read(folder, ("", WORD))
    assert any(name.endswith(".html") for name in found)
    return [(name, held) for name, text in found.items() if (held := foreign(account, text))]


def places() -> Iterator[tuple[str, str]]:
    """Table and column of every text that an account has, its own file included."""
    yield from small_project.text_columns()
    asked: list[tuple[str, str]] = []

    def noted(table_name: str, column: str) -> str:
        asked.append((table_name, column))
        return column

    small_project.account_file("A", noted)
    yield from dict.fromkeys(place for place in asked if place[0] != "tickets")


def check_apart(out: Path, accounts: tuple[str, ...]) -> None:
    """Each word is in its own pack alone: page, PDF with all its objects, data files, brief, logos.

    That the search finds words is seen by a pack's own.
    """
    untold = set()
    for account in accounts:
        pack = out / small_project.PERIOD / slug(account)
        assert leaks(pack, account) == []
        texts = bytes_of_files.read(pack, ("", WORD))
        every = "".join(texts.values())
        untold.add(frozenset(place for place in places() if token(account, *place) not in every))
        assert all(f"zq{account}" in texts[name] for name in ("pack.html", "pack.pdf", "pack.xlsx"))
        assert AMOUNTS[account] in every
        assert (NAME in every) == (account != "ARDEN")
        pictures = [one for one in ACCOUNTS if bytes(COLOURS[one] * 40).decode("latin-1") in texts["pack.pdf"]]
        assert pictures == [account]
    (never,) = untold
    assert len(never) < len(list(places())) / 4, sorted(never)


def test_f28_what_an_account_has_is_in_its_own_pack_alone(whole: Path) -> None:
    """One after the other in one process."""
    check_apart(whole, ACCOUNTS)


@pytest.mark.slow_fault
def test_f28_what_an_account_has_is_in_its_own_archive_alone(folder: Path, tmp_path: Path) -> None:
    """The archive of those that have no password."""
    run(folder, tmp_path / "out", profile="archive", accounts=ACCOUNTS[2:], formats=ALL)
    check_apart(tmp_path / "out", ACCOUNTS[2:])


def test_f28_what_stands_over_all_packs_stands_beside_them(folder: Path, pages: Packs) -> None:
    """No pack refers to the pages over all, nor to another pack; what is known of an account is its own."""
    for account, found in pages.items():
        text = "".join(bytes_of_files.said(name, data) for name, data in found.items())
        assert foreign(account, text) == []
        others = [slug(other) for other in ACCOUNTS if other != account]
        assert [mark for mark in ("portfolio.", "index.html", "run.json", "../", *others) if mark in text] == []


def one_shard(folder: Path, out: Path, patch: pytest.MonkeyPatch) -> dict[str, Result]:
    """All accounts computed together."""
    patch.setattr(plan, "FEWEST", 1)
    return run(folder, out, formats=PAGES)


def workers(folder: Path, out: Path, patch: pytest.MonkeyPatch) -> dict[str, Result]:
    """Two workers: what they get and tell is theirs."""
    return run(folder, out, jobs=2, formats=PAGES)


def resumed(folder: Path, out: Path, patch: pytest.MonkeyPatch) -> dict[str, Result]:
    """A run that begins with one account, loses half of it, and is begun again."""
    done = run(folder, out, accounts=("BORLO", "CUTTS"), formats=PAGES)
    (small_project.folder_of(done["CUTTS"]) / "pack.html").unlink()
    done = run(folder, out, formats=PAGES)
    assert [done[account].state for account in ACCOUNTS] == ["built", "skipped", "built"]
    return run(folder, out, formats=PAGES)


def after_a_failure(folder: Path, out: Path, patch: pytest.MonkeyPatch) -> dict[str, Result]:
    """One account stops in the middle, of a shard of all; it is made in the next run."""
    patch.setattr(plan, "FEWEST", 1)
    whole = voice.build

    def fail(inputs: Any) -> Any:
        if inputs.account.id == "BORLO":
            raise ValueError("a section of Borlo")
        return whole(inputs)

    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(voice, "build", fail)
        failed = run(folder, out, formats=PAGES)["BORLO"]
        assert failed.state == "failed"
        assert foreign("BORLO", failed.traceback) == []
    return run(folder, out, formats=PAGES)


def from_a_store(folder: Path, out: Path, patch: pytest.MonkeyPatch) -> dict[str, Result]:
    """Rows that were kept before; two workers each read those of theirs."""
    ingest(folder, str(out / "store"), {})
    return run(folder, out, store=str(out / "store"), jobs=2, formats=PAGES)


def dask(folder: Path, out: Path, patch: pytest.MonkeyPatch) -> dict[str, Result]:
    """Workers of a cluster of their own."""
    return run(folder, out, jobs=2, executor="dask", formats=PAGES)


@pytest.mark.parametrize(
    "mode",
    [one_shard, workers, resumed, after_a_failure, from_a_store, pytest.param(dask, marks=pytest.mark.slow_fault)],
)
def test_f28_however_packs_are_made_they_are_the_same(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pages: Packs,
    mode: Callable[[Path, Path, pytest.MonkeyPatch], Mapping[str, Result]],
) -> None:
    """Byte for byte what one process makes, names redacted; neither results nor run.json tell anything of another."""
    results = mode(folder, tmp_path / "out", monkeypatch)
    found = packs(tmp_path / "out")
    names = [name for name in pages["ARDEN"] if name not in ("manifest.json", "state")]
    for account in ACCOUNTS:
        assert foreign(account, repr(results[account])) == []
        assert [name for name in names if found[account][name] != pages[account][name]] == []
        assert leaks(tmp_path / "out" / small_project.PERIOD / slug(account), account) == []
        assert foreign(account, found[account]["state"].decode("utf-8")) == []
    told = json.loads((tmp_path / "out" / small_project.PERIOD / "run.json").read_bytes())
    assert [held for one in told["accounts"] if (held := foreign(one["id"], json.dumps(one)))] == []
    assert WORD not in "".join(bytes_of_files.read(tmp_path / "out", ("", WORD)).values())


BAD = {
    "tickets": {"opened_at": f"zq{{}}badopened of {NAME}", "state": f"zq{{}}badstate of {NAME}"},
    "actions": {"due_on": f"zq{{}}baddue of {NAME}"},
    "value": {"money": f"zq{{}}badmoney {ADDRESS}"},
}


def with_bad_rows(account: str) -> small_project.Data:
    """Return the rows of an account with cells that cannot be read, two numbers that contradict, and odd ones."""
    data = rows(account)
    for name, cells in BAD.items():
        data[name][1] |= {column: text.format(account) for column, text in cells.items()}
    data["tickets"].append(data["tickets"][3] | {"title": f"zq{account}contradicts of {NAME}"})
    data["milestones"][0]["project"] = f"zq{account}stray"
    return data


@pytest.mark.parametrize("command", [["build", "--json"], ["build"], ["check", "--json"], ["check"]])
def test_f28_what_is_wrong_with_rows_is_told_in_their_own_words(tmp_path: Path, command: list[str]) -> None:
    """Each error quotes its own account, and no name that is to be redacted; nor do the pages over all packs."""
    data = small_project.together(with_bad_rows("ARDEN"), rows("BORLO"), with_bad_rows("CUTTS"))
    written = project(tmp_path / "project", data)
    (written / "accounts" / "account-1.yaml").write_text(
        small_project.as_yaml({**files("BORLO"), "password": None}), "utf-8"
    )
    name, *options = command
    more = ["--out", str(tmp_path / "out"), "--format", "html"] if name == "build" else []
    done = CliRunner().invoke(cli.commands, [name, str(written), *more, *options], standalone_mode=False)
    assert done.return_value == 1, done.output
    assert "zqARDENbadopened of [redacted]" in done.output
    assert f"zqCUTTSbadopened of {NAME}" in done.output
    if options:
        events = [json.loads(line) for line in done.stdout.splitlines()]
        assert [
            held for one in events if one.get("account") and (held := foreign(one["account"], json.dumps(one)))
        ] == []
    assert not [line for line in done.output.splitlines() if "zqARDEN" in line and "Vayne" in line]
    for path in (tmp_path / "out").rglob("*.html"):
        assert not [line for line in path.read_text("utf-8").splitlines() if "zqARDEN" in line and "Vayne" in line]


def test_f28_words_that_differ_in_case_alone_stay_apart(tmp_path: Path) -> None:
    """What is kept for the next text in one process is not given to another account."""
    spelled = {"A": "zqMiXedqz wOrds", "B": "ZQmIxEDQZ WoRDS", "C": "zqmixedqz words"}
    data = small_project.together(
        *(small_project.desk(account, lambda *_, text=text: text) for account, text in spelled.items())
    )
    written = small_project.write(tmp_path, [small_project.account_file(account) for account in spelled], data)
    results = small_project.built(written, tmp_path / "out", formats=PAGES)
    for account, text in spelled.items():
        found = "".join(bytes_of_files.read(small_project.folder_of(results[account])).values())
        assert [other for other in spelled.values() if other in found] == [text]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@given(st.data())
@settings(max_examples=2)
def test_f28_another_account_changes_no_byte(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever its words are, whichever it comes before, and wherever its rows stand among theirs."""
    folder = tmp_path_factory.mktemp("beside")
    other, word = data.draw(st.sampled_from(["0", "a b", "Zz", "Ä"])), data.draw(WORDS.filter(str.strip))
    own = small_project.desk("M")
    strange = small_project.desk(other, lambda name, column: f"x{word}" if column != "account" else other)
    mixed = {name: data.draw(st.randoms()).sample([*own[name], *strange[name]], len(own[name]) * 2) for name in own}

    def pack(place: str, accounts: list[str], found: small_project.Data) -> dict[str, bytes]:
        written = small_project.write(folder / place, [small_project.account_file(one) for one in accounts], found)
        result = small_project.built(written, folder / place / "out", formats=PAGES, audiences=("customer",))["M"]
        return small_project.files_of(small_project.folder_of(result))

    assert pack("alone", ["M"], own) == pack("together", [other, "M"], mixed)


def made(folder: Path, accounts: Sequence[str], found: Mapping[str, Sequence[small_project.Row]]) -> Packs:
    """Build the HTML packs of rows that stand in several files, each a source of its own; all in the order given."""
    sources = []
    small_project.write(folder, [small_project.account_file(one) for one in accounts], {})
    for place, (name, listed) in enumerate(found.items()):
        table_name = name.rpartition(" ")[2]
        small_project.write_csv(folder / "data" / f"{place}.csv", table(table_name).names, listed)
        sources.append({"table": table_name, "files": f"data/{place}.csv"})
    (folder / "reviewgen.yaml").write_text(
        small_project.as_yaml(small_project.project_file((), sources=sources)), "utf-8"
    )
    results = small_project.built(folder, folder / "out", formats=PAGES)
    return {one: small_project.files_of(small_project.folder_of(results[one])) for one in accounts}


def both() -> small_project.Data:
    """Return the rows of two accounts, two of them twice."""
    data = small_project.together(*map(small_project.rows, "AB"))
    return data | {"tickets": [*data["tickets"], data["tickets"][2], data["tickets"][30]]}


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    """The packs of two accounts, of one file for each table."""
    return made(tmp_path_factory.mktemp("order"), "AB", both())


@given(st.randoms(use_true_random=False, note_method_calls=False), st.permutations("AB"))
@settings(max_examples=3)
def test_f29_the_order_of_rows_files_and_accounts_changes_no_byte(
    tmp_path_factory: pytest.TempPathFactory, in_order: Packs, chance: random.Random, accounts: list[str]
) -> None:
    """Rows mixed and dealt into files, files and accounts in any order; digests and places of files alone differ."""
    dealt: small_project.Data = {}
    for name, listed in both().items():
        for row in chance.sample(listed, len(listed)):
            dealt.setdefault(f"{chance.choice('123')} {name}", []).append(row)
    mixed = {name: dealt[name] for name in chance.sample(sorted(dealt), len(dealt))}
    found = made(tmp_path_factory.mktemp("mixed"), accounts, mixed)
    telling = ("manifest.json", "internal/brief.html", "internal/remarks.csv")
    for account, files_there in in_order.items():
        assert files_there.keys() == found[account].keys()
        different = [name for name, data in files_there.items() if found[account][name] != data]
        assert set(different) <= set(telling)


SURROUNDINGS = st.fixed_dictionaries(
    {
        "PYTHONHASHSEED": st.integers(0, 2**32 - 1).map(str),
        "TZ": st.sampled_from(["Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu", "UTC"]),
        "LANG": st.sampled_from(["tr_TR.UTF-8", "de_DE.UTF-8", "C", "fa_IR.UTF-8"]),
        "LC_ALL": st.sampled_from(["C", "C.UTF-8", "tr_TR.UTF-8", ""]),
    }
)


def flags(formats: Iterable[str]) -> list[str]:
    """Return what asks for formats on the command line."""
    return [part for one in formats for part in ("--format", one)]


def built_elsewhere(folder: Path, cwd: Path, surroundings: Mapping[str, str], *more: str) -> Path:
    """Build in a process with other surroundings, from another folder, by the clock of today; return the packs."""
    command = ["-m", "reviewgen", "build", os.path.relpath(folder, cwd), "--out", "there", *more]
    place = {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "HOME": str(cwd), SECRET: WORD}
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env={**os.environ, **surroundings, **place}, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert WORD.encode() not in done.stdout + done.stderr
    return cwd / "there"


@given(SURROUNDINGS, st.integers(1, 3))
@settings(max_examples=2)
def test_f29_no_figure_depends_on_the_machine(
    folder: Path, pages: Packs, tmp_path_factory: pytest.TempPathFactory, surroundings: dict[str, str], jobs: int
) -> None:
    """Nor does a byte of a page: zone, language, hash seed and number of workers are as they come."""
    cwd = tmp_path_factory.mktemp("cwd")
    there = built_elsewhere(folder, cwd, surroundings, *flags(PAGES), "--jobs", str(jobs))
    assert packs(there) == pages


def test_f29_neither_machine_nor_moment_changes_a_byte_of_a_pdf(folder: Path, tmp_path: Path, whole: Path) -> None:
    """But for the one whose encryption begins with random numbers, and what is known of its size."""
    surroundings = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "C"}
    (tmp_path / "cwd").mkdir()
    elsewhere = built_elsewhere(folder, tmp_path / "cwd", surroundings, *flags(ALL), "--jobs", "2")
    here, there = small_project.files_of(whole), small_project.files_of(elsewhere)
    locked = slug("BORLO")
    encrypted = {f"2026-10/{locked}/pack.pdf", f"2026-10/{locked}/manifest.json", f".reviewgen/2026-10/{locked}.json"}
    different = {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)}
    assert different - {".reviewgen/last.json"} <= encrypted
