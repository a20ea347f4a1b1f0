"""What is written for people is true, complete, and works as it stands."""

from __future__ import annotations

import ast
import csv
import dataclasses
import io
import json
import re
import runpy
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from pydantic import BaseModel

from reviewgen import config, tables, yamlfile
from reviewgen.agreements import Policy
from reviewgen.branding import pictures
from reviewgen.cli import commands
from reviewgen.findings import DETECTORS, THRESHOLDS
from reviewgen.gather import Request, gather
from reviewgen.metrics import METRICS
from reviewgen.project import LIMIT, Setup
from reviewgen.readiness import CHECKS
from reviewgen.records import LISTED, TABLES, Table
from reviewgen.sections import SECTIONS
from reviewgen.sources import Reader
from reviewgen.validation import validate

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sample_data/README.md")]
PAGES += sorted(DOCS.rglob("*.md"))
STARTER = ROOT / "templates" / "project"
LISTS = [f" {table.name}.csv " for table in LISTED]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`(my-review/[\w./-]+)`:\s*$")


@dataclass(frozen=True)
class Example:
    """An export, its mapping and what is understood, as docs/mapping.md shows them."""

    title: str
    export: str
    mapping: str
    understood: str


def text(path: Path) -> str:
    """Return a page as text."""
    return path.read_text("utf-8")


def page_name(path: Path) -> str:
    """Name a page as it stands in the project."""
    return path.relative_to(ROOT).as_posix()


def run(line: str) -> Result:
    """Run a command line that begins with "reviewgen"; its exit code is the return value, 0 but for blockers found."""
    words = shlex.split(line)
    assert words[0] == "reviewgen"
    result = CliRunner().invoke(commands, words[1:], standalone_mode=False, catch_exceptions=False)
    blocked = words[1] == "check" and result.stdout.startswith("blocker")
    assert bool(result.return_value) is blocked, f"{line}\n{result.output}"
    return result


def fits(said: str, expected: str) -> bool:
    """Tell whether a command said what a page expects of it; a line of three dots stands for any lines."""
    pieces = (re.escape(" ".join(piece.split())) for piece in f"\n{expected}\n".split("\n...\n"))
    return re.fullmatch(".*".join(pieces), " ".join(said.split())) is not None


def generated() -> dict[str, Any]:
    """Return what scripts/reference defines."""
    return runpy.run_path(str(ROOT / "scripts" / "reference"))


def blocks(page: str) -> Iterator[tuple[str, str, str]]:
    """Return kind, content and the text before every fenced block of a page."""
    for match in FENCE.finditer(page):
        yield match[1], match[2], page[: match.start()].rstrip()


def examples() -> list[Example]:
    """Return the examples of docs/mapping.md: three blocks each, under a heading; the first table that fits counts."""
    found = list(blocks(text(DOCS / "mapping.md")))
    assert [kind for kind, _, _ in found] == ["csv", "yaml", "csv"] * (len(found) // 3)
    triples = zip(found[::3], found[1::3], found[2::3], strict=True)
    return [
        Example(before.rpartition("\n## ")[2].partition("\n")[0], export, mapping, understood)
        for (_, export, before), (_, mapping, _), (_, understood, _) in triples
    ]


def models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Return a model and all models within it."""
    found = {model}
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            found |= models(inner)
    return found


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Return the models that a type names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def keys(model: type[BaseModel], *without: type[BaseModel]) -> set[str]:
    """Return every key that people may write in a file of that model."""
    left_out = set().union(*(models(one) for one in without)) if without else set()
    return {field.alias or name for one in models(model) - left_out for name, field in one.model_fields.items()}


def messages() -> list[str]:
    """Return every text that stands in the code of the package, f-strings in their pieces."""
    trees = (ast.parse(text(path)) for path in (ROOT / "reviewgen").rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def quoted_messages(page: str) -> list[str]:
    """Return what stands between backticks in the first cells of the tables of a page; "…" divides what varies."""
    firsts = "\n".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    return [piece.strip() for quoted in re.findall(r"`([^`]+)`", firsts) for piece in quoted.split("…")]


def chapter(title: str) -> str:
    """Return a chapter of the reference, up to the next one."""
    return text(DOCS / "reference.md").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(page: str) -> list[str]:
    """Return what stands between backticks at the beginning of the rows of tables."""
    return re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """Return the anchors that a page offers, as GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def links(path: Path) -> Iterator[tuple[Path, str]]:
    """Return file and anchor of every link of a page within the project."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text(path)):
        if not target.startswith(("http:", "https:", "mailto:")):
            name, _, anchor = target.partition("#")
            yield (path.parent / name if name else path), anchor


def key_paths(value: Any, documented: Mapping[str, str], path: str = "") -> Iterator[str]:
    """Return the paths of all keys of a JSON value, such as "figures[].n"; what is documented is not gone into."""
    if path in documented:
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from key_paths(inner, documented, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from key_paths(inner, documented, f"{path}[]")
    else:
        yield path


def cell(value: Any) -> str:
    """Write a typed cell as docs/mapping.md does."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M}"
    if pd.api.types.is_bool(value):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The project that `reviewgen init` starts."""
    run(f"reviewgen init {tmp_path / 'project'}")
    return tmp_path / "project"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packs of October that it builds at once; with nothing to say of its data."""
    project = tmp_path_factory.mktemp("started") / "project"
    run(f"reviewgen init {project}")
    said, table, _ = run(f"reviewgen build {project}").stderr.partition("built ")
    assert (said, bool(table)) == ("", True)
    return project / "out" / "2026-10"


def follow(page: str, folder: Path) -> int:
    """Write the files of a page and run its commands, in order; each prints what stands there. Return how many."""
    commands_run = 0
    for kind, content, before in blocks(page):
        if kind == "console":
            for block in content.removeprefix("$ ").split("\n$ "):
                line, _, expected = block.partition("\n")
                said = run(line).stdout
                commands_run += 1
                assert not expected.strip() or fits(said, expected), f"{line}\n{said}"
        elif file := FILE.search(before):
            path = folder / file[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
    return commands_run


def without(page: str, content: str) -> str:
    """Return a page of YAML without the keys that a block has at its left edge, and all within them."""
    for key in re.findall(r"^(\w+):", content, re.MULTILINE):
        page = re.sub(rf"^{key}:.*\n(?:[ #].*\n|\n)*", "", page, flags=re.MULTILINE)
    return page


def test_readme_works_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files and commands, taken in order, run in an empty folder and print what stands there."""
    monkeypatch.chdir(tmp_path)
    assert follow(text(ROOT / "README.md"), tmp_path) >= 5
    assert len(list(tmp_path.glob("my-review/out/2026-10/acme-37036cd8/pack.*"))) == 2
    assert len(list(tmp_path.glob("quarterly/out/2026-Q3/*/pack.*"))) == 2


def test_readme_commands_for_the_sample_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands that follow an installation without make work where the sample project lies."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    lines = re.findall(r"^    (?:\.venv/bin/)?(reviewgen .*)$", text(ROOT / "README.md"), re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        run(line)
    assert len(list(tmp_path.glob("out/2026-10/*/pack.pdf"))) == 5


def test_readme_shows_every_file_of_a_pack(started: Path) -> None:
    """The tree under "What comes out" names each file that a build leaves."""
    tree = text(ROOT / "README.md").partition("## What comes out")[2].replace("data/TABLE.csv ", " ".join(LISTS))
    made = {path.name for path in started.rglob("*") if path.is_file()}
    assert {name for name in made if not re.search(rf"(?: |data/|internal/){name} ", tree)} == set()


def test_picture_in_readme_is_small() -> None:
    """The picture of a pack is there, and loads quickly."""
    size = (DOCS / "images" / "pack-page-one.png").stat().st_size
    assert 20_000 < size < 250_000


def test_reference_is_current() -> None:
    """The committed page is what the code says; else run: python scripts/reference."""
    assert text(DOCS / "reference.md") == generated()["reference"]()


def test_reference_has_every_option() -> None:
    """Each command and each of its options is described."""
    page = text(DOCS / "reference.md")
    for name, command in commands.commands.items():
        assert f"### `reviewgen {name} " in page
        for option in (option for one in command.params for option in one.opts if option.startswith("-")):
            assert f"| `{option}" in page, f"{name} {option}"


@pytest.mark.parametrize("model", [config.Project, config.Account, Policy, config.Mapping])
def test_reference_has_every_key_of_configuration(model: type[BaseModel]) -> None:
    """Each key that people may write has its row."""
    page = text(DOCS / "reference.md")
    assert {key for key in keys(model) if f"| `{key}` |" not in page} == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_reference_has_every_column(table: Table) -> None:
    """Each column of each table has its row under its table."""
    chapter = text(DOCS / "reference.md").partition(f"### `{table.name}`\n")[2].partition("\n#")[0]
    assert [name for name in table.names if f"| `{name}` |" not in chapter] == []


def test_reference_has_every_metric() -> None:
    """Each metric has its row, with the section that shows it."""
    assert first_cells(chapter("Metrics")) == [metric.id for metric in METRICS]


def test_reference_has_every_section() -> None:
    """Each section has its heading and all fields of its context, in the order of a pack."""
    page = chapter("Sections")
    assert re.findall(r"^### (.+)$", page, re.MULTILINE) == [section.TITLE for section in SECTIONS]
    fields = [field.name for section in SECTIONS for field in dataclasses.fields(section.Context)]
    assert first_cells(page) == fields


def test_reference_has_every_finding_and_threshold() -> None:
    """Each detector and each threshold has its row."""
    detectors, _, thresholds = chapter("Findings").partition("\n### Thresholds\n")
    assert sorted(first_cells(detectors)) == sorted(detector.__name__ for detector in DETECTORS)
    assert first_cells(thresholds) == list(THRESHOLDS)


def test_reference_has_every_check() -> None:
    """Each check has its row."""
    assert first_cells(chapter("Checks")) == [check.__name__ for check in CHECKS]


@pytest.mark.parametrize(
    ("file", "described"),
    [
        ("calder-*/figures.json", "FIGURES_JSON"),
        ("calder-*/manifest.json", "MANIFEST_JSON"),
        ("calder-*/record.json", "RECORD_JSON"),
        ("portfolio.json", "PORTFOLIO_JSON"),
        ("run.json", "RUN_JSON"),
    ],
)
def test_reference_has_every_key_of_output(sample_packs: Path, file: str, described: str) -> None:
    """The keys described are those that the files hold, no more and no fewer."""
    documented = generated()[described]
    path = next((sample_packs / "2026-10").glob(file))
    assert set(key_paths(json.loads(text(path)), documented)) == set(documented)


def test_reference_has_every_key_of_an_explanation() -> None:
    """The keys described are those that `reviewgen explain --format json` prints, no more and no fewer."""
    documented = generated()["EXPLAIN_JSON"]
    shown = run(f"reviewgen explain sla.resolution {ROOT / 'sample_data'} --account CALDER --format json").stdout
    found = set(key_paths(json.loads(shown), documented))
    assert found == set(documented)


@pytest.mark.parametrize(("file", "described"), [("clocks.csv", "CLOCKS_CSV"), ("rows.csv", "ROWS_CSV")])
def test_reference_has_every_column_of_data(sample_packs: Path, file: str, described: str) -> None:
    """The columns described are those of the file, in their order."""
    path = next((sample_packs / "2026-10").glob(f"calder-*/data/{file}"))
    heads = text(path).partition("\n")[0].strip().split(",")
    assert heads == list(generated()[described])


def test_reference_has_every_key_of_events(starter: Path) -> None:
    """The lines of build --json hold the keys that are described."""
    lines = run(f"reviewgen build {starter} --format html --json").stdout.splitlines()
    *events, over = [json.loads(line) for line in lines]
    assert set(over) == {"event", "built", "skipped", "failed", "seconds", "elapsed"}
    assert [set(event) for event in events if event["event"] == "built"] == [set(generated()["EVENTS"])]
    assert all(set(event) == {"event", "text"} for event in events if event["event"] != "built")


def test_reference_has_every_key_of_gaps(starter: Path) -> None:
    """The lines of check --json hold the keys that are described."""
    (starter / "data" / "majors.yaml").write_text(
        text(starter / "data" / "majors.yaml").replace("  cause:", "  # cause:"), "utf-8"
    )
    said = CliRunner().invoke(commands, ["check", str(starter), "--json"], standalone_mode=False)
    gaps = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.return_value == 1
    assert {gap["grade"] for gap in gaps} == {"blocker"}
    assert all(list(gap) == list(generated()["GAPS"]) for gap in gaps)


def test_reference_has_every_key_of_issuing(started: Path) -> None:
    """The lines of issue --json hold the keys that are described; what is issued again is there already."""
    events = [json.loads(run(f"reviewgen issue {started.parents[1]} --json").stdout) for _ in range(2)]
    assert [event["event"] for event in events] == ["issued", "already"]
    assert all(list(event) == list(generated()["ISSUED"]) for event in events)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_mapping_example_gives_what_it_says(example: Example, tmp_path: Path) -> None:
    """The export of an example, read through its mapping, becomes the rows shown."""
    (tmp_path / "export.csv").write_text(example.export, "utf-8")
    given = yamlfile.load(example.mapping.encode(), "mapping.yaml").data
    mapping = config.Mapping.model_validate(given)
    name = next(one.name for one in TABLES if mapping.columns.keys() <= set(one.names))
    source = config.FileSource.model_validate({"table": name, "files": "export.csv", "mapping": mapping})
    project = config.Project(provider=config.Provider(name="Provider"), sources=(source,))
    found = tables.load(Setup(tmp_path, project), {})
    assert [str(issue) for issue in found.issues if issue.severity == "error"] == []
    heads, *expected = csv.reader(io.StringIO(example.understood))
    frame = found.frames[name]
    rows = [[cell(value) for value in row] for row in frame[heads].itertuples(index=False)]
    assert sorted(rows) == sorted(expected)
    assert set(heads) == set(mapping.columns)


def test_policies_work_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of docs/policies.md make a project whose figures and clocks are those that the page shows."""
    monkeypatch.chdir(tmp_path)
    page = text(DOCS / "policies.md")
    assert follow(page, tmp_path) >= 3
    run("reviewgen build my-review --format html")
    shown = next(content for kind, content, _ in blocks(page) if kind == "csv" and content.startswith("ticket,state,"))
    with next((tmp_path / "my-review" / "out").rglob("clocks.csv")).open(encoding="utf-8", newline="") as file:
        clocks = {row["ticket"]: row for row in csv.DictReader(file) if row["clock"] == "resolution"}
    expected = list(csv.DictReader(io.StringIO(shown)))
    assert [{name: clocks[row["ticket"]][name] for name in row} for row in expected] == expected
    assert len(expected) == len(clocks)


def test_branding_works_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of docs/branding.md make a pack with both logos, and with the sheet and the section that it shows."""
    monkeypatch.chdir(tmp_path)
    assert follow(text(DOCS / "branding.md"), tmp_path) == 2
    pack = next((tmp_path / "my-review" / "out").glob("2*/example-*"))
    page, manifest = text(pack / "pack.html"), json.loads(text(pack / "manifest.json"))
    assert page.count('<img class="logo') == 2
    assert "h1 { color: var(--accent) }" in page
    assert "All tickets count, whoever opened them." in page
    assert [one["file"] for one in manifest["templates"]] == ["css/brand.css", "sections/workload.html"]


def test_a_review_goes_as_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its commands run in their order, and the second review reads what was issued after the first."""
    monkeypatch.chdir(tmp_path)
    assert follow(text(DOCS / "review.md"), tmp_path) >= 7
    november = next((tmp_path / "my-review" / "out" / "2026-11").glob("*/pack.html"))
    assert "Since the last review" in text(november)
    assert not list((tmp_path / "my-review" / "issued").rglob("brief.*"))


@pytest.mark.parametrize("page", ["review.md", "findings.md", "figures.md"])
def test_settings_shown_are_valid(page: str, starter: Path) -> None:
    """Each block of YAML can stand in reviewgen.yaml or in an account's file as it is."""
    shown = [content for kind, content, _ in blocks(text(DOCS / page)) if kind == "yaml"]
    assert shown
    for content in shown:
        of_project = re.match(r"(depth|defaults):\n", content) is not None
        path = starter / ("reviewgen.yaml" if of_project else "accounts/example.yaml")
        before = text(path)
        path.write_text(f"{without(before, content)}\n{content}", "utf-8")
        job = gather(Request(starter, datetime(2026, 11, 2, tzinfo=UTC), {}))
        assert [review.account.id for review in job.reviews] == ["EXAMPLE"], content
        path.write_text(before, "utf-8")


def test_sources_shown_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block can stand in reviewgen.yaml; the query of DuckDB gives what it says, ids as they are written."""
    shown = [content for kind, content, _ in blocks(text(DOCS / "sources.md")) if kind == "yaml"]
    provider = "provider: {name: N}\n"
    projects = [validate(config.Project, yamlfile.load(provider + one, "shown"), "shown") for one in shown]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "desk-one.csv").write_text("number,company,opened\n007,A,2026-10-05 09:00\n", "utf-8")
    (tmp_path / "data" / "desk-two.csv").write_text("id,customer,created\n8,A,2026-10-05 09:00\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    (source,) = projects[-1].sources
    ((extract,), issues) = Reader(tmp_path, {}, [source]).read(source)
    assert (extract.file, extract.frame[0].tolist(), issues) == ("two desks", ["007", "8"], [])


@pytest.mark.parametrize("page", ["troubleshooting.md", "figures.md"])
def test_messages_quoted_are_those_of_the_code(page: str) -> None:
    """A message that a page explains stands in the code in these words."""
    known, quoted = "\n".join(messages()), quoted_messages(text(DOCS / page))
    assert len(quoted) > 5
    names_of_periods = re.compile(r"\d{4}.*")
    assert [piece for piece in quoted if piece not in known and not names_of_periods.fullmatch(piece)] == []


def test_sizes_are_told_as_they_are_refused() -> None:
    """Of files that people write, of logos and of exports; each in one place."""
    page = text(DOCS / "troubleshooting.md")
    told = (f"{LIMIT >> 20} MiB at", f"logos {pictures.MAX_BYTES >> 20} MiB", f"{config.Limits().megabytes:,}")
    assert [page.count(size) for size in told] == [1, 1, 1]


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link within the project names a file that exists, and a heading in it."""
    for file, anchor in links(page):
        assert file.exists(), file
        assert not anchor or anchor in anchors(file), f"{file}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_pages_name_only_what_exists(page: Path) -> None:
    """Each command and option of reviewgen that a page mentions is one that it has."""
    options = {option for command in commands.commands.values() for one in command.params for option in one.opts}
    prose = re.sub(r"https?://\S+", "", text(page))
    assert set(re.findall(r"`(?:\.venv/bin/)?reviewgen (\w+)", prose)) <= set(commands.commands)
    mentioned = set(re.findall(r"`(?:reviewgen [^`]*?)?(--[a-z-]+)", prose))
    assert mentioned <= options


def test_init_gives_a_project_that_builds(started: Path) -> None:
    """The starter project gives a pack at once, of the month before its as_of, with nothing odd in its data."""
    pack = next(started.glob("example-*"))
    assert {"pack.html", "pack.pdf", "internal"} <= {path.name for path in pack.iterdir()}
    assert json.loads(text(pack / "manifest.json"))["issues"] == []


def test_init_gives_a_project_that_is_ready() -> None:
    """Nothing is missing before its meeting: no section is empty, nothing lacks its cause, owner or day."""
    assert run(f"reviewgen check {STARTER}").stdout == "Nothing is missing.\n"


def test_init_gives_rows_of_every_table(started: Path) -> None:
    """Each table has a source, and each file has rows."""
    inputs = json.loads(text(started / "run.json"))["inputs"]
    assert sorted(one["table"] for one in inputs if one["rows"]) == sorted(table.name for table in TABLES)


def test_init_gives_data_for_every_figure(started: Path) -> None:
    """All figures of the starter's pack have a number, but for what the starter leaves out on purpose."""
    figures = json.loads(text(next(started.rglob("figures.json"))))["figures"]
    missing = {
        one["metric"] for one in figures if one["period"] == "2026-10" and not one["dimensions"] and one["missing"]
    }
    assert missing == {"survey.nps", "survey.ces", "sla.response.tool", "sla.resolution.tool", "credits.due"}


def test_starter_keeps_to_itself_what_is_internal(started: Path) -> None:
    """What its files mark as internal stands in the brief, and in no other file."""
    pack = next(started.glob("example-*"))
    files = [path for path in pack.rglob("*") if path.is_file() and path.suffix != ".pdf"]
    given = "".join(text(path) for path in files if path.parent.name != "internal")
    for words in ("Evening support could add", "say it first", "The supplier pays nothing"):
        assert words in text(pack / "internal" / "brief.html")
        assert words not in given


def test_init_refuses_to_overwrite(starter: Path) -> None:
    """A second init leaves everything as it stands and says so."""
    (starter / "reviewgen.yaml").write_text("mine", "utf-8")
    (starter / "data" / "tickets.csv").unlink()
    result = CliRunner().invoke(commands, ["init", str(starter)])
    assert result.exit_code == 2
    assert "exists already: nothing was written" in result.stderr
    assert text(starter / "reviewgen.yaml") == "mine"
    assert not (starter / "data" / "tickets.csv").exists()


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("reviewgen.yaml", keys(config.Project, config.Mapping, config.Targets)),
        ("accounts/example.yaml", keys(config.Account)),
    ],
)
def test_starter_mentions_every_key(file: str, wanted: set[str]) -> None:
    """The commented files name each key that may stand in them."""
    written = set(re.findall(r"[\s{]([a-z_]+):", text(STARTER / file)))
    assert wanted - written == set()
