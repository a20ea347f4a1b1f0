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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Protocol

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from reviewgen import fonts
from reviewgen.errors import Issue, RenderError
from reviewgen.filters import FILTERS, marked
from reviewgen.model import PLAIN, Brand, Explanation, FigureKey, Logo
from reviewgen.pack import Pack, histories, listed, panels
from reviewgen.sections import Nothing
from reviewgen.wording import Wording

FONTS = "css/fonts.css"
FACES = "<faces>"
FIGURE = re.compile(r'<x-figure id="([0-9a-f]{10})" metric="([\w.]+)">')
DRAWN = re.compile(r'<x-drawn id="([0-9a-f]{10})" about="([^"]*)">([^<]*)</x-drawn>')
PANELS = "<x-panels></x-panels>"
BODY = "<x-body></x-body>"
PAPER = ("tokens", "type", "layout", "tables", "parts", "paper")
SCREEN = (*PAPER, "screen", "dark")
"""The sheets of each medium, in order: later ones build on earlier ones."""
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
NOTHING_LOADED = "default-src 'none'"
POLICY = "x-policy"
WITH_LONG_WORD = re.compile(r">[^<]*?[^ \t\r\n<>]{41,}+[^<]*<")
ANY_LONG_WORD = re.compile(r">(?:[^ \t\r\n<>]{0,40}+[ \t\r\n])*+[^ \t\r\n<>]{41}")
LONG_WORD = re.compile(r"[^ \t\r\n<>]{41,}")
LETTERS = re.compile(r"(?:&#?\w+;|.){1,10}")
SPEAKING = ("_", "ngettext", "pgettext")
FEET = {"ltr": {"start": "bottom-left", "end": "bottom-right"}, "rtl": {"start": "bottom-right", "end": "bottom-left"}}
"""The boxes at the foot of a page in reading order, by direction."""
DEFINITIONS = "definitions"


@dataclass(frozen=True, slots=True)
class Pages:
    """One pack as two documents with the same body: for the screen with everything inside, for PDF with assets.

    `beyond` are its characters that none of its fonts has.
    """

    screen: str
    paper: str
    assets: Mapping[str, bytes]
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class _Picture:
    """A logo as a page shows it: where its bytes are, and its width and height in millimetres."""

    source: str
    alt: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, or what stands before its body, the body, and what stands after it: bodies are large to be copied."""

    head: str
    body: str = ""
    foot: str = ""

    @property
    def parts(self) -> tuple[str, str, str]:
        """All of it, in order."""
        return self.head, self.body, self.foot

    @property
    def text(self) -> str:
        """The page as one text."""
        return "".join(self.parts)

    def with_head(self, place: str, text: str) -> _Page:
        """The same page with a text in the first place of this name."""
        return _Page(str(self.head).replace(place, text, 1), self.body, self.foot)


class Spoken(Protocol):
    """A page that brings the words of its language along."""

    @property
    def words(self) -> Wording:
        """What its texts are worded by."""


class _Environment(SandboxedEnvironment):
    """The sandbox, quick about what templates mostly ask for."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give the fields of dataclasses, and where a loop stands; the sandbox decides on all else."""
        kind: Any = type(obj)
        return getattr(obj, attribute) if _is_open(kind, attribute) else super().getattr(obj, attribute)


@lru_cache(4096)
def _is_open(kind: type, attribute: str) -> bool:
    """Whether all values of a kind may show an attribute."""
    is_field = kind is LoopContext or attribute in getattr(kind, "__dataclass_fields__", ())
    return is_field and not attribute.startswith("_")


class Renderer:
    """Renders with the templates of one folder, and a project's own before them; templates are compiled once."""

    def __init__(self, templates: Path, own: Path | None = None) -> None:
        self._folders = (own, templates) if own else (templates,)
        self._environment = _Environment(
            loader=FileSystemLoader(self._folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
            auto_reload=False,
        )
        self._environment.filters |= FILTERS
        del self._environment.filters["safe"]  # what people write is text in every template, a project's own included
        self._look = lru_cache(64)(self._styled)

    def pack(
        self, pack: Pack, brand: Brand | None = None, explanations: Mapping[FigureKey, Explanation] | None = None
    ) -> Pages:
        """Render one pack; raises RenderError naming template and line.

        A figure without an explanation opens what the registry of metrics knows of it.
        """
        speaking = _speaking(pack.inputs.words)
        sections = [
            (
                part,
                self._render(
                    "sections/nothing.html" if isinstance(part.content, Nothing) else f"sections/{part.name}.html",
                    _fields(part.content) | speaking,
                ),
            )
            for part in pack.parts
        ]
        around = speaking | {"pack": pack, "words": pack.inputs.words}
        body = self._render("body.html", around | {"sections": [(part, Markup(text)) for part, text in sections]})
        linked = any(part.name == DEFINITIONS for part in pack.parts)
        opening = {
            "panels": panels(pack, explanations or {}),
            "histories": histories(pack),
            "listed": listed(pack),
            "linked": linked,
        }
        opening |= speaking
        brand = brand or PLAIN
        on_screen, on_paper = self._around(brand, pack.inputs.words)
        forms = (
            (on_screen, for_screen(body, self._render("panels.html", opening))),
            (on_paper, for_paper(body, linked=linked)),
        )
        screen, paper = (self._filled("pack.html", around | form, text) for form, text in forms)
        return self._with_faces(screen, paper, brand)

    def _filled(self, template: str, values: Mapping[str, Any], body: str) -> _Page:
        """A page around a body. A template of ours shows it as it stands, so it is rendered around its place alone."""
        if self._folders[0] != self._folders[-1] and (self._folders[0] / template).is_file():
            return _Page(self._render(template, {**values, "body": Markup(body)}))
        before, _, after = self._render(template, {**values, "body": Markup(BODY)}).partition(BODY)
        return _Page(before, body, after)

    def brief(self, page: Spoken, brand: Brand = PLAIN) -> Pages:
        """Render the internal brief: plain words, nothing opens."""
        screen, paper = (_Page(for_paper(text, linked=False)) for text in self._both("brief.html", page, brand))
        return self._with_faces(screen, paper, brand)

    def portfolio(self, page: Spoken, brand: Brand = PLAIN) -> Pages:
        """Render the page over all accounts."""
        screen, paper = map(_Page, self._both("portfolio.html", page, brand))
        return self._with_faces(screen, paper, brand)

    def index(self, page: Spoken, brand: Brand = PLAIN) -> str:
        """Render the index of a period from a dataclass of words."""
        on_screen, _ = self._around(brand, page.words)
        return self._with_faces(_Page(self._render("index.html", _fields(page) | on_screen)), _Page(""), brand).screen

    def _both(self, template: str, page: Spoken, brand: Brand) -> tuple[str, str]:
        """A page for the screen and for paper."""
        on_screen, on_paper = self._around(brand, page.words)
        return self._render(template, _fields(page) | on_screen), self._render(template, _fields(page) | on_paper)

    def _around(self, brand: Brand, words: Wording) -> tuple[dict[str, Any], dict[str, Any]]:
        """What all pages of a look share: for the screen with its logos inside, for paper with their names."""
        on_screen, on_paper = self._look(brand, words)
        return on_screen.copy(), on_paper.copy()

    def _styled(self, brand: Brand, words: Wording) -> tuple[dict[str, Any], dict[str, Any]]:
        logos = _logos(brand, _data_url)
        around = {**_speaking(words), "brand": brand, "logos": logos, "feet": FEET[words.direction]}
        look = Markup(self._render("look.html", around))
        on_screen, on_paper = self._screen | around, self._paper | around | {"logos": _logos(brand, _asset_url)}
        for form in (on_screen, on_paper):
            form["style"] = Markup("\n").join((form["style"], look, self._added))
        return on_screen, on_paper

    def _with_faces(self, screen: _Page, paper: _Page, brand: Brand) -> Pages:
        """Both forms of a page with the font faces that its text needs: inside it, and among the assets."""
        text = fonts.text(*screen.parts)
        inside = "\n".join(self._embedded[face.file] for face in fonts.for_screen(self._faces, text))
        beside = fonts.for_paper(self._faces, text)
        logos = (logo for logo in (brand.provider, brand.customer) if logo)
        return Pages(
            _sealed(screen.with_head(FACES, inside)),
            _with_breaks(paper.with_head(FACES, "\n".join(face.rule for face in beside)).text),
            {face.file: self._fonts[face.file] for face in beside}
            | {_asset_url(logo).removeprefix("pack:"): logo.data for logo in logos},
            fonts.beyond(self._faces, text),
        )

    def _source(self, name: str) -> str:
        """The text of a template, a sheet or a script."""
        try:
            return self._environment.loader.get_source(self._environment, name)[0]  # type: ignore[union-attr]
        except (TemplateNotFound, UnicodeDecodeError) as error:
            raise _failed(name, None, error) from error

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
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if self._name(frame.filename)]
        return (self._name(frames[-1].filename), frames[-1].lineno) if frames else (template, None)

    def _name(self, path: str) -> str:
        """The name of a template by the path that it was read from; empty for any other file."""
        roots = (root for root in self._folders if Path(path).is_relative_to(root))
        return next((Path(path).relative_to(root).as_posix() for root in roots), "")

    def _file(self, name: str) -> bytes:
        """A file that is no template: the project's own before ours."""
        found = next((root / name for root in self._folders if (root / name).is_file()), None)
        if found is None:
            raise _failed(name, None, FileNotFoundError("there is no such file"))
        return found.read_bytes()

    @cached_property
    def _added(self) -> Markup:
        """The project's own sheets that stand in for none of ours."""
        names = [{path.name for path in (root / "css").glob("*.css")} for root in self._folders]
        return Markup("\n".join(self._source(f"css/{name}") for name in sorted(names[0] - names[-1])))

    @cached_property
    def _screen(self) -> dict[str, str]:
        """What all pages for the screen share."""
        script = Markup(self._source("tables.js"))
        return {"faces": Markup(FACES), "style": self._sheet(SCREEN), "script": script, "policy": POLICY}

    @cached_property
    def _paper(self) -> dict[str, str]:
        """What all pages for paper share."""
        return {"faces": Markup(FACES), "style": self._sheet(PAPER), "script": "", "policy": NOTHING_LOADED}

    def _sheet(self, names: Sequence[str]) -> Markup:
        """The sheets one after the other, with a class for each width of a column in percent."""
        sheets = (self._source(f"css/{name}.css") for name in names)
        return Markup("\n".join((*sheets, *(f".w{width}{{width:{width}%}}" for width in range(5, 101)))))

    @cached_property
    def _faces(self) -> tuple[fonts.Face, ...]:
        """All font faces, of which each page gets some."""
        try:
            return fonts.faces(self._source(FONTS))
        except ValueError as error:
            raise _failed(FONTS, None, error) from error

    @cached_property
    def _fonts(self) -> dict[str, bytes]:
        """The files of all faces."""
        return {face.file: self._file(face.file) for face in self._faces}

    @cached_property
    def _embedded(self) -> dict[str, str]:
        """The rule of each face with the font inside, by its file."""
        return {face.file: _with_font(face, self._fonts[face.file]) for face in self._faces}


def _with_font(face: fonts.Face, data: bytes) -> str:
    held = base64.b64encode(data).decode("ascii")
    return face.rule.replace(f"pack:{face.file}", f"data:{face.media_type};base64,{held}")


def for_screen(body: str, opening: str) -> str:
    """A body for the screen: figures are buttons, and what they open stands at the end."""
    before, *rest = FIGURE.split(body)
    figures = zip(rest[::3], rest[2::3], strict=True)
    buttons = [f'<button type="button" class="fig" popovertarget="f-{name}">{text}' for name, text in figures]
    text = "".join((before, *buttons)).replace("</x-figure>", "</button>")
    button = r'<button type="button" class="fig drawn" popovertarget="h-\1" aria-label="\3: \2">\3</button>'
    return _finished(DRAWN.sub(button, text), opening)


def for_paper(body: str, *, linked: bool) -> str:
    """A body for the PDF: figures lead to their definitions, if these are there; drawings open nothing."""
    before, *rest = FIGURE.split(body)
    figures = zip(rest[1::3], rest[2::3], strict=True)
    links = [f'<a class="fig" href="#m-{metric}">{text}' for metric, text in figures] if linked else rest[2::3]
    text = "".join((before, *links)).replace("</x-figure>", "</a>" if linked else "")
    return _finished(DRAWN.sub("", text), "")


def _with_breaks(page: str) -> str:
    """The page with places in the long words of its body where a line may end."""
    head, body, rest = page.partition("<body")
    return head + body + WITH_LONG_WORD.sub(_breakable, rest) if ANY_LONG_WORD.search(rest) else page


def _breakable(text: re.Match[str]) -> str:
    return LONG_WORD.sub(lambda word: "<wbr>".join(LETTERS.findall(word[0])), text[0])


def _finished(text: str, opening: str) -> str:
    """The text, in which no mark may be left, with what opens in its place."""
    before, _, after = text.partition(PANELS)
    for part, start in product((before, after), ("<x-", "</x-")):
        if start in part:
            left = part[part.index(start) :][:60]
            raise _failed("body.html", None, ValueError(f"a mark has no form: {left}"))
    return "".join((before, opening, after))


def _sealed(page: _Page) -> str:
    """The page with a policy by which it loads nothing, and obeys no style and no script but those that it holds."""
    held = "".join(f"; {tag}-src {' '.join(_digests(page, tag))}" for tag in ("style", "script"))
    return page.with_head(POLICY, f"{NOTHING_LOADED}{held}; font-src data:; img-src data:").text


def _digests(page: _Page, tag: str) -> Iterator[str]:
    """What a policy calls the styles or the scripts of a page."""
    for part in page.parts:
        end = 0
        while (start := part.find(f"<{tag}", end)) >= 0:
            start = part.find(">", start) + 1
            end = part.find(f"</{tag}>", start)
            yield _digest(part[start:end])


def _digest(text: str) -> str:
    """What a policy calls a style or a script."""
    shared, mark, own = text.rpartition("@page")
    digest = _begun(shared).copy()
    digest.update((mark + own).encode("utf-8"))
    return f"'sha256-{base64.b64encode(digest.digest()).decode('ascii')}'"


@lru_cache(16)
def _begun(text: str) -> hashlib._Hash:
    """The SHA-256 of a text that others may follow: what pages share of their style ends with the rules of a page."""
    return hashlib.sha256(text.encode("utf-8"))


@lru_cache(64)
def _data_url(logo: Logo) -> str:
    return f"data:{logo.media_type};base64,{base64.b64encode(logo.data).decode('ascii')}"


@lru_cache(64)
def _asset_url(logo: Logo) -> str:
    """The name of a logo among the assets; its ending tells an engine what it is."""
    digest = hashlib.blake2b(logo.data, digest_size=5).hexdigest()
    return f"pack:logo-{digest}.{ENDINGS[logo.media_type]}"


def _logos(brand: Brand, source: Callable[[Logo], str]) -> dict[str, _Picture | None]:
    """The logos of both sides; None where one has none."""
    return {
        side: _Picture(source(logo), logo.alt, logo.width, logo.height) if logo else None
        for side, logo in (("provider", brand.provider), ("customer", brand.customer))
    }


def _speaking(words: Wording) -> dict[str, Any]:
    """What templates word their own texts by."""
    return dict(zip(SPEAKING, (words.gettext, words.ngettext, words.pgettext), strict=True))


def _fields(context: Any) -> dict[str, Any]:
    return {field.name: getattr(context, field.name) for field in dataclasses.fields(context)}


def _shown(value: Any) -> Any:
    """What reaches a page: texts and whole numbers only; anything else is a template's mistake."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return marked(value)
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, and names what is missing
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{type(value).__name__} cannot be shown; word it first")


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
