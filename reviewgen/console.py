"""What the command line shows on a screen, as text: nothing is printed here."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reviewgen.errors import Issue, shorten
from reviewgen.results import STAGES
from reviewgen.scripts import SCRIPTS, Script, by_script, without_font
from reviewgen.visible import spelled

if TYPE_CHECKING:
    from reviewgen.metrics import Figures
    from reviewgen.model import Process
    from reviewgen.provenance import Answer
    from reviewgen.readiness import Gap
    from reviewgen.requirements import Reader
    from reviewgen.results import Result

WIDTH, REASONS = 100, 5


def figures_table(found: Figures, metrics: Sequence[str]) -> str:
    """The figures of the period under review, a line each; with `metrics`, only these."""
    from reviewgen.provenance import plain

    lines = [
        (
            figure.metric,
            ", ".join(f"{name}={value}" for name, value in figure.dimensions),
            plain(figure.number) if figure.number is not None else "–",
            figure.unit,
            f"n {figure.n}",
            (figure.status or "").replace("_", " ") if figure.number is not None else str(figure.value),
        )
        for figure in found
        if figure.period == found.period and (not metrics or figure.metric in metrics)
    ]
    return f"{spelled(found.account)}, {found.period}\n" + _aligned(lines, {2})


def gaps(found: Sequence[Gap], shown: int) -> Iterator[tuple[str, str]]:
    """Gaps a line each, with their grade apart; of those of one kind and account so many, then how many more."""
    kinds = Counter((gap.grade, gap.account, gap.code) for gap in found)
    seen: Counter[tuple[str, str, str]] = Counter()
    for gap in found:
        kind = (gap.grade, gap.account, gap.code)
        seen[kind] += 1
        account = f" {gap.account}" if gap.account else ""
        if seen[kind] <= shown:
            yield gap.grade, f"{account}: {gap}"
        if seen[kind] == kinds[kind] > shown:
            yield gap.grade, f"{account}: and {kinds[kind] - shown:,} more of this kind (--json lists all)"
    yield "", _counted_by_grade(found)


class Sparing:
    """Words what is odd, of one kind only so many times in a run; then how often it was left unsaid."""

    def __init__(self, shown: int) -> None:
        self._shown = shown
        self._seen: Counter[str] = Counter()

    def some(self, issues: Sequence[Issue]) -> Iterator[Issue]:
        """Those of these issues whose kind has not been told so often yet."""
        for issue in issues:
            self._seen[issue.code] += 1
            if self._seen[issue.code] <= self._shown:
                yield issue

    def rest(self) -> Iterator[str]:
        """How many of each kind were not told."""
        for code, number in sorted(self._seen.items()):
            if number > self._shown:
                yield f"and {number - self._shown:,} more of the kind {code} (--json lists all)"


def fonts_of_scripts(charsets: str | None) -> Iterator[str]:
    """For which scripts this machine has a font; `charsets` is what fontconfig says, None where it was not asked."""
    if charsets is None:
        yield "other scripts need fonts of this machine: not checked, since fc-list (fontconfig) is not here"
        return
    lacking = by_script(without_font("".join(script.letters for script in SCRIPTS), charsets))
    there = [script.name for script in SCRIPTS if script not in lacking]
    if there:
        yield f"{', '.join(there)}: with fonts of this machine"
    for package, names in _by_package(lacking).items():
        yield f"{', '.join(names)}: no font, so boxes in PDFs; Debian and Ubuntu have one in {package}"


def kinds_of_sources(readers: Iterable[Reader]) -> Iterator[str]:
    """Which kinds of sources can be read here, and what to install for the others."""
    yield "ok   sources: CSV, YAML, JSON, JSON lines, Parquet"
    for one in readers:
        yield f"{'no  ' if one.install else 'ok  '} {' '.join(filter(None, (one.package, one.version)))}: {one.reads}"
        if one.install:
            yield f"     {'too old: ' if one.version else ''}{one.install}"


def without_fonts(results: Sequence[Result], charsets: str) -> Iterator[Issue]:
    """A warning for each account whose PDF has characters that no font has."""
    for result in results:
        lacking = without_font(result.beyond, charsets)
        if lacking:
            packages = _by_package(by_script(lacking))
            names = ", ".join(name for listed in packages.values() for name in listed)
            yield Issue(
                code="fonts.missing",
                severity="warning",
                account=result.account,
                record=result.account,
                problem=f"its PDF has {len(lacking):,} characters of {names} that no font of this machine has: boxes "
                f"stand for {shorten(lacking, 20)}",
                hint=f"install {', '.join(packages)} (Debian, Ubuntu) or another font with them, and build again",
            )


def _by_package(scripts: Collection[Script]) -> dict[str, list[str]]:
    """Names of scripts by the package that has a font for them."""
    packages: dict[str, list[str]] = {}
    for script in SCRIPTS:
        if script in scripts:
            packages.setdefault(script.package, []).append(script.name)
    return packages


def _counted_by_grade(found: Sequence[Gap]) -> str:
    """How many gaps there are of each grade."""
    grades = Counter(gap.grade for gap in found)
    parts = [f"{number:,} {grade}{'' if number == 1 else 's'}" for grade, number in grades.items()]
    return ", ".join(parts) if parts else "Nothing is missing."


def _aligned(lines: Sequence[Sequence[str]], right: Container[int]) -> str:
    """Lines of cells as columns; those of the places `right` stand at the right."""
    lines = [[spelled(text) for text in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(
            text.rjust(width) if place in right else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        + "\n"
        for line in lines
    )


def explained_table(found: Answer, rows: int) -> str:
    """Definition and value of a metric, with so many of the rows behind it."""
    metric = found.metric
    facts = [
        ("formula", metric.formula),
        ("counted", metric.counted),
        ("unit", f"{metric.unit}; better: {metric.better}"),
        ("source", metric.source),
        ("least n", str(metric.least_n or "")),
    ]
    head = f"{metric.id}: {metric.label}\n{spelled(found.account)}, {found.period}\n\n{_facts(facts)}"
    if found.missing:
        return f"{head}\nThere is no figure: {found.missing}.\n"
    room = max(3, rows // len(found.explanations))
    figures = zip(found.as_json()["figures"], found.processes, strict=True)
    return head + "".join(f"\n{_explained_figure(figure, process, room)}" for figure, process in figures)


def _explained_figure(figure: dict[str, Any], process: Process | None, room: int) -> str:
    from reviewgen.provenance import plain

    value = f"– ({figure['missing']})" if figure["missing"] else f"{plain(figure['value'])} {figure['unit']}"
    bound = figure["target"] and f"{figure['target']['bound'].replace('_', ' ')} {plain(figure['target']['value'])}"
    facts = [
        ("figure", figure["limited_to"]),
        ("value", f"{value}, n {figure['n']}"),
        ("target", f"{bound}: {figure['status'].replace('_', ' ')}" if bound else ""),
        ("history", _history(process)),
        ("made of", figure["made"]),
        ("given", "; ".join(f"{name} {plain(amount)}" for name, amount in figure["given"].items())),
    ]
    return _facts(facts) + _rows(figure, room)


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    """Facts under each other, long ones over several lines; empty ones are left out."""
    margin = max(len(name) for name, _ in facts) + 2
    wrapped = textwrap.TextWrapper(WIDTH, subsequent_indent=" " * margin, break_long_words=False)
    return "".join(wrapped.fill(spelled(f"{name:{margin}}{text}")) + "\n" for name, text in facts if text)


def _history(process: Process | None) -> str:
    """What the chart of a figure's history says, in the words of the pack."""
    if process is None:
        return ""
    from reviewgen.findings.behaviour import behaviour_words
    from reviewgen.provenance import plain
    from reviewgen.wording import Wording

    centre, lower, upper = (side[-1] for side in (process.centre, process.lower, process.upper))
    words = Wording("en_GB").say(behaviour_words(process))
    if centre is None or lower is None or upper is None or process.baseline is None:
        return words
    usual = f"usual level {plain(centre)}, usual range {plain(lower)} to {plain(upper)}"
    return f"{words}; {usual}, by the {process.size} periods {process.baseline[0]} to {process.baseline[1]}"


def _rows(figure: dict[str, Any], room: int) -> str:
    from reviewgen.provenance import plain

    rows, shown = figure["rows"], figure["rows"][:room]
    if not rows:
        return ""
    lines = [("id", "file", "row", "adds", "counts")] + [
        (row["id"], row["file"] or "", str(row["row"] or ""), plain(row["adds"]), plain(row["counts"])) for row in shown
    ]
    left = len(rows) - len(shown)
    more = f"and {left:,} more: --format csv\n" if left else ""
    return f"rows of {figure['table']}:\n{_aligned(lines, {2, 3, 4})}{more}"


def outcome_table(results: Sequence[Result], seconds: Mapping[str, float]) -> str:
    """What a run came to: packs by state, each failure with its reason, and the seconds of each stage."""
    states = Counter(result.state for result in results)
    whys = Counter(result.why for result in results if result.state == "built" and result.why)
    lines = [("built", f"{states['built']:,}", "")]
    lines += [("", f"{number:,}", why) for why, number in whys.most_common(REASONS)]
    lines += [("up to date", f"{states['skipped']:,}", ""), ("failed", f"{states['failed']:,}", "")]
    lines += [("", one.account, _reason(one)) for one in results if one.state == "failed"]
    spent = ", ".join(f"{name} {seconds[name]:.1f}" for name in STAGES if name in seconds)
    return f"{_aligned(lines, {1})}seconds by stage, of all workers together: {spent}"


def _reason(failed: Result) -> str:
    more = f" (and {len(failed.issues) - 1:,} more)" if len(failed.issues) > 1 else ""
    return f"{failed.issues[0]}{more}" if failed.issues else ""
