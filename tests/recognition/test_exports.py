"""The export that stands for each preset becomes packs by two commands, with the figures that were counted by hand."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from mapped import run

from reviewgen import presets, project, tables, yamlfile
from reviewgen.build import figures
from reviewgen.gather import Request, gather

REALDATA = os.environ.get("REVIEWGEN_REALDATA")
EXPORTS = Path(__file__).parent.parent / "exports"
BY_HAND = Path(__file__).parent.parent / "projects" / "uci"
ASSUMED = ["map.zone", "map.as_of"]


def expected(name: str) -> dict[str, Any]:
    """What was counted from the rows of an export."""
    data = yamlfile.load((EXPORTS / name / "expected.yaml").read_bytes(), name).data
    assert isinstance(data, dict)
    return data


def flags(wanted: dict[str, Any], *without: str) -> list[str]:
    """What `map` has to be told of an export."""
    given = {key: value for key, value in (wanted.get("map") or {}).items() if key not in without}
    return [word for key, value in given.items() for word in (f"--{key.replace('_', '-')}", value)]


def recognised(name: str) -> str:
    """What `map` says of an export that it knows."""
    return f" rows, {presets.load(expected(name).get('preset', name)).title}\n"


def copied(name: str, folder: Path) -> Path:
    """A folder with an export alone."""
    shutil.copy(EXPORTS / name / expected(name)["file"], folder)
    return folder


EVERY = sorted(path.name for path in EXPORTS.iterdir() if path.is_dir())
AS_PEOPLE_DO = ("jira-issues", "servicenow-incident", "zendesk-tickets")


@pytest.mark.parametrize("name", [name for name in EVERY if name not in AS_PEOPLE_DO])
def test_an_export_becomes_packs_with_its_figures(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`map EXPORT --yes` recognises it, `build` makes a pack for each account, and the figures are right."""
    wanted = expected(name)
    monkeypatch.chdir(copied(name, tmp_path))
    done = run("map", wanted["file"], "--yes", *flags(wanted))
    assert done.code == 0, done.stdout + done.stderr
    assert recognised(name) in done.stdout
    built = run("build", "--format", "html")
    assert built.code == 0, built.stdout + built.stderr
    assert_built(tmp_path, wanted, "pack.html")


@pytest.mark.parametrize("name", AS_PEOPLE_DO)
def test_one_line_leads_from_an_export_to_pdfs(name: str, tmp_path: Path) -> None:
    """`reviewgen map EXPORT --yes && reviewgen build`, by a shell: HTML, PDF and the figures that were counted."""
    wanted = expected(name)
    line = f"reviewgen map {wanted['file']} --yes {shlex.join(flags(wanted))} && reviewgen build"
    shell = f'reviewgen() {{ {shlex.quote(sys.executable)} -W error -m reviewgen "$@"; }}; {line}'
    done = subprocess.run(["sh", "-c", shell], cwd=copied(name, tmp_path), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert recognised(name) in done.stdout
    assert_built(tmp_path, wanted, "pack.html", "pack.pdf")


@pytest.mark.parametrize("name", EVERY)
def test_without_flags_it_asks_what_no_file_can_tell_and_says_what_it_assumes(name: str, tmp_path: Path) -> None:
    """Every open question, and nothing written then; every warning; zone and date where they are assumed."""
    wanted = expected(name)
    done = run("map", copied(name, tmp_path) / wanted["file"], "--into", tmp_path, "--yes", "--json")
    asks = wanted.get("asks", [])
    assert [one["code"] for one in done.data["questions"]] == asks
    assert [one["code"] for one in done.data["exports"][0]["warnings"]] == wanted.get("warns", [])
    assert done.data["assumed"] == [] if asks else [one["code"] for one in done.data["assumed"]] == ASSUMED
    assert (done.code, (tmp_path / "reviewgen.yaml").exists()) == ((2, False) if asks else (0, True))


@pytest.mark.skipif(not REALDATA, reason="REVIEWGEN_REALDATA is not set")
def test_the_real_audit_log_gives_the_same_figures_as_the_project_made_by_hand(tmp_path: Path) -> None:
    """Unzipped, with nothing said but the account and the order of dates: every figure of every account.

    What was promised is in no log, so the mapped project gets the policy that the other one has.
    """
    with zipfile.ZipFile(Path(REALDATA or "") / "uci" / "incident_event_log.zip") as archive:
        log = archive.extract("incident_event_log.csv", tmp_path)
    told = ["--account-column", "location", "--date-order", "dmy"]
    assert run("map", Path(log), "--into", tmp_path, "--yes", *told).code == 0
    promise(tmp_path)
    made, by_hand = (
        figures(gather(Request(folder, datetime(2017, 3, 1, tzinfo=UTC), os.environ, period="2016-04")))
        for folder in (tmp_path, BY_HAND)
    )
    assert len(by_hand) == 224
    assert made.keys() == by_hand.keys()
    assert [name for name in by_hand if made[name] != by_hand[name]] == []


def promise(mapped: Path) -> None:
    """Give a project that was mapped the policy of the project made by hand."""
    written = (mapped / "reviewgen.yaml").read_text("utf-8")
    wanted = yamlfile.load((BY_HAND / "reviewgen.yaml").read_bytes(), "x").data
    assert isinstance(wanted, dict)
    promised = {"calendars": wanted["calendars"], "policies": str(BY_HAND / wanted["policies"])}
    given, times = re.subn(
        r"^  # policy: .*$", f"  policy: {wanted['defaults']['policy']}", written, flags=re.MULTILINE
    )
    assert times == 1
    entries = "\n".join(f"{key}: {json.dumps(value)}" for key, value in promised.items())
    (mapped / "reviewgen.yaml").write_text(f"{given}\n{entries}\n", "utf-8")


@pytest.mark.parametrize(
    ("name", "offered"),
    [("servicenow-audit-log", "location"), ("servicenow-incident-metric", "'Business Unit'")],
)
def test_a_column_that_only_may_be_the_customer_is_asked_for(name: str, offered: str, tmp_path: Path) -> None:
    """Places and departments are customers at some desks only: they are offered first, and never taken."""
    wanted = expected(name)
    told = flags(wanted, "account_column")
    done = run("map", EXPORTS / name / wanted["file"], "--into", tmp_path, "--yes", "--json", *told)
    assert done.code == 2
    shown = done.stdout + done.stderr
    assert "Which column names the customer" in shown
    assert shown.index("--account-column ") == shown.index(f"--account-column {offered}")


@pytest.mark.parametrize(
    ("name", "word"),
    [("freshdesk-tickets", "Urgent"), ("jira-issues", "Highest"), ("servicenow-incident", "1 - Critical")],
)
def test_a_priority_that_a_preset_does_not_know_is_told_before_and_after(name: str, word: str, tmp_path: Path) -> None:
    """By `map`, and by every build with its rows: it has the target of no other priority."""
    file = copied(name, tmp_path) / expected(name)["file"]
    text = file.read_text("utf-8").replace("Splendid", "Neutral")  # an answer that is no word of the preset either
    file.write_text(text.replace(word, "Very High"), "utf-8")
    done = run("map", file, "--into", tmp_path, "--yes", "--json", *flags(expected(name)))
    (told,) = (one for one in done.data["exports"][0]["warnings"] if one["code"] == "map.priority")
    assert '"Very High" stands in the packs as it is' in told["text"]
    found = tables.load(project.load(tmp_path), os.environ)
    rows = found.frames["tickets"]["priority"] == "Very High"
    odd = [one for one in found.issues if one.code == "cell.unmapped"]
    assert {(one.column, one.value) for one in odd} == {("priority", "Very High")}
    assert sum(one.count for one in odd) == rows.sum() > 0


def test_the_page_on_map_lists_every_preset() -> None:
    """People find their tool there, with the page on how to export from it."""
    page = (EXPORTS.parent.parent / "docs" / "map.md").read_text("utf-8")
    rows = [f"| [{one.tool}](exports/{one.page}.md) | {one.export} | `{one.name}` |" for one in presets.every()]
    assert "\n".join(rows) in page


def assert_built(project: Path, wanted: dict[str, Any], *files: str) -> None:
    """A folder for each account that was counted, with these files and its figures."""
    found = {}
    for path in (project / "out" / wanted["period"]).glob("*/figures.json"):
        data = json.loads(path.read_text("utf-8"))
        assert [name for name in files if not (path.parent / name).stat().st_size] == []
        found[data["account"]] = data["figures"]
    assert {one["account"] for one in wanted["figures"]} <= found.keys()
    for one in wanted["figures"]:
        assert_counted(found[one["account"]], one, wanted["period"])


def assert_counted(figures: list[dict[str, Any]], one: dict[str, Any], period: str) -> None:
    """Find a figure, and compare what was counted of it."""
    place = (one["metric"], one.get("period", period), one.get("dimensions") or {})
    found = [shown for shown in figures if (shown["metric"], shown["period"], shown["dimensions"]) == place]
    assert len(found) == 1, place
    if "value" in one:
        assert found[0]["value"] is not None, (place, found[0]["missing"])
        assert found[0]["value"] == pytest.approx(float(one["value"]), abs=1e-4), place
    if "missing" in one:
        assert found[0]["missing"] == one["missing"], place
    if "n" in one:
        assert found[0]["n"] == int(one["n"]), place
