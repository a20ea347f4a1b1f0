"""What values become in a template: visible text, with a mark around each figure that no text can forge."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from reviewgen.charts import Svg
from reviewgen.model import Dimensions, Figure, Run
from reviewgen.sections.panels import Entry
from reviewgen.sections.view import Cell, Chart, Head, Table, plain

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote", "br"}
SCHEMES = {"http", "https", "mailto"}
BIDI_AND_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Text without control characters, and without marks that turn the writing direction of what follows."""
    return BIDI_AND_CONTROL.sub("", text)


def runs(text: Sequence[Run]) -> Markup:
    """A text of several pieces, with a mark around each figure."""
    return Markup("".join(f"{opened(run.figure)}{escaped(run.text)}{closed(run.figure)}" for run in text))


def opened(figure: Figure | None) -> Markup:
    """The mark before what a figure is worded by; nothing where no figure is."""
    if figure is None:
        return Markup("")
    return Markup(f'<x-figure id="{named(figure)}" metric="{figure.metric}">')


def closed(figure: Figure | None) -> Markup:
    """The mark after it."""
    return Markup("" if figure is None else "</x-figure>")


def drawn(chart: Chart, label: str) -> Markup:
    """The mark for what opens under a drawing: its figures, or what else it shows, as a table."""
    held = chart.history or chart.table
    if not held:
        return Markup("")
    return Markup(f'<x-drawn id="{named(held)}" about="{escaped(plain(chart.title))}">{escaped(label)}</x-drawn>')


def named(figures: Figure | Sequence[Figure] | Table) -> str:
    """The name of a figure; of the figures of a drawing, one of them together."""
    if isinstance(figures, Table):
        return _digest(repr(figures))
    if isinstance(figures, Figure):
        return figure_id(figures.metric, figures.period, figures.dimensions)
    return _digest(" ".join(named(figure) for figure in figures))


def about(figure: Figure) -> Markup:
    """Attributes that name a figure; its dimensions as in priority=P1; clock=response."""
    dimensions = escaped("; ".join(f"{name}={value}" for name, value in figure.dimensions))
    return Markup(
        f'data-metric="{figure.metric}" data-period="{escaped(figure.period)}" data-dimensions="{dimensions}"'
    )


def cell(cell: Cell) -> Markup:
    """What stands in a cell: its text, what is beside it and below it, with a mark around its figure."""
    text = escaped(cell.text)
    if not (cell.tone or cell.aside or cell.note):
        return Markup(f"{opened(cell.figure)}{text}{closed(cell.figure)}")
    # Without an element around the text weasyprint sometimes ends the line after its first word.
    parts = [f'<span class="{cell.tone}">{text}</span>' if cell.tone else f"<span>{text}</span>"]
    beyond = (("aside", cell.aside), ("sub", cell.note))
    parts += [f'<span class="{kind}">{escaped(more)}</span>' for kind, more in beyond if more]
    return Markup(f"{opened(cell.figure)}{' '.join(parts)}{closed(cell.figure)}")


def headed(row: Sequence[Cell], heads: Sequence[Head]) -> Iterable[tuple[Cell, Head]]:
    """The cells of a row after its own head, each with the head of its column."""
    return zip(row[1:], heads[1:], strict=True)


def key(cell: Cell) -> Markup:
    """The attribute that a cell is sorted by, where that is not its text; empty where a figure has no number."""
    if cell.figure is None and cell.key is None:
        return Markup("")
    key = cell.figure.number if cell.figure else cell.key
    if isinstance(key, datetime):
        key = key.astimezone(UTC)
    return Markup(f' data-key="{"" if key is None else key}"')


def facts(facts: Sequence[tuple[str, str]]) -> Markup:
    """Facts with their names, as a list of definitions."""
    return Markup("".join(f"<dt>{escaped(name)}</dt><dd>{escaped(text)}</dd>" for name, text in facts))


def entries(found: Sequence[Entry]) -> Markup:
    """The figures of a drawing as rows of a table; the last column of those with limits holds words."""
    return Markup("\n".join(f"<tr {about(one.figure)}>{''.join(_entry(one))}</tr>" for one in found))


def _entry(one: Entry) -> Iterator[str]:
    yield f'<th scope="row">{escaped(one.name)}</th>'
    for text in (one.value, one.n, *one.limits[:-1]):
        yield f'<td class="right">{escaped(text)}</td>'
    for text in one.limits[-1:]:
        yield f'<td class="left">{escaped(text)}</td>'


@lru_cache(4096)
def escaped(text: str) -> str:
    """Visible text as HTML."""
    return str(escape(visible(text)))


def svg(drawing: Svg) -> Markup:
    """A drawing as it stands: its texts are escaped."""
    return Markup(drawing.markup)


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def markdown(text: str) -> Markup:
    """The supervisor's Markdown: paragraphs, lists, emphasis and plain links; everything else becomes text."""
    html = _MARKDOWN.render(visible(text))
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_with_scheme,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return Markup(clean)


def _with_scheme(tag: str, attribute: str, url: str) -> str | None:
    """Keep a whole address only: a relative one would lead into the folders around the pack."""
    return url if url.partition(":")[0].lower() in SCHEMES else None


def figure_id(metric: str, period: str, dimensions: Dimensions) -> str:
    """A short name for a figure: ten hexadecimal digits of a digest of what tells it from the others of its pack."""
    parts = (metric, period, *(part for dimension in dimensions for part in dimension))
    return _digest("|".join(parts))


@lru_cache(16384)
def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=5).hexdigest()


def css_text(text: str) -> Markup:
    """A text as a CSS string in quotes: all but letters and digits escaped, so that nothing can leave the string."""
    letters = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x} " for c in visible(text))
    return Markup(f'"{letters}"')


def page_count(text: str) -> Markup:
    """A text with the places {page} and {pages} as what CSS counts by."""
    pieces = re.split(r"\{(pages?)\}", text)
    counted = (f"counter({one})" if place % 2 else css_text(one) for place, one in enumerate(pieces))
    return Markup(" ".join(counted))


FILTERS: dict[str, Callable[..., object]] = {
    "svg": svg,
    "markdown": markdown,
    "css_text": css_text,
    "page_count": page_count,
    "runs": runs,
    "opened": opened,
    "closed": closed,
    "drawn": drawn,
    "id": named,
    "about": about,
    "facts": facts,
    "entries": entries,
    "key": key,
    "cell": cell,
    "headed": headed,
}
