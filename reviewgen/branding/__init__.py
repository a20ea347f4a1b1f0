"""How pages look: what an account's file says, else what the provider's says, made fit to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reviewgen.branding.colours import LEAST, NIGHT, PAPER, contrast, legible
from reviewgen.branding.drawing import PictureError
from reviewgen.branding.pictures import EXPECTED, picture
from reviewgen.config import Account, Branding
from reviewgen.errors import ConfigError, Issue, shorten
from reviewgen.model import Brand, Logo
from reviewgen.project import PROJECT_FILE, Setup

Told = Callable[..., Issue]


def provider_brand(setup: Setup) -> tuple[Brand, tuple[Issue, ...]]:
    """The look of pages over all accounts, with notes on what was changed; raises ConfigError for a bad logo."""
    provider = setup.project.provider

    def told(key: str, **words: Any) -> Issue:
        return setup.project_issue(("provider", "branding", key), **words)

    logo, notes = _logo(setup.folder, provider.branding.logo, provider.name, told)
    return _look(provider.branding, provider=logo), (*_accent_note(provider.branding.accent, told), *notes)


def branded(setup: Setup, account: Account, house: Brand) -> tuple[Account, Brand, tuple[Issue, ...]]:
    """An account with the branding that holds for it, the look of its pages, and notes on what was changed.

    Raises ConfigError for a bad logo. Notes are ours to mend: they name the account's file, and not the account.
    """

    def told(key: str, **words: Any) -> Issue:
        return setup.issue(account, ("branding", key), column=f"branding.{key}", **words)

    own = account.branding
    given = {name: getattr(own, name) for name in own.model_fields_set}
    whole = setup.project.provider.branding.model_copy(update=given | {"logo": own.logo})
    folder = setup.folder / Path(setup.files.get(account.id, PROJECT_FILE)).parent
    logo, notes = _logo(folder, own.logo, account.name, told)
    notes += _accent_note(own.accent, told) if "accent" in given else ()
    shown = whole.model_copy(update={"accent": legible(whole.accent)})
    look = _look(whole, provider=house.provider, customer=logo)
    return account.model_copy(update={"branding": shown}), look, tuple(replace(one, account=None) for one in notes)


def _look(branding: Branding, **logos: Logo | None) -> Brand:
    return Brand(legible(branding.accent), legible(branding.accent, NIGHT), branding.paper, **logos)


def _accent_note(accent: str, told: Told) -> tuple[Issue, ...]:
    if legible(accent) == accent:
        return ()
    return (
        told(
            "accent",
            code="branding.accent",
            severity="warning",
            value=accent,
            problem=f"is hard to read on paper: its contrast with white is {_floored(contrast(accent, PAPER))}; pages "
            f"have {legible(accent)} in its place",
            expected=f"{LEAST} or more",
            hint="write that colour, or a darker one of yours",
        ),
    )


def _floored(number: float) -> str:
    """A number with two decimals, never rounded up to what it does not reach."""
    return f"{int(number * 100) / 100:.2f}"


def _logo(folder: Path, name: str | None, alt: str, told: Told) -> tuple[Logo | None, tuple[Issue, ...]]:
    if name is None:
        return None, ()
    words: Mapping[str, Any] = {"value": name}
    try:
        found = picture(folder, name)
    except PictureError as error:
        raise ConfigError(
            [told("logo", code="branding.logo", problem=str(error), expected=EXPECTED, **words)]
        ) from None
    logo = Logo(found.data, found.media_type, alt, f"{found.width:.1f}", f"{found.height:.1f}")
    if not found.left_out:
        return logo, ()
    note = told(
        "logo",
        code="branding.logo",
        severity="warning",
        problem=f"is shown without what a logo may not have: {shorten(', '.join(found.left_out), 120)}",
        hint="see on a page whether it looks right, or save it as plain shapes",
        **words,
    )
    return logo, (note,)
