"""The plan of the house, held against what the code says."""

from __future__ import annotations

import ast
import functools
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "reviewgen"

# Room of the package -> rooms it may import, besides errors and model. In one order, so that no ring can be: a row
# names only rooms above it.
MAY_IMPORT = {
    "visible": "",
    "errors": "visible",
    "model": "",
    "records": "",
    "abreast": "",
    "resources": "",
    "streams": "",
    "program": "resources",
    "requirements": "resources",
    "overrides": "resources",
    "yamlfile": "",
    "confidential": "",
    "periods": "",
    "languages": "",
    "numerals": "",
    "wording": "periods numerals",
    "signals": "",
    "charts": "",
    "outputs": "",
    "ordinary": "",
    "fonts": "",
    "scripts": "",
    "checked": "periods",
    "calendars": "",
    "agreements": "checked calendars",
    "config": "checked agreements",
    "validation": "yamlfile",
    "project": "ordinary yamlfile confidential calendars agreements config validation",
    "issued": "periods outputs project",
    "states": "calendars",
    "promises": "calendars agreements states",
    "branding": "config project ordinary",
    "presets": "resources yamlfile checked config validation",
    "sources": "yamlfile config ordinary",
    "mapping": "abreast config sources",
    "tables": "abreast outputs program confidential config project sources mapping",
    "recognition": "abreast periods outputs checked config project sources mapping presets tables",
    "turns": "calendars promises states",
    "sla": "calendars promises states turns",
    "metrics": "periods signals calendars agreements config promises tables states sla",
    "cut": "calendars promises tables states sla metrics",
    "provenance": "metrics cut",
    "findings": "periods config metrics",
    "narrative": "metrics findings",
    "sections": "periods wording charts agreements config metrics findings narrative",
    "depth": "config",
    "passwords": "ordinary config project",
    "redaction": "wording config project sources tables",
    "consistency": "validation config project tables metrics findings sections outputs",
    "gather": "abreast outputs passwords consistency periods config project "
    "branding overrides tables metrics depth issued redaction",
    "ingest": "outputs project tables gather redaction",
    "proof": "wording signals",
    "pack": "config narrative sections",
    "readiness": "wording sections yamlfile agreements config tables metrics cut depth gather findings pack",
    "filters": "charts sections",
    "html": "filters fonts wording sections pack",
    "pdf": "",
    "datafiles": "metrics",
    "results": "",
    "index": "wording gather html datafiles outputs results",
    "portfolio": "wording config depth gather findings sections pack readiness html pdf datafiles outputs program "
    "results",
    "workbook": "wording metrics findings sections pack datafiles",
    "brief": "wording config depth sections pack readiness",
    "delivery": "wording agreements config redaction metrics depth gather cut provenance findings narrative proof "
    "sections pack readiness html pdf datafiles outputs program results portfolio workbook brief",
    "standing": "datafiles outputs results",
    "shards": "resources overrides metrics gather cut html outputs delivery results standing",
    "plan": "config tables metrics gather readiness outputs program delivery results standing shards",
    "executors": "gather outputs program results shards",
    "snapshot": "yamlfile validation config project sources tables gather outputs datafiles program results standing "
    "ordinary",
    "stored": "passwords project tables metrics gather outputs results shards plan",
    "build": "resources periods metrics gather findings pack readiness html outputs results index portfolio shards "
    "plan executors snapshot stored",
    "progress": "results",
    "console": "scripts requirements wording metrics findings provenance readiness results",
    "cli": "abreast resources config issued metrics gather ingest provenance readiness recognition pdf datafiles "
    "outputs results index snapshot stored build progress console streams requirements",
    "__main__": "cli",
}
EVERYONE_MAY = {"errors", "languages", "model", "records", "visible"}

ONLY_IMPORTERS = {
    "jinja2": "html",
    "plutoprint": "pdf.plutoprint",
    "weasyprint": "pdf.weasyprint",
    "pikepdf": "pdf",
    "fsspec": "outputs.remote",
    "filelock": "outputs.folder",
    "click": "cli",
    "rich": "progress",
    "xlsxwriter": "workbook.xlsx",
    "pebble": "executors.local",
    "dask": "executors.dask",
    "distributed": "executors.dask",
}
WITHOUT_FRAMES = (
    "numerals",
    "wording",
    "charts",
    "findings",
    "narrative",
    "sections",
    "pack",
    "readiness",
    "filters",
    "html",
    "pdf",
    "workbook",
)
FRAME_LIBRARIES = {"pandas", "numpy", "pyarrow"}
SLOW_LIBRARIES = {
    "pandas",
    "numpy",
    "pyarrow",
    "pydantic",
    "jinja2",
    "weasyprint",
    "plutoprint",
    "pikepdf",
    "holidays",
    "xlsxwriter",
}

WRITING_METHODS = {
    *("write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "touch", "rmtree"),
    *("chmod", "symlink_to", "hardlink_to"),
    *("to_csv", "to_excel", "to_feather", "to_hdf", "to_json", "to_parquet", "to_pickle", "to_sql"),
}
WRITING_CALLS = {"os.remove", "os.link", "os.symlink", "np.save", "np.savez", "numpy.save", "numpy.savez"}
WRITING_MODULES = {"dbm", "shelve", "shutil", "tempfile"}
WRITING_FLAGS = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"}
READING_METHODS = {"open", "read_bytes", "read_text"}
READS = {
    "cli": "our own project to start from",
    "executors.local": "what the system says of a worker",
    "html": "our own style sheets and fonts",
    "languages": "our own translations",
    "ordinary": "what people give",
    "overrides": "templates, which are trusted",
    "presets": "our own mappings",
    "program": "our own code",
    "snapshot": "what is looked at before it is read",
}
"""The modules that read files, beside those that write them, and which."""
PRINTING = {"print", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def module_name(path: Path) -> str:
    """Return the dotted name below the package: "sections.summary"; "" for the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@functools.cache
def trees() -> dict[str, ast.Module]:
    """Return the parsed source of every module of the package, by name below it."""
    return {module_name(path): ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def room(module: str) -> str:
    """Return the part of the package that a module belongs to: "sections" for "sections.summary"."""
    return module.partition(".")[0]


def imports(tree: ast.Module) -> set[str]:
    """Return what a module imports anywhere in it, in full dotted names; `from a import b` gives "a.b"."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}: write it out"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def inner_imports(tree: ast.Module) -> set[str]:
    """Return the modules of the package that a module imports, by name below the package."""
    return {known_module(name) for name in imports(tree) if name.startswith("reviewgen.")} - {""}


def known_module(name: str) -> str:
    """Cut "reviewgen.periods.parse" down to the module that it is taken from."""
    inner = name.removeprefix("reviewgen").removeprefix(".")
    return inner if inner in trees() else inner.rpartition(".")[0]


def top_imports(tree: ast.Module) -> set[str]:
    """Return the libraries that a module imports."""
    return {name.partition(".")[0] for name in imports(tree)}


def dotted(node: ast.expr) -> str:
    """Return "os.replace" for such an expression, "?.mkdir" for a method of something computed."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Return every call in a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def writes(tree: ast.Module) -> list[int]:
    """Return the lines that write files or change folders."""
    imported = top_imports(tree)
    lines = [call.lineno for call in calls(tree) if is_write(call, frames="pandas" in imported)]
    return lines + ([1] if imported & WRITING_MODULES else [])


def is_write(call: ast.Call, *, frames: bool) -> bool:
    """Tell whether a call writes; `frames` where the module handles data frames."""
    name = dotted(call.func)
    last = name.rpartition(".")[2]
    if name == "os.open":
        return opens_to_write(call)
    if last in {"open", "fdopen", "ZipFile", "GzipFile", "TarFile"}:
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        return any(is_writing_mode(argument) for argument in arguments) and not is_made_in_memory(call)
    if last in {"rename", "replace"}:
        # With one argument these are Path's; str.replace has two, those of frames cannot be told apart.
        return name.startswith("os.") or (len(call.args) == 1 and not call.keywords and not frames)
    return last in WRITING_METHODS or name in WRITING_CALLS


def is_made_in_memory(call: ast.Call) -> bool:
    """Tell whether what a call opens is a buffer made in its own first argument."""
    made = {dotted(node.func) for node in ast.walk(call.args[0]) if isinstance(node, ast.Call)} if call.args else set()
    return made == {"io.BytesIO"}


def opens_to_write(call: ast.Call) -> bool:
    """Tell whether `os.open` is asked for more than reading, of anything but the device that keeps nothing."""
    named = {dotted(node) for node in ast.walk(call) if isinstance(node, ast.Attribute)}
    return bool({name.rpartition(".")[2] for name in named} & WRITING_FLAGS) and "os.devnull" not in named


def reads(tree: ast.Module) -> list[int]:
    """Return the lines that read files by their names: what is open or in memory already does not count."""
    found = (call for call in calls(tree) if isinstance(call.func, ast.Attribute | ast.Name) and is_read(call))
    return [call.lineno for call in found]


def is_read(call: ast.Call) -> bool:
    """Tell whether a call reads a file that it is given by name."""
    name = dotted(call.func)
    if name in {"pikepdf.open", "Image.open"}:
        return False
    return name.rpartition(".")[2] in READING_METHODS and "os.devnull" not in map(dotted, call.args)


def is_writing_mode(argument: ast.expr) -> bool:
    """Tell whether an argument is a text such as "wb"."""
    value = argument.value if isinstance(argument, ast.Constant) else None
    return isinstance(value, str) and re.fullmatch(r"(?=.*[wax+])[rwaxbt+]{1,3}", value) is not None


def prints(tree: ast.Module) -> list[int]:
    """Return the lines that print or end the process."""
    called = [call.lineno for call in calls(tree) if dotted(call.func) in PRINTING]
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return called + [name.lineno for name in names if name.id == "SystemExit"]


def modules() -> list[str]:
    """Return the names of all modules below the package."""
    return sorted(name for name in trees() if name)


def outside(home: str) -> list[str]:
    """Return the modules that are neither `home` nor in it."""
    return [name for name in modules() if name != home and not name.startswith(f"{home}.")]


@pytest.mark.parametrize("module", modules())
def test_module_imports_only_what_its_row_allows(module: str) -> None:
    """Every module's room has a row in the table above and imports no other room than its row names."""
    assert room(module) in MAY_IMPORT, f"give {room(module)} a row in MAY_IMPORT: where in the order is it?"
    allowed = EVERYONE_MAY | set(MAY_IMPORT[room(module)].split()) | {room(module)}
    assert {room(name) for name in inner_imports(trees()[module])} <= allowed


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_a_row_allows_no_more_than_is_used(name: str) -> None:
    """What a room may import is what it does import: a row that grew too wide would let a bend in unseen."""
    used = {room(one) for module in modules() if room(module) == name for one in inner_imports(trees()[module])}
    assert set(MAY_IMPORT[name].split()) <= used


def test_the_table_runs_one_way() -> None:
    """A row of the table names only rooms of rows above it."""
    order = list(MAY_IMPORT)
    back = {
        (name, other) for name in order for other in MAY_IMPORT[name].split() if order.index(other) >= order.index(name)
    }
    assert back == set()


def test_the_values_import_nothing_of_the_package() -> None:
    """The package itself, errors and model stand alone, but for how errors spell what no terminal may be given."""
    assert {name: inner_imports(trees()[name]) for name in ("", "errors", "model")} == {
        "": set(),
        "errors": {"visible"},
        "model": set(),
    }


def test_there_is_no_import_cycle() -> None:
    """No module reaches itself through its imports, within a room either."""
    graph = {name: inner_imports(tree) - {name} for name, tree in trees().items()}
    assert list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("library", ONLY_IMPORTERS)
def test_library_has_one_importer(library: str) -> None:
    """Templates, PDF engines and the terminal are each known to one module."""
    importers = [name for name in outside(ONLY_IMPORTERS[library]) if library in top_imports(trees()[name])]
    assert importers == []


def test_frames_stop_at_metrics() -> None:
    """What comes after the metrics sees figures and plain values, never a frame."""
    late = [name for name in modules() if room(name) in WITHOUT_FRAMES]
    assert [name for name in late if top_imports(trees()[name]) & FRAME_LIBRARIES] == []


def test_only_outputs_writes() -> None:
    """No other module opens a file for writing, makes, moves or removes one."""
    assert {name: writes(trees()[name]) for name in outside("outputs") if writes(trees()[name])} == {}


def test_each_reader_of_files_is_known() -> None:
    """What people give is read in one place, which knows of pipes, limits and files that change meanwhile."""
    in_memory = {name for name in modules() if room(name) == "pdf"} | {"sources.archives"}
    found = {name for name in outside("outputs") if reads(trees()[name])} - in_memory
    assert found == set(READS)


@pytest.mark.parametrize(
    "code",
    [
        'open(path, "w")',
        "os.open(path, os.O_WRONLY | os.O_CREAT)",
        "frame.to_parquet(path)",
        "path.chmod(0o600)",
        "np.save(path, values)",
        'path.open(mode="ab")',
        'gzip.open(path, "wt")',
        'zipfile.ZipFile(path, "x")',
        'zipfile.ZipFile(made, "w")',
        'zipfile.ZipFile(path(io.BytesIO()), "w")',
        'path.write_text("a")',
        "path.with_suffix('.x').unlink()",
        "(folder / name).mkdir(parents=True)",
        "os.replace(a, b)",
        "temporary.replace(path)",
        "path.rename(other)",
        "import shutil",
    ],
)
def test_writing_is_recognised(code: str) -> None:
    """The check for writing knows each way to write."""
    assert writes(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "open(path)",
        'path.open("rb")',
        'open(path, encoding="utf-8")',
        'zipfile.ZipFile(made := io.BytesIO(), "w")',
        'text.replace("a", "b")',
        "moment.replace(hour=0)",
        "frame.rename(columns=names)",
        "import pandas\nseries.rename(name)",
    ],
)
def test_reading_is_not_taken_for_writing(code: str) -> None:
    """The check for writing lets reading, memory, texts, dates and frames pass."""
    assert not writes(ast.parse(code))


def test_only_the_command_line_prints_or_exits() -> None:
    """No other module prints or ends the process."""
    assert {name: prints(trees()[name]) for name in outside("cli") if prints(trees()[name])} == {}


def test_module_names_say_what_they_are() -> None:
    """No module is named for being of use."""
    assert [name for name in modules() if VAGUE_NAMES & set(re.split(r"[._]", name))] == []


def test_help_imports_nothing_slow() -> None:
    """`reviewgen --help` answers without frames, models, templates or PDF engines."""
    command = [sys.executable, "-X", "importtime", "-m", "reviewgen", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "reviewgen" in loaded
    assert loaded & SLOW_LIBRARIES == set()


def test_product_names_no_place_of_its_making() -> None:
    """Package, templates and sample project hold no path of a developer's machine."""
    folders = [PACKAGE, ROOT / "templates", ROOT / "sample_data"]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    place = re.compile(rb"REVIEWGEN_REALDATA|(?<![\w.<-])/work/")
    texts = (path for path in files if path.suffix != ".pyc")
    assert [str(path) for path in texts if place.search(path.read_bytes())] == []
