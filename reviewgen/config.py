"""Models of what people write in YAML: the project, its accounts and its mappings."""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from reviewgen import periods
from reviewgen.errors import ConfigError
from reviewgen.model import Cadence, Profile

LANGUAGES = ("en",)
TableName = Literal["tickets", "ticket_events", "majors", "actions", "surveys"]
Unit = Literal["seconds", "minutes", "hours", "days", "h:mm:ss"]
NoteName = Literal["summary", "promises", "service_levels", "workload", "majors", "voice", "decisions"]


def _wrong(problem: str, **context: str) -> PydanticCustomError:
    return PydanticCustomError("reviewgen", problem, dict(context))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    zones = _zones()
    if name not in zones:
        near = ", ".join(difflib.get_close_matches(name, sorted(zones), 3, 0.5))
        raise _wrong("is not a time zone", hint=f"near matches: {near}" if near else "use a name like Europe/London")
    return name


def _locale(name: str) -> str:
    from babel import localedata

    if not re.fullmatch(r"[a-z]{2,3}(_[A-Za-z0-9]+)*", name) or not localedata.exists(name):
        raise _wrong("is not a locale", hint="use a name like en_GB")
    if name.split("_")[0] not in LANGUAGES:
        raise _wrong("is a language that packs are not written in", hint="en_DE gives English words, German numbers")
    return name


def _currency(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise _wrong("is not a currency", hint="use an ISO 4217 code such as EUR")
    return code


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise _wrong("is not a colour", hint="write it as #1f4e79")
    return value.lower()


def _account_id(text: str) -> str:
    if not text.strip() or any(unicodedata.category(c) == "Cc" for c in text):
        raise _wrong("is not an account id", hint="use the name or number that the exports use")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise _wrong("is not a regular expression", hint=str(error)) from None
    return text


def _day(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise _wrong("is not a date", expected="2026-11-12")
    return text


def _date_format(form: str) -> str:
    """Refuse a format that does not tell day, month and year, or tells an hour without its half of the day."""
    sample = datetime(2026, 10, 31, 14, 5, 6, 7000, UTC)
    try:
        read = datetime.strptime(sample.strftime(form), form)
    except ValueError:
        read = datetime.min
    whole = read.date() == sample.date() and read.hour in (0, sample.hour)
    if form != "iso" and not whole:
        raise _wrong("is not a date format", expected='iso, or codes like "%d/%m/%Y %H:%M" or "%d/%b/%y %I:%M %p"')
    return form


def _as_of(text: str) -> str:
    try:
        periods.instant(text, ZoneInfo("UTC"))
    except ConfigError as error:
        raise _wrong(error.issues[0].problem, expected=error.issues[0].expected) from None
    return text


def _delimiter(sign: str) -> str:
    if len(sign) != 1 or not sign.isascii() or sign in '"\r\n':
        raise _wrong("cannot stand between cells", expected='one sign, such as ";" or "\\t" for a tab')
    return sign


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Zone = Annotated[str, AfterValidator(_zone)]
LocaleName = Annotated[str, AfterValidator(_locale)]
Currency = Annotated[str, AfterValidator(_currency)]
Colour = Annotated[str, AfterValidator(_colour)]
Day = Annotated[date, BeforeValidator(_day)]
DateFormat = Annotated[str, AfterValidator(_date_format)]
AccountId = Annotated[str, Field(max_length=300), AfterValidator(_account_id)]
Text = Annotated[str, Field(min_length=1)]
Hours = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Strict(BaseModel):
    """A part of a file: unknown keys are refused, values are never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FigureTarget(Strict):
    """What was promised for one figure."""

    metric: Text = Field(description="id of the metric, for instance sla.resolution")
    priority: str | None = Field(None, description="only tickets of this priority; left out: all")
    at_least: float | None = Field(None, allow_inf_nan=False, description="the value must not be lower")
    at_most: float | None = Field(None, allow_inf_nan=False, description="the value must not be higher")

    @model_validator(mode="after")
    def _one_bound(self) -> FigureTarget:
        if (self.at_least is None) == (self.at_most is None):
            raise _wrong("needs either at_least or at_most")
        return self


class Targets(Strict):
    """What the contract promises."""

    resolution_hours: dict[str, Hours] = Field(
        {}, description="hours from opening to resolution, per priority, in plain elapsed time"
    )
    response_hours: dict[str, Hours] = Field(
        {}, description="hours from opening to the first response, per priority, in plain elapsed time"
    )
    figures: tuple[FigureTarget, ...] = Field((), description="promised values of figures")


class Defaults(Strict):
    """What holds for every account whose own file does not say otherwise."""

    zone: Zone = Field("UTC", description="time zone of periods, and of times in exports without an offset")
    locale: LocaleName = Field("en_GB", description="how numbers and dates are written; English words in any case")
    currency: Currency = Field("EUR", description="ISO 4217 code; recorded, no figure is in money yet")
    cadence: Cadence = Field("monthly", description="how often the account is reviewed")
    targets: Targets = Field(default_factory=lambda: Targets(), description="what the contract promises")


class Contact(Strict):
    """A person to talk to."""

    name: Text = Field(description="the person's name")
    role: str = Field("", description="what the person is responsible for")
    email: str = Field("", description="e-mail address")
    phone: str = Field("", description="telephone number")


class Side(Strict):
    """The people of one side of the contract."""

    business: tuple[Contact, ...] = Field((), description="who decides")
    technical: tuple[Contact, ...] = Field((), description="who knows the detail")


class Contacts(Strict):
    """The people of both sides."""

    provider: Side = Field(default_factory=Side, description="our people")
    customer: Side = Field(default_factory=Side, description="the customer's people")


class Branding(Strict):
    """How the pack looks."""

    accent: Colour = Field("#1f4e79", description="colour of rules and charts, as #rrggbb")
    logo: str | None = Field(None, description="PNG or JPEG file beside the account file")
    confidentiality: str = Field("Confidential", description="line at the foot of every page")


class Decision(Strict):
    """Something the customer is asked to decide in the meeting."""

    text: Text = Field(description="the decision, as one sentence")
    owner: str = Field("", description="who decides")
    due_on: Day | None = Field(None, description="by when")


class Account(Defaults):
    """One customer."""

    id: AccountId = Field(description="the account as the exports name it")
    name: Text = Field(description="the customer's name as it stands on the pack")
    importance: Literal["strategic", "key", "standard"] = Field(
        "standard", description="weight of the account; stands on the index"
    )
    complexity: Literal["high", "medium", "low"] = Field(
        "medium", description="how involved the service is; recorded, nothing depends on it yet"
    )
    services: tuple[Text, ...] = Field((), description="the services under contract")
    next_meeting: Day | None = Field(None, description="day of the review meeting")
    profile: Profile | None = Field(None, description="kind of PDF: standard or archive; left out: as the project")
    contacts: Contacts = Field(default_factory=Contacts, description="people of both sides")
    branding: Branding = Field(default_factory=Branding, description="how the pack looks")
    decisions: tuple[Decision, ...] = Field((), description="what the customer is asked to decide")
    notes: dict[NoteName, str] = Field({}, description="the supervisor's own words per section, in Markdown")


class AccountRule(Strict):
    """When a column matches, use this value."""

    column: Text = Field(description="their column")
    matches: Annotated[str, AfterValidator(_pattern)] = Field(description="regular expression found in the cell")
    use: str = Field(description="the value to take")


class ColumnRule(Strict):
    """Where one of our columns comes from, and how its cells are read."""

    column: Text | None = Field(None, description="their column")
    columns: tuple[Text, ...] = Field((), description="their columns: the first one with a value is taken")
    constant: str | None = Field(None, description="the same value for every row")
    rules: tuple[AccountRule, ...] = Field((), description="tried in order before column; the first match is taken")
    values: dict[str, str] = Field({}, description="their codes and ours")
    otherwise: str | None = Field(None, description="the value for codes that `values` does not list")
    dates: tuple[DateFormat, ...] = Field((), description="date formats of this column, tried in order")
    zone: Zone | None = Field(None, description="zone of this column's times without offset")
    repeated: Literal["first", "joined", "all"] = Field(
        "first",
        description="where the header repeats: first value, all joined by `separator`, or all as a list",
    )
    separator: str = Field(", ", description="between joined values")
    unit: Unit = Field("hours", description="unit of a duration")
    negative: Literal["met", "breached"] | None = Field(
        None, description="verdict of a cell below zero (remaining time); other cells are the opposite"
    )

    @model_validator(mode="after")
    def _has_origin(self) -> ColumnRule:
        origins = (self.column is not None) + bool(self.columns) + (self.constant is not None)
        if origins > 1 or not (origins or self.rules):
            raise _wrong("needs exactly one of column, columns or constant (or rules)")
        return self


def _shape(value: object) -> str:
    return "name" if isinstance(value, str) else "names" if isinstance(value, list | tuple) else "rule"


ColumnSpec = Annotated[
    Annotated[Text, Tag("name")] | Annotated[tuple[Text, ...], Tag("names")] | Annotated[ColumnRule, Tag("rule")],
    Discriminator(_shape),
]


class Mapping(Strict):
    """How one tool's export becomes one of our tables."""

    missing: tuple[str, ...] = Field((), description="words that mean there is no value, besides an empty cell")
    dates: tuple[DateFormat, ...] = Field(
        ("iso",), description="date formats, tried in order: iso, or like %d/%m/%Y %H:%M"
    )
    zone: Zone | None = Field(None, description="zone of times without offset; left out: the project's")
    decimal: Literal[".", ","] = Field(".", description="the decimal sign")
    thousands: Literal["", ".", ",", " ", "'"] = Field("", description="the sign between thousands")
    rows: Literal["all", "first", "last"] = Field(
        "all", description="which rows make a record: all, or the first or last one of each id"
    )
    columns: dict[str, ColumnSpec] = Field(description="our columns and where each comes from")

    @model_validator(mode="after")
    def _two_signs(self) -> Mapping:
        if self.decimal == self.thousands:
            raise _wrong("has one sign for decimals and thousands", hint="write thousands: only where it is used")
        return self

    def rule(self, column: str) -> ColumnRule | None:
        """The rule of one of our columns in its long form; None where it is not mapped."""
        spec = self.columns.get(column)
        if isinstance(spec, str):
            return ColumnRule(column=spec)
        return ColumnRule(columns=spec) if isinstance(spec, tuple) else spec


def _kind(value: object) -> str:
    return "file" if isinstance(value, str) else "mapping"


MappingSpec = Annotated[Annotated[Text, Tag("file")] | Annotated[Mapping, Tag("mapping")], Discriminator(_kind)]


class Source(Strict):
    """Files that fill a table."""

    table: TableName = Field(description="the table that the rows belong to")
    files: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(
        description="file or files, relative to the project; * and ${VARIABLE} are expanded"
    )
    mapping: MappingSpec | None = Field(
        None, description="a mapping, or the file that holds it; left out: the columns have our names"
    )
    encoding: str = Field("utf-8", description="character set of the file")
    delimiter: Annotated[str, AfterValidator(_delimiter)] | None = Field(
        None, description="between cells; left out: comma, semicolon or tab, as in the header line"
    )
    member: str = Field("*.csv", description="which files of a zip archive to read")

    @model_validator(mode="before")
    @classmethod
    def _list_files(cls, data: Any) -> Any:
        return data | {"files": _listed(data["files"])} if isinstance(data, dict) and "files" in data else data


class Provider(Strict):
    """Who delivers the service."""

    name: Text = Field(description="name of the service provider")
    email: str = Field("", description="address for feedback on the review")


class AccountFiles(Strict):
    """Where the accounts come from."""

    files: tuple[Text, ...] = Field(("accounts/*.yaml",), description="account files, relative to the project")
    discover: bool = Field(False, description="true: every account named in the tickets gets a pack")

    @model_validator(mode="before")
    @classmethod
    def _list_files(cls, data: Any) -> Any:
        return data | {"files": _listed(data["files"])} if isinstance(data, dict) and "files" in data else data


class Outputs(Strict):
    """What is made, and where."""

    folder: Text = Field("out", description="folder for the packs, relative to the project")
    formats: Annotated[tuple[Literal["html", "pdf"], ...], Field(min_length=1)] = Field(
        ("html", "pdf"), description="html, pdf or both"
    )
    profile: Profile = Field("standard", description="standard: fast PDF; archive: tagged PDF/A-3a")


class Project(Strict):
    """reviewgen.yaml."""

    provider: Provider = Field(description="who delivers the service")
    defaults: Defaults = Field(default_factory=lambda: Defaults(), description="what holds for every account")
    as_of: Annotated[str, AfterValidator(_as_of)] | None = Field(
        None, description="state of the data; a date means the end of that day; left out: now"
    )
    sources: Annotated[tuple[Source, ...], Field(min_length=1)] = Field(description="where rows are read from")
    accounts: AccountFiles = Field(default_factory=lambda: AccountFiles(), description="where accounts come from")
    outputs: Outputs = Field(default_factory=lambda: Outputs(), description="what is made, and where")


def schema(what: str) -> dict[str, Any]:
    """JSON Schema of "project", "account" or "mapping"."""
    models: dict[str, type[BaseModel]] = {"project": Project, "account": Account, "mapping": Mapping}
    return models[what].model_json_schema()
