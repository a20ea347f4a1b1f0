"""Packs and the index as HTML: the only importer of jinja2."""

from __future__ import annotations

import base64
import dataclasses
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nh3
from jinja2 import FileSystemLoader, StrictUndefined, TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment
from markdown_it import MarkdownIt
from markupsafe import Markup

from reviewgen.charts import Svg
from reviewgen.errors import Issue, RenderError
from reviewgen.model import Logo
from reviewgen.pack import Pack

FONT_URL = re.compile(r"pack:(fonts/[\w.-]+)")
FONT_FACE = re.compile(r'url\("pack:(fonts/[\w.-]+)"\) format\("truetype"\)')
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote", "br"}
SCHEMES = {"http", "https", "mailto"}
BIDI_AND_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Pages:
    """One pack as two documents with the same body: for the screen with everything inside, for PDF with assets."""

    screen: str
    paper: str
    assets: Mapping[str, bytes]


class Renderer:
    """Renders with the templates of one folder; templates are compiled once."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
        )
        self._environment.filters |= {"svg": _svg, "markdown": _markdown, "css_text": css_text}

    def pack(self, pack: Pack, logo: Logo | None = None) -> Pages:
        """Render one pack; raises RenderError naming template and line."""
        sections = [
            (
                part,
                self._render(
                    "sections/nothing.html" if part.is_empty else f"sections/{part.name}.html",
                    _fields(part.content),
                ),
            )
            for part in pack.parts
        ]
        body = Markup(
            self._render("body.html", {"pack": pack, "sections": [(part, Markup(text)) for part, text in sections]})
        )
        assets = dict(self._fonts)
        if logo:
            assets["logo"] = logo.data
        around = {"pack": pack, "body": body, "style": self._style}
        screen = self._render("pack.html", around | {"faces": self._embedded, "logo": _data_url(logo) if logo else ""})
        paper = self._render("pack.html", around | {"faces": self._linked, "logo": "pack:logo" if logo else ""})
        return Pages(screen, paper, assets)

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
        return Markup((self._templates / "css" / "pack.css").read_text(encoding="utf-8"))

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
