from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen import periods, provenance
from reviewgen.agreements import CreditTerms, Policy
from reviewgen.config import Account
from reviewgen.cut import Origins
from reviewgen.metrics import BY_ID, Computed, compute, shard_of
from reviewgen.metrics.credits import DUE, Credit, due, mistakes, reckoned
from reviewgen.model import Behind, Figure, FigureKey, Missing

SPAN = periods.parse("2026-10")


def policy(*tiers: dict[str, Any], **more: Any) -> Policy:
    """Return a policy whose only version agrees these credits."""
    targets = [{"resolution_hours": 4}]
    return Policy.model_validate({"id": "gold", "versions": [{"targets": targets, "credits": tiers} | more]})


def account(fee: float | None = 1000.0) -> Account:
    """Return an account with a fee, in pounds."""
    return Account(id="A", name="A", fee=fee, currency="GBP", policy="gold")


def figures(**values: float | Missing) -> dict[FigureKey, Figure]:
    """Return figures of October by their name: "resolution", "resolution_P1", "breaches", "availability_Shop"."""
    found: dict[FigureKey, Figure] = {}
    for name, value in values.items():
        metric, _, limit = name.partition("_")
        metric = metric if metric == "availability" else f"sla.{metric}"
        dimensions = (("service" if metric == "availability" else "priority", limit),) if limit else ()
        n = 0 if isinstance(value, Missing) else 10
        found[metric, "2026-10", dimensions] = Figure(metric, "2026-10", dimensions, value, n, BY_ID[metric].unit)
    return found


def credits_of(
    agreed: Policy | None, by_key: dict[FigureKey, Figure], fee: float | None = 1000.0
) -> tuple[Credit, ...]:
    """Return the credits of the account in October."""
    return reckoned(account(fee), agreed, SPAN, by_key, BY_ID)


def total(agreed: Policy | None, by_key: dict[FigureKey, Figure], fee: float | None = 1000.0) -> Figure:
    """Return what is due in October."""
    return due(credits_of(agreed, by_key, fee), account(fee), "2026-10")


STEPS = ({"below": 95, "percent": 5}, {"below": 90, "percent": 10}, {"below": 80, "percent": 25})


@pytest.mark.parametrize(
    ("value", "money"),
    [(100.0, 0), (95.0, 0), (94.9, 50), (90.0, 50), (89.9, 100), (80.0, 100), (79.9, 250), (0.0, 250)],
)
def test_the_largest_step_that_applies_counts(value: float, money: float) -> None:
    """Below 95 are 5 % of 1,000, below 90 are 10 % and below 80 are 25 %; at the bound itself it is not yet below."""
    found = total(policy(*STEPS), figures(resolution=value))
    assert (found.value, found.n, found.unit, found.dimensions) == (money, 1, "GBP", ())


def test_credits_of_several_figures_add_up() -> None:
    """P1 below 95: 50. All tickets below 90: 100. The shop below 99.5: 70. Breaches not above 20: nothing."""
    agreed = policy(
        {"priority": "P1", "below": 95, "percent": 5},
        {"below": 90, "percent": 10},
        {"metric": "availability", "service": "Shop", "below": 99.5, "amount": 70},
        {"metric": "sla.breaches", "above": 20, "amount": 500},
    )
    found = total(agreed, figures(resolution_P1=90.0, resolution=80.0, availability_Shop=99.0, breaches=20.0))
    assert (found.value, found.n) == (220, 4)


def test_a_figure_that_must_not_be_high_gives_a_credit_above_its_bound() -> None:
    """21 breaches are more than 20."""
    assert total(policy({"metric": "sla.breaches", "above": 20, "amount": 500}), figures(breaches=21.0)).value == 500


def test_amounts_and_percents_of_one_figure_are_compared_as_money() -> None:
    """5 % of 1,000 are less than 60; of 2,000 they are more."""
    agreed = policy({"below": 95, "percent": 5}, {"below": 95, "amount": 60})
    assert [total(agreed, figures(resolution=90.0), fee).value for fee in (1000.0, 2000.0)] == [60, 100]


def test_a_figure_without_a_number_gives_no_credit() -> None:
    """Nothing was measured for P1; P2 was, and was reached. What is drawn from too few is not measured either."""
    agreed = policy({"priority": "P1", "below": 95, "percent": 5}, {"priority": "P2", "below": 95, "percent": 5})
    found = total(agreed, figures(resolution_P1=Missing("no clock was decided"), resolution_P2=99.0))
    assert (found.value, found.n) == (0, 1)
    few: dict[FigureKey, Figure] = {("survey.csat", "2026-10", ()): Figure("survey.csat", "2026-10", (), 50.0, 4, "%")}
    assert not credits_of(policy({"metric": "survey.csat", "below": 80, "percent": 5}), few)[0].measured


@pytest.mark.parametrize(
    ("agreed", "value", "fee", "reason"),
    [
        (None, 50.0, 1000.0, "no credits are agreed"),
        (policy(), 50.0, 1000.0, "no credits are agreed"),
        (policy({"below": 95, "percent": 5}), 50.0, None, "no fee is given that credits are a part of"),
        (
            policy({"below": 95, "percent": 5}, {"below": 95, "amount": 1}),
            50.0,
            None,
            "no fee is given that credits are a part of",
        ),
        (
            policy({"below": 95, "percent": 5}),
            Missing("no clock was decided"),
            1000.0,
            "no figure that credits are agreed for has a number",
        ),
        (
            policy({"priority": "P1", "below": 95, "percent": 5}),
            50.0,
            1000.0,
            "no figure that credits are agreed for has a number",
        ),
    ],
)
def test_what_is_due_is_missing_with_a_reason(
    agreed: Policy | None, value: float | Missing, fee: float | None, reason: str
) -> None:
    """Nothing agreed, no fee to take a part of, nothing measured."""
    found = total(agreed, figures(resolution=value), fee)
    assert (found.value, found.n) == (Missing(reason), 0)


def test_without_a_fee_nothing_due_is_still_nothing() -> None:
    """What was promised was reached, and fixed amounts need no fee."""
    agreed = policy({"below": 95, "percent": 5}, {"metric": "sla.breaches", "above": 1, "amount": 7})
    assert total(agreed, figures(resolution=95.0, breaches=2.0), None).value == 7


@pytest.mark.parametrize(("begins", "money"), [("2026-10-31", 500), ("2026-11-01", 50)])
def test_the_version_of_the_last_day_of_the_period_counts(begins: str, money: float) -> None:
    """One from 31 October on holds for October; one from 1 November does not."""
    targets = [{"resolution_hours": 4}]
    new = {"from": begins, "targets": targets, "credits": [{"below": 95, "percent": 50}]}
    old = {"targets": targets, "credits": [{"below": 95, "percent": 5}]}
    agreed = Policy.model_validate({"id": "gold", "versions": [old, new]})
    assert total(agreed, figures(resolution=90.0)).value == money


def test_before_the_first_version_no_credits_are_agreed() -> None:
    """The policy begins after the period."""
    agreed = policy({"below": 95, "percent": 5}, **{"from": "2026-11-01"})
    assert total(agreed, figures(resolution=90.0)).value == Missing("no credits are agreed")
    assert agreed.version_on(date(2026, 11, 1)) is agreed.versions[0]


def test_each_credit_names_its_figure_and_the_terms_that_count() -> None:
    """For the page that tells of it."""
    agreed = policy(*STEPS, {"priority": "P1", "below": 95, "percent": 5})
    whole, urgent = credits_of(agreed, figures(resolution=85.0))
    assert (whole.figure.value, whole.terms, whole.money) == (85.0, CreditTerms(below=90, percent=10), 100)
    assert (urgent.figure.value, urgent.terms, urgent.measured) == (Missing("no data"), None, False)


def test_what_is_due_is_computed_with_the_figures_and_explained() -> None:
    """One of two P1 tickets in time: 50 % is below 95, so 5 % of the fee; nothing says how P2 went."""
    opened = datetime(2026, 10, 5, tzinfo=UTC)
    computed = _computed(
        policy({"priority": "P1", "below": 95, "percent": 5}, {"priority": "P2", "below": 95, "percent": 9}),
        {"id": "1", "priority": "P1", "opened_at": opened, "resolved_at": opened.replace(hour=4)},
        {"id": "2", "priority": "P1", "opened_at": opened, "resolved_at": opened.replace(hour=5)},
    )
    figure = computed.figures["A"].get(DUE)
    assert (figure.value, figure.n, figure.unit) == (50, 1, "GBP")
    behind = Origins(computed, "A").behind(figure)
    names = ("sla.resolution P1", "sla.resolution P2")
    assert behind == Behind("credits", "total", names, (50.0, 0.0), (1.0, 0.0), (("fee", 1000.0),))
    assert provenance.made(behind) == "total: 50 over 2 rows"
    assert [one.period for one in computed.figures["A"] if one.metric == DUE] == ["2026-10"]


def test_missing_credits_have_nothing_behind_them() -> None:
    """No number, no rows."""
    computed = _computed(policy(), {"id": "1", "opened_at": datetime(2026, 10, 5, tzinfo=UTC)})
    figure = computed.figures["A"].get(DUE)
    assert figure.value == Missing("no credits are agreed")
    assert Origins(computed, "A").behind(figure) == Behind("", "none")


def _computed(agreed: Policy, *tickets: dict[str, Any]) -> Computed:
    rows = tuple(blank("tickets", account="A", state="resolved", **one) for one in tickets)
    project = DrawnProject((account(),), ("2026-10",), datetime(2026, 11, 2, tzinfo=UTC), {"tickets": rows})
    reviews = project.reviews()
    shard = shard_of(project.tables(), reviews, project.as_of, {"gold": agreed})
    return compute(shard, reviews, project.as_of)


def test_credits_on_what_is_no_metric_or_no_share_are_told() -> None:
    """Each with its place; the hint names the likely metric."""
    agreed = policy({"below": 95, "percent": 5}, {"metric": "sla.resolutoin", "below": 9, "percent": 5})
    ((path, words),) = mistakes(agreed, BY_ID)
    assert path == ("versions", 0, "credits", 1, "metric")
    assert words["hint"] == 'did you mean "sla.resolution"?'
    ((path, words),) = mistakes(policy({"below": 950, "percent": 5}), BY_ID)
    assert (path[-1], words["value"], words["problem"]) == ("below", "950", "is more than 100 %")
    assert list(mistakes(policy({"metric": "tickets.resolved", "below": 950, "percent": 5}), BY_ID)) == []
