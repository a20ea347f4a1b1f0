"""The pages of the sample project that browsers are shown."""

from __future__ import annotations

from reviewgen.outputs import slug

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
PAGES = {
    **{account: f"{slug(account)}/pack.html" for account in ACCOUNTS},
    **{f"brief of {account}": f"{slug(account)}/internal/brief.html" for account in ACCOUNTS},
    "index": "index.html",
    "portfolio": "portfolio.html",
}
WIDE, NARROW = WIDTHS = (1280, 390)
