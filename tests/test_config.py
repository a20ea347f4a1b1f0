from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from reviewgen.agreements import Policy
from reviewgen.config import Account, ColumnRule, FileSource, Mapping, Project, schema

SOURCE = {"table": "tickets", "files": "data/tickets.csv"}
PROJECT = {"provider": {"name": "Northwind"}, "sources": [SOURCE]}
ACCOUNT = {"id": "CALDER", "name": "Calder Rail"}
MAPPING = {"columns": {"id": "Number"}}


def refusal(model: type[BaseModel], data: dict[str, Any]) -> str:
    """Return why a model refuses what people wrote: one problem."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    (detail,) = caught.value.errors()
    return detail["msg"]


def files_of(project: Project) -> tuple[str, ...]:
    """The files of a project's only source."""
    (source,) = project.sources
    assert isinstance(source, FileSource)
    return source.files


def test_a_project_needs_a_provider_and_sources_alone() -> None:
    """All else has a default: London is not assumed, nor the pound."""
    project = Project.model_validate(PROJECT)
    assert (project.defaults.zone, project.defaults.locale, project.defaults.currency) == ("UTC", "en_GB", "EUR")
    assert (project.defaults.cadence, project.outputs.folder, project.outputs.profile) == (None, "out", "standard")
    assert (project.outputs.formats, project.accounts.files) == (("html", "pdf"), ("accounts/*.yaml",))
    assert (project.accounts.discover, project.as_of, files_of(project)) == (
        False,
        None,
        ("data/tickets.csv",),
    )


@pytest.mark.parametrize("written", ["a.csv", ["a.csv"]])
def test_one_file_or_a_list(written: object) -> None:
    """A single file needs no list, in sources and in accounts."""
    data = PROJECT | {"sources": [SOURCE | {"files": written}], "accounts": {"files": written}}
    project = Project.model_validate(data)
    assert files_of(project) == project.accounts.files == ("a.csv",)


def models() -> Iterator[type[BaseModel]]:
    """Every model that people write, found from the four files they write."""
    waiting: list[type[BaseModel]] = [Project, Account, Policy, Mapping]
    seen: set[type[BaseModel]] = set()
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen.add(model)
            yield model
            waiting += [one for one in BaseModelSeeker(model).found if one not in seen]


class BaseModelSeeker:
    """Finds the models that the fields of a model hold."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.found: list[type[BaseModel]] = []
        for field in model.model_fields.values():
            self._look(field.annotation)

    def _look(self, annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            self.found.append(annotation)
        for part in getattr(annotation, "__args__", ()):
            self._look(part)


@pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
def test_every_model_is_strict_frozen_and_described(model: type[BaseModel]) -> None:
    """Unknown keys are refused, values stay, and each field says what it is: editors show it."""
    assert model.model_config.get("extra") == "forbid"
    assert model.model_config.get("frozen") is True
    assert [name for name, field in model.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("what", ["project", "account", "policy", "mapping"])
def test_schema_for_editors(what: str) -> None:
    """The JSON Schema refuses unknown keys and describes every property."""
    found = schema(what)
    assert found["additionalProperties"] is False
    assert all("description" in field for field in found["properties"].values())


def test_schemas_know_keys_and_short_forms_as_people_write_them() -> None:
    """`from` is called so, and a single text may stand where a list may."""
    version = schema("policy")["$defs"]["PolicyVersion"]["properties"]
    calendar = schema("project")["$defs"]["CalendarTerms"]["properties"]
    assert {"from", "targets"} <= set(version)
    assert [kind.get("type") for kind in version["hold_states"]["anyOf"]] == ["string", "array"]
    assert [kind.get("const", kind.get("type")) for kind in calendar["hours"]["anyOf"]] == ["24x7", "object"]


@pytest.mark.parametrize("zone", ["Mars/X", "../../etc/passwd", "dateutil//etc/hostname", "europe/london", ""])
def test_unknown_zones_are_refused(zone: str) -> None:
    """Only names of the time zone database: others could be paths."""
    assert refusal(Account, ACCOUNT | {"zone": zone}) == "is not a time zone"


@pytest.mark.parametrize("zone", ["Europe/London", "UTC", "EST5EDT", "America/Argentina/Buenos_Aires"])
def test_zones_of_the_database(zone: str) -> None:
    """Every name of the database will do."""
    assert Account.model_validate(ACCOUNT | {"zone": zone}).zone == zone


@pytest.mark.parametrize(
    ("locale", "problem"),
    [
        ("nl_NL", "is a language that packs do not speak: they speak en, de, es, fr"),
        ("ar", "is a language that packs do not speak: they speak en, de, es, fr"),
        ("root", "is not a locale"),
        ("en_/../en", "is not a locale"),
        ("en-GB", "is not a locale"),
        ("en_XX", "is not a locale"),
        ("english", "is not a locale"),
        ("../en", "is not a locale"),
        ("", "is not a locale"),
    ],
)
def test_other_locales_are_refused(locale: str, problem: str) -> None:
    """A language without a catalogue is refused, and so is what is no locale."""
    assert refusal(Account, ACCOUNT | {"locale": locale}) == problem


@pytest.mark.parametrize("locale", ["en", "en_GB", "en_US", "en_DE", "de_AT", "fr_CA", "es_MX"])
def test_a_language_of_any_country(locale: str) -> None:
    """The country decides how numbers and dates are written."""
    assert Account.model_validate(ACCOUNT | {"locale": locale}).locale == locale


@pytest.mark.parametrize("colour", ["red", "#fff", "#1f4e7", "#1f4e79;", "red;background:url(http://x)", "#1f4e79\n"])
def test_other_colours_are_refused(colour: str) -> None:
    """Only #rrggbb: anything else could be style of its own."""
    assert refusal(Account, ACCOUNT | {"branding": {"accent": colour}}) == "is not a colour"


def test_colours_are_lower_case() -> None:
    """The same colour is the same text."""
    assert Account.model_validate(ACCOUNT | {"branding": {"accent": "#1F4E79"}}).branding.accent == "#1f4e79"


@pytest.mark.parametrize("account", ["", "  ", "a\tb", "a\x7fb", "a\x85b"])
def test_ids_that_cannot_be_read_are_refused(account: str) -> None:
    """Nothing at all, or control characters."""
    assert refusal(Account, ACCOUNT | {"id": account}) == "is not an account id"


def test_a_long_id_is_refused() -> None:
    """300 characters will do."""
    assert Account.model_validate(ACCOUNT | {"id": "x" * 300}).id == "x" * 300
    assert "300" in refusal(Account, ACCOUNT | {"id": "x" * 301})


@pytest.mark.parametrize("account", ["../../etc/x", "a/b", "CON", "{{7*7}}", "Straße", "日本", "-", "NO", "007"])
def test_odd_ids_are_ids(account: str) -> None:
    """What an id looks like is the customer's matter."""
    assert Account.model_validate(ACCOUNT | {"id": account}).id == account


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", ""])
def test_other_currencies_are_refused(currency: str) -> None:
    """Three capital letters."""
    assert refusal(Account, ACCOUNT | {"currency": currency}) == "is not a currency"


@pytest.mark.parametrize("day", ["12/11/2026", "2026-11-31", "1762905600", "86400", "2026-11-12T00:00", "tomorrow"])
def test_a_day_is_an_iso_date(day: str) -> None:
    """A number is no date: it would be taken for seconds since 1970."""
    with pytest.raises(ValidationError):
        Account.model_validate(ACCOUNT | {"next_meeting": day})


def test_a_day() -> None:
    """A meeting and a decision have their day."""
    data = ACCOUNT | {"next_meeting": "2026-11-12", "decisions": [{"text": "Go.", "due_on": "2026-11-13"}]}
    account = Account.model_validate(data)
    assert (account.next_meeting, account.decisions[0].due_on) == (date(2026, 11, 12), date(2026, 11, 13))


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "inf", "1e999", "four"])
def test_promised_hours_are_positive_numbers(hours: str) -> None:
    """Zero, negative and endless promises are refused."""
    with pytest.raises(ValidationError):
        Account.model_validate(ACCOUNT | {"targets": {"resolution_hours": {"P1": hours}}})


@pytest.mark.parametrize("bounds", [{}, {"at_least": "95", "at_most": "99"}])
def test_a_target_has_one_bound(bounds: dict[str, str]) -> None:
    """Neither none nor both."""
    data = ACCOUNT | {"targets": {"figures": [{"metric": "sla.resolution", **bounds}]}}
    assert refusal(Account, data) == "needs either at_least or at_most"


@pytest.mark.parametrize("limit", [{}, {"priority": "P1"}, {"service": "Pay"}])
def test_a_target_is_of_everything_a_priority_or_a_service(limit: dict[str, str]) -> None:
    """It is limited by one word at most."""
    data = ACCOUNT | {"targets": {"figures": [{"metric": "sla.resolution", "at_least": "95", **limit}]}}
    (target,) = Account.model_validate(data).targets.figures
    assert {"priority": target.priority, "service": target.service} == {"priority": None, "service": None} | limit


def test_a_target_of_a_priority_and_a_service_is_refused() -> None:
    """There is no figure of both."""
    target = {"metric": "sla.resolution", "at_least": "95", "priority": "P1", "service": "Pay"}
    data = ACCOUNT | {"targets": {"figures": [target]}}
    assert refusal(Account, data) == "is limited to a priority and a service"


def test_agreed_service_time() -> None:
    """Day and night, announced maintenance left out, unless said otherwise."""
    agreed = Account.model_validate(ACCOUNT | {"availability": [{"service": "Pay"}]}).availability
    assert [(one.service, one.calendar, one.planned_excluded) for one in agreed] == [("Pay", "24x7", True)]


def test_a_service_has_one_service_time() -> None:
    """Two would be two availabilities."""
    data = ACCOUNT | {"availability": [{"service": "Pay"}, {"service": "Pay", "calendar": "office"}]}
    assert refusal(Account, data) == "has its service time twice"


def test_baselines() -> None:
    """A metric or all of them, the day and why: the key is called from."""
    data = ACCOUNT | {"baselines": [{"from": "2026-07-01", "reason": "Two more sites."}]}
    (baseline,) = Account.model_validate(data).baselines
    assert (baseline.metric, baseline.from_, baseline.reason) == (None, date(2026, 7, 1), "Two more sites.")


def test_events() -> None:
    """What happened on which day, for the charts of a metric or of all."""
    data = ACCOUNT | {"events": [{"day": "2026-09-06", "text": "the migration"}]}
    (event,) = Account.model_validate(data).events
    assert (event.metric, event.day, event.text) == (None, date(2026, 9, 6), "the migration")


@pytest.mark.parametrize("files", ["a.yaml", ["a.yaml"]])
def test_one_policy_file_or_a_list(files: object) -> None:
    """As with accounts; without a word, those under policies/."""
    assert Project.model_validate(PROJECT | {"policies": files}).policies == ("a.yaml",)
    assert Project.model_validate(PROJECT).policies == ("policies/*.yaml",)


def test_24x7_cannot_be_described() -> None:
    """It means day and night, everywhere."""
    terms = {"zone": "UTC", "hours": {"mon": "08:00-18:00"}}
    assert "is always known" in refusal(Project, PROJECT | {"calendars": {"24x7": terms}})


@pytest.mark.parametrize("as_of", ["2026-11-02", "2026-11-02 06:00", "2026-11-02T06:00+01:00"])
def test_as_of(as_of: str) -> None:
    """It stays text until the zone is known."""
    assert Project.model_validate(PROJECT | {"as_of": as_of}).as_of == as_of


@pytest.mark.parametrize("as_of", ["2026-02-30", "today", ""])
def test_bad_as_of(as_of: str) -> None:
    """What is no date is refused while the file and its line are known."""
    assert refusal(Project, PROJECT | {"as_of": as_of}) == "is not a date"


@pytest.mark.parametrize("sign", ["", "||", '"', "\n", "é", "→"])
def test_other_delimiters_are_refused(sign: str) -> None:
    """One ASCII sign that is neither quote nor line break: the reader knows no other."""
    assert refusal(FileSource, SOURCE | {"delimiter": sign}) == "cannot stand between cells"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "\x1f", " "])
def test_delimiters(sign: str) -> None:
    """Any other sign may be declared."""
    assert FileSource.model_validate(SOURCE | {"delimiter": sign}).delimiter == sign


@pytest.mark.parametrize(
    "form", ["iso", "%d/%m/%Y %H:%M", "%d/%b/%y %I:%M %p", "%m/%d/%Y", "%Y-%m-%dT%H:%M:%S%z", "%d.%m.%Y %H:%M:%S.%f"]
)
def test_date_formats(form: str) -> None:
    """A format tells day, month and year, and the hour or nothing of it."""
    assert Mapping.model_validate(MAPPING | {"dates": [form]}).dates == (form,)


@pytest.mark.parametrize(
    "form", ["dd/mm/yyyy", "%d/%m", "%H:%M", "%Q", "%", "mixed", "ISO8601", "%d/%m/%Y %I:%M", "%Y", "ISO"]
)
def test_other_date_formats_are_refused(form: str) -> None:
    """Words of other tools, and formats that leave something open."""
    assert refusal(Mapping, MAPPING | {"dates": [form]}) == "is not a date format"


def test_decimals_and_thousands_need_two_signs() -> None:
    """1,234 cannot be both."""
    assert "one sign" in refusal(Mapping, MAPPING | {"decimal": ",", "thousands": ","})


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("Number", ColumnRule(column="Number")),
        (["Resolved", "Closed"], ColumnRule(columns=("Resolved", "Closed"))),
        ({"constant": "CALDER"}, ColumnRule(constant="CALDER")),
        ({"column": "Site", "repeated": "all"}, ColumnRule(column="Site", repeated="all")),
    ],
)
def test_short_and_long_forms_of_a_column(written: object, rule: ColumnRule) -> None:
    """A name and a list of names are short for a rule."""
    assert Mapping.model_validate({"columns": {"id": written}}).rule("id") == rule


def test_a_column_that_is_not_mapped_has_no_rule() -> None:
    """Nothing is made up."""
    assert Mapping.model_validate(MAPPING).rule("title") is None


@pytest.mark.parametrize("written", [{}, {"column": "A", "columns": ["B"]}, {"column": "A", "constant": "x"}])
def test_a_column_has_one_origin(written: dict[str, Any]) -> None:
    """Neither none nor two."""
    assert "needs exactly one of" in refusal(ColumnRule, written)


def test_a_pattern_must_compile() -> None:
    """A broken regular expression is refused before any row is read."""
    rule = {"column": "Site", "matches": "(", "use": "CALDER"}
    assert refusal(ColumnRule, {"rules": [rule]}) == "is not a regular expression"
