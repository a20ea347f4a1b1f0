"""What the manifest of a pack tells: read once, and checked, since whoever may write beside packs may write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reviewgen.outputs.disk import MANIFEST, check_name
from reviewgen.outputs.kept import kept
from reviewgen.outputs.place import Place, slug

FORMS = (("HTML", "pack.html"), ("PDF", "pack.pdf"), ("XLSX", "pack.xlsx"))
INTERNAL = "internal"  # the folder within a pack that is for us only: no manifest tells of it


@dataclass(frozen=True, slots=True)
class Manifest:
    """A pack of an account: its verdict, and the SHA-256 of each of its files, by names that are inside the pack."""

    account: str
    name: str
    verdict: str
    tone: str
    concern: str
    draft: bool
    files: Mapping[str, str]
    data: bytes = field(repr=False)

    @classmethod
    def of(cls, data: bytes) -> Manifest | None:
        """The manifest as it was written; None for anything else, as one of another program or version."""
        try:
            told = kept(data)
            account, verdict = told["account"], told["verdict"]
            files = {one["file"]: one["sha256"] for one in told["outputs"]}
            for name in files:
                check_name(name)
                if name.partition("/")[0] == INTERNAL:
                    return None
            texts = (account["id"], account["name"], verdict["word"], verdict["tone"], verdict["concern"])
            "".join((*texts, *files, *files.values())).encode("utf-8")  # text that can be written, all of it
        except (ValueError, LookupError, TypeError):
            return None
        return cls(*texts, draft=told.get("status") == "draft", files=files, data=data)

    def links(self) -> tuple[tuple[str, str], ...]:
        """What the customer reads, the form for a screen first: its kind, and the way from the folder of its period."""
        return tuple((kind, f"{slug(self.account)}/{file}") for kind, file in FORMS if file in self.files)


def manifests(place: Place, period: str) -> dict[str, Manifest | None]:
    """The manifest of each pack of a period by its folder, sorted; None where what is called so is none.

    A pack in a folder of another name than its account's, as a copy is, is left out.
    """
    prefix = f"{period}/" if period else ""
    asked = {f"{prefix}{folder}/{MANIFEST}": folder for folder in place.names(period)}
    found = place.read_each(asked)
    packs = {folder: Manifest.of(found[name]) for name, folder in asked.items() if name in found}
    return {folder: one for folder, one in packs.items() if one is None or slug(one.account) == folder}
