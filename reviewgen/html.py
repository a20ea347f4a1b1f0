"""Packs and the index as HTML: the only importer of jinja2.

One body serves the screen and the PDF. It is rendered once, with marks around the figures that no text can forge, since
text is escaped. On the screen a mark becomes a button that opens a panel, on paper a link to the figure's definition.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import nh3
from jinja2 import FileSystemLoader, StrictUndefined, TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from reviewgen.charts import Svg
from reviewgen.errors import Issue, RenderError
from reviewgen.model import Dimensions, Explanation, Figure, FigureKey, Logo, Run
from reviewgen.pack import Pack, histories, panels
from reviewgen.sections import Nothing

FONT_URL = re.compile(r"pack:(fonts/[\w.-]+)")
FONT_FACE = re.compile(r'url\("pack:(fonts/[\w.-]+)"\) format\("truetype"\)')
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote", "br"}
SCHEMES = {"http", "https", "mailto"}
FIGURE = re.compile(r'<x-figure id="([0-9a-f]{10})" metric="([\w.]+)">')
DRAWN = re.compile(r'<x-drawn id="([0-9a-f]{10})">([^<]*)</x-drawn>')
PANELS = "<x-panels></x-panels>"
DEFINITIONS = "definitions"
BIDI_AND_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Pages:
    """One pack as two documents with the same body: for the screen with everything inside, for PDF with assets."""

    screen: str
    paper: str
    assets: Mapping[str, bytes]


class _Environment(SandboxedEnvironment):
    """The sandbox, quick about what templates mostly ask for."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give the fields of dataclasses; the sandbox decides on all else."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()) and attribute[0] != "_":
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class Renderer:
    """Renders with the templates of one folder; templates are compiled once."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._environment = _Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
        )
        self._environment.filters |= {
            "svg": _svg,
            "markdown": _markdown,
            "css_text": css_text,
            "runs": _runs,
            "opened": _opened,
            "closed": _closed,
            "drawn": _drawn,
            "id": _id,
            "about": _about,
            "facts": _facts,
        }

    def pack(
        self, pack: Pack, logo: Logo | None = None, explanations: Mapping[FigureKey, Explanation] | None = None
    ) -> Pages:
        """Render one pack; raises RenderError naming template and line.

        A figure without an explanation opens what the registry of metrics knows of it.
        """
        sections = [
            (
                part,
                self._render(
                    "sections/nothing.html" if isinstance(part.content, Nothing) else f"sections/{part.name}.html",
                    _fields(part.content),
                ),
            )
            for part in pack.parts
        ]
        body = self._render("body.html", {"pack": pack, "sections": [(part, Markup(text)) for part, text in sections]})
        linked = any(part.name == DEFINITIONS for part in pack.parts)
        opening = {"panels": panels(pack, explanations or {}), "histories": histories(pack), "linked": linked}
        assets = dict(self._fonts)
        if logo:
            assets["logo"] = logo.data
        on_screen = {
            "body": for_screen(body, self._render("panels.html", opening)),
            "faces": self._embedded,
            "logo": _data_url(logo) if logo else "",
        }
        on_paper = {
            "body": for_paper(body, linked=linked),
            "faces": self._linked,
            "logo": "pack:logo" if logo else "",
        }
        around = {"pack": pack, "style": self._style}
        screen, paper = (self._render("pack.html", around | form) for form in (on_screen, on_paper))
        return Pages(screen, paper, assets)

    def brief(self, page: object) -> Pages:
        """Render the internal brief: plain words, nothing opens."""
        around = _fields(page) | {"style": self._style}
        screen, paper = (
            _finished(for_paper(self._render("brief.html", around | {"faces": faces}), linked=False), "")
            for faces in (self._embedded, self._linked)
        )
        return Pages(screen, paper, dict(self._fonts))

    def portfolio(self, page: object) -> Pages:
        """Render the page over all accounts; on the screen its table can be sorted."""
        script = Markup((self._templates / "sort.js").read_text(encoding="utf-8"))
        digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        around = _fields(page) | {"style": self._style}
        forms = (
            {"faces": self._embedded, "script": script, "script_digest": digest},
            {"faces": self._linked, "script": "", "script_digest": ""},
        )
        screen, paper = (self._render("portfolio.html", around | form) for form in forms)
        return Pages(screen, paper, dict(self._fonts))

    def index(self, page: object) -> str:
        """Render the index of a period from a dataclass of words."""
        return self._render("index.html", _fields(page) | {"faces": self._embedded, "style": self._style})

    def variables(self, template: str) -> set[str]:
        """The names that a template takes from its context."""
        source, _, _ = self._environment.loader.get_source(self._environment, template)  # type: ignore[union-attr]
        return meta.find_undeclared_variables(self._environment.parse(source))

    def _render(self, template: str, values: Mapping[str, Any]) -> str:
        try:
            return self._environment.get_template(template).render(values)
        except TemplateSyntaxError as error:
            raise _failed(error.name or template, error.lineno, error) from error
        except Exception as error:  # whatever a template stumbles over is to be named with its line
            name, line = self._place(error, template)
            raise _failed(name, line, error) from error

    def _place(self, error: Exception, template: str) -> tuple[str, int | None]:
        """The template line that an error comes from: the innermost frame of a template file."""
        root = str(self._templates)
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(root)]
        if not frames:
            return template, None
        return Path(frames[-1].filename).relative_to(self._templates).as_posix(), frames[-1].lineno

    @cached_property
    def _style(self) -> Markup:
        """The sheet, with a class for each width of a column in percent."""
        sheet = (self._templates / "css" / "pack.css").read_text(encoding="utf-8")
        return Markup(sheet + "".join(f"\n.w{width}{{width:{width}%}}" for width in range(5, 101)))

    @cached_property
    def _linked(self) -> Markup:
        """The font faces for paper: they name assets."""
        return Markup((self._templates / "css" / "fonts.css").read_text(encoding="utf-8"))

    @cached_property
    def _fonts(self) -> dict[str, bytes]:
        """The assets that the font faces name."""
        return {name: (self._templates / name).read_bytes() for name in FONT_URL.findall(self._linked)}

    @cached_property
    def _embedded(self) -> Markup:
        """The font faces for the screen: smaller fonts, inside the page."""

        def data_url(match: re.Match[str]) -> str:
            font = (self._templates / match[1]).with_suffix(".woff2").read_bytes()
            return f'url("data:font/woff2;base64,{base64.b64encode(font).decode("ascii")}") format("woff2")'

        return Markup(re.sub(FONT_FACE, data_url, self._linked))


def for_screen(body: str, opening: str) -> Markup:
    """A body for the screen: figures are buttons, and what they open stands at the end."""
    text = FIGURE.sub(r'<button type="button" class="fig" popovertarget="f-\1">', body)
    text = DRAWN.sub(r'<button type="button" class="fig drawn" popovertarget="h-\1">\2</button>', text)
    return _finished(text.replace("</x-figure>", "</button>"), opening)


def for_paper(body: str, *, linked: bool) -> Markup:
    """A body for the PDF: figures lead to their definitions, if these are there; drawings open nothing."""
    text = FIGURE.sub(r'<a class="fig" href="#m-\2">' if linked else "", body)
    return _finished(DRAWN.sub("", text.replace("</x-figure>", "</a>" if linked else "")), "")


def _finished(text: str, opening: str) -> Markup:
    """The text, in which no mark may be left, with what opens in its place."""
    before, _, after = text.partition(PANELS)
    for part, start in product((before, after), ("<x-", "</x-")):
        if start in part:
            left = part[part.index(start) :][:60]
            raise _failed("body.html", None, ValueError(f"a mark has no form: {left}"))
    return Markup(before + opening + after)


def figure_id(metric: str, period: str, dimensions: Dimensions) -> str:
    """A short name for a figure: ten hexadecimal digits of a digest of what tells it from the others of its pack."""
    parts = (metric, period, *(part for dimension in dimensions for part in dimension))
    return _digest("|".join(parts))


@lru_cache(16384)
def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=5).hexdigest()


def css_text(text: str) -> Markup:
    """A text as a CSS string in quotes: all but letters and digits escaped, so that nothing can leave the string."""
    plain = _visible(text)
    escaped = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x} " for c in plain)
    return Markup(f'"{escaped}"')


def _data_url(logo: Logo) -> str:
    return f"data:{logo.media_type};base64,{base64.b64encode(logo.data).decode('ascii')}"


def _fields(context: Any) -> dict[str, Any]:
    return {field.name: getattr(context, field.name) for field in dataclasses.fields(context)}


def _shown(value: Any) -> Any:
    """What reaches a page: texts and whole numbers only; anything else is a template's mistake."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, and names what is missing
    if isinstance(value, str):
        return _visible(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{type(value).__name__} cannot be shown; word it first")


def _visible(text: str) -> str:
    """Text without control characters, and without marks that turn the writing direction of what follows."""
    return BIDI_AND_CONTROL.sub("", text)


def _runs(text: Sequence[Run]) -> Markup:
    """A text of several pieces, with a mark around each figure."""
    return Markup("".join(f"{_opened(run.figure)}{_escaped(run.text)}{_closed(run.figure)}" for run in text))


def _opened(figure: Figure | None) -> Markup:
    """The mark before what a figure is worded by; nothing where no figure is."""
    if figure is None:
        return Markup("")
    return Markup(f'<x-figure id="{_id(figure)}" metric="{figure.metric}">')


def _closed(figure: Figure | None) -> Markup:
    """The mark after it."""
    return Markup("" if figure is None else "</x-figure>")


def _drawn(figures: Sequence[Figure]) -> Markup:
    """The mark for what opens under a drawing of these figures."""
    return Markup(f'<x-drawn id="{_id(figures)}">figures</x-drawn>')


def _id(figures: Figure | Sequence[Figure]) -> str:
    """The name of a figure; of the figures of a drawing, one of them together."""
    if isinstance(figures, Figure):
        return figure_id(figures.metric, figures.period, figures.dimensions)
    return _digest(" ".join(_id(figure) for figure in figures))


def _about(figure: Figure) -> Markup:
    """Attributes that name a figure; its dimensions as in priority=P1; clock=response."""
    dimensions = _escaped("; ".join(f"{name}={value}" for name, value in figure.dimensions))
    return Markup(
        f'data-metric="{figure.metric}" data-period="{_escaped(figure.period)}" data-dimensions="{dimensions}"'
    )


def _facts(facts: Sequence[tuple[str, str]]) -> Markup:
    """Facts with their names, as a list of definitions."""
    return Markup("".join(f"<dt>{_escaped(name)}</dt><dd>{_escaped(text)}</dd>" for name, text in facts))


@lru_cache(4096)
def _escaped(text: str) -> str:
    return str(escape(_visible(text)))


def _svg(drawing: Svg) -> Markup:
    return Markup(drawing.markup)


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def _markdown(text: str) -> Markup:
    """The supervisor's Markdown: paragraphs, lists, emphasis and plain links; everything else becomes text."""
    html = _MARKDOWN.render(_visible(text))
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


def _failed(name: str, line: int | None, error: Exception) -> RenderError:
    return RenderError(
        [
            Issue(
                code="template",
                file=f"templates/{name}",
                line=line,
                problem=f"cannot be rendered: {error}",
                hint="mend the template, or take your own version of it away",
            )
        ]
    )
