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
from reviewgen.sections.panels import Entry, Panel
from reviewgen.sections.view import Cell, Chart, Head, Table, plain
from reviewgen.visible import visible

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote", "br"}
SCHEMES = {"http", "https", "mailto"}

LONG = 12
"""Rows of a table from which on it can be sorted and filtered."""
TIE, TIED, LAST = '<td class="tie" rowspan="2"></td>', ' class="tied"', ' class="last"'


def runs(text: Sequence[Run]) -> Markup:
    """A text of several pieces, with a mark around each figure."""
    return Markup("".join([_marked(escaped(run.text), run.figure) for run in text]))


def _marked(text: str, figure: Figure | None) -> str:
    """HTML with the marks around it of the figure that it words; as it is where it words none."""
    return text if figure is None else f'<x-figure id="{named(figure)}" metric="{figure.metric}">{text}</x-figure>'


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
    return Markup(_about(figure))


def _about(figure: Figure) -> str:
    dimensions = escaped("; ".join([f"{name}={value}" for name, value in figure.dimensions]))
    return f'data-metric="{figure.metric}" data-period="{escaped(figure.period)}" data-dimensions="{dimensions}"'


def cell(cell: Cell) -> Markup:
    """What stands in a cell: its text, what is beside it and below it, with a mark around its figure."""
    return Markup(_set(cell))


def _set(cell: Cell) -> str:
    text = escaped(cell.text)
    if not (cell.tone or cell.aside or cell.note):
        return _marked(text, cell.figure)
    # Without an element around the text weasyprint sometimes ends the line after its first word.
    text = f'<span class="{cell.tone}">{text}</span>' if cell.tone else f"<span>{text}</span>"
    aside = f' <span class="aside">{escaped(cell.aside)}</span>' if cell.aside else ""
    note = f' <span class="sub">{escaped(cell.note)}</span>' if cell.note else ""
    return _marked(f"{text}{aside}{note}", cell.figure)


def headed(row: Sequence[Cell], heads: Sequence[Head]) -> Iterable[tuple[Cell, Head]]:
    """The cells of a row after its own head, each with the head of its column."""
    return zip(row[1:], heads[1:], strict=True)


def key(cell: Cell) -> Markup:
    """The attribute that a cell is sorted by, where that is not its text; empty where a figure has no number."""
    return Markup(_key(cell))


def _key(cell: Cell) -> str:
    if cell.figure is None and cell.key is None:
        return ""
    key = cell.figure.number if cell.figure else cell.key
    if isinstance(key, datetime):
        key = key.astimezone(UTC)
    return f' data-key="{"" if key is None else key}"'


def table(found: Table) -> Markup:
    """A table as the macro `plain_table` sets it, in parts where its columns do not fit side by side."""
    return Markup("".join(map(_framed, found.parts)))


def _framed(found: Table) -> str:
    """One part of a table: what the macro `framed` puts around rows, and its rows."""
    heads, count = found.heads, len(found.rows)
    kind = _kind(heads)
    caption, more = escaped(found.caption), escaped(found.more)
    more = f' <span class="more">{more}</span>' if more else ""
    scrolls = f' tabindex="0" role="group" aria-label="{caption}"' if kind == "frame" else ""
    widths = "".join([f'<col class="w{head.width}">' for head in heads])
    named = "".join([f'<th scope="col" class="{head.side}">{escaped(head.label)}</th>' for head in heads])
    labels = [f' data-label="{escaped(head.label)}"' if kind == "cards" else "" for head in heads]
    sides = [head.side for head in heads]
    rows = (
        f"{_break(place, count)}{_row(row, labels, sides, count > LONG, count > 2 and place == count - 2)}\n\n"
        for place, row in enumerate(found.rows)
    )
    return (
        f'<div class="table o{found.opening} {"short" if found.is_short else "long"} {kind}"{scrolls}>\n'
        f"<table>\n<caption>{caption}{more}</caption>\n<colgroup>{widths}</colgroup>\n"
        f'<thead><tr>{named}</tr></thead>\n<tbody class="first">\n{"".join(rows)}</tbody>\n</table>\n</div>\n'
    )


def _kind(heads: Sequence[Head]) -> str:
    """What becomes of a table on a phone: one of many columns has rows as cards if most hold words, else it scrolls."""
    if len(heads) < 4:
        return ""
    return "cards" if sum(head.side == "left" for head in heads) > 2 else "frame"


def _break(place: int, count: int) -> str:
    """What stands before a row: the first two and the last two rows are bodies of their own, kept whole on paper."""
    if place == 2 < count:
        return f"</tbody><tbody{LAST if count < 5 else ''}>"
    return f"</tbody><tbody{LAST}>" if place == count - 2 and count > 4 else ""


def _row(row: Sequence[Cell], labels: Sequence[str], sides: Sequence[str], long: bool, tied: bool) -> str:
    """One row; in a `long` table cells say what they are sorted by, and one that is `tied` stays with the next."""
    head = row[0]
    names = f' id="{escaped(head.anchor)}"' if head.anchor else ""
    names += f' data-record="{escaped(head.record)}"' if head.record else ""
    cells = [
        f'<td{label}{_key(one) if long else ""} class="{side}">{_set(one)}</td>'
        for one, label, side in zip(row[1:], labels[1:], sides[1:], strict=True)
    ]
    return (
        f'<tr{TIED if tied else ""}{names}><th scope="row"{_key(head) if long else ""} class="{sides[0]}">'
        f"{_set(head)}</th>{''.join(cells)}{TIE if tied else ''}</tr>"
    )


def whys(found: Iterable[Panel], close: str, computed: str) -> Markup:
    """What opens at figures; `computed` is the link to a definition, empty where the pack has none."""
    shut = f'popovertargetaction="hide">{escaped(close)}</button></p>\n</div>\n'
    link = f'">{escaped(computed)}</a> ' if computed else ""
    return Markup("".join([_why(one, shut, link) for one in found]))


def _why(one: Panel, shut: str, link: str) -> str:
    figure, title = one.figure, escaped(one.title)
    name = f"f-{named(figure)}"
    way = f'<a href="#m-{figure.metric}{link}' if link else ""
    return (
        f'<div id="{name}" class="why" popover role="dialog" aria-label="{title}" {_about(figure)}>\n'
        f'<p class="what"><b>{title}</b><span class="sub">{escaped(one.period)}</span></p>\n'
        f"<dl>{_facts(one.facts)}</dl>\n"
        f'<p class="ways">{way}<button type="button" class="shut" popovertarget="{name}" {shut}'
    )


def facts(facts: Sequence[tuple[str, str]]) -> Markup:
    """Facts with their names, as a list of definitions."""
    return Markup(_facts(facts))


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    return "".join([f"<dt>{escaped(name)}</dt><dd>{escaped(text)}</dd>" for name, text in facts])


def entries(found: Sequence[Entry]) -> Markup:
    """The figures of a drawing as rows of a table; the last column of those with limits holds words."""
    return Markup("\n".join([f"<tr {_about(one.figure)}>{''.join(_entry(one))}</tr>" for one in found]))


def _entry(one: Entry) -> Iterator[str]:
    yield f'<th scope="row">{escaped(one.name)}</th>'
    for text in (one.value, one.n, *one.limits[:-1]):
        yield f'<td class="right">{escaped(text)}</td>'
    for text in one.limits[-1:]:
        yield f'<td class="left">{escaped(text)}</td>'


@lru_cache(8192)
def escaped(text: str) -> str:
    """Visible text as HTML."""
    return str(escape(visible(text)))


@lru_cache(4096)
def marked(text: str) -> Markup:
    """Visible text as HTML, which nothing escapes again."""
    return Markup(escaped(text))


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


@lru_cache(16384)
def figure_id(metric: str, period: str, dimensions: Dimensions) -> str:
    """A short name for a figure: ten hexadecimal digits of a digest of what tells it from the others of its pack."""
    parts = (metric, period, *(part for dimension in dimensions for part in dimension))
    barred = any("|" in part for part in parts)
    return _digest(repr(parts) if barred else "|".join(parts))


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
    "table": table,
    "whys": whys,
}
