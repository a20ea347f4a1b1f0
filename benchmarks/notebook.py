"""The same review as a notebook: papermill runs it for each account, nbconvert makes HTML of it.

What the analyst's script works out stands in `analyst.py`, and the notebook imports it. Each run reads the rows of its
account alone, cut beforehand and outside of what is timed: one that reads the exports of all accounts takes longer with
each account more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from analyst import TABLES, TIMES, Exports

HERE = Path(__file__).resolve().parent
CELLS = (
    "import sys\nsys.path.insert(0, folder)\nimport pandas as pd\nimport analyst\nfrom pathlib import Path",
    "one = analyst.Exports(*(pd.read_parquet(Path(rows) / f'{name}.parquet') for name in analyst.TIMES))\n"
    "figures = analyst.monthly(one)",
    "%matplotlib inline",
    "analyst.headlines(figures)",
    "for names in analyst.CHARTS:\n    display(analyst.chart(figures, names))\n    analyst.plt.close()",
    *(f"analyst.{name}(one)" for name in TABLES),
)


def prepare(everything: Exports, accounts: Sequence[str], folder: Path) -> None:
    """Write the notebook, and the rows of each account."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    parameters = nbformat.v4.new_code_cell("folder = rows = ''", metadata={"tags": ["parameters"]})
    made.cells = [parameters, *(nbformat.v4.new_code_cell(cell) for cell in CELLS)]
    nbformat.write(made, folder / "review.ipynb")
    for account in accounts:
        rows = folder / account
        rows.mkdir()
        one = everything.of(account)
        for name in TIMES:
            getattr(one, name).to_parquet(rows / f"{name}.parquet")


def pages(folder: Path) -> Callable[[str], object]:
    """What makes HTML of one account after another."""
    import nbconvert
    import papermill

    os.dup2(os.open(folder / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)  # kernels say much

    def made(account: str) -> None:
        done = folder / f"{account}.ipynb"
        given = {"folder": str(HERE), "rows": str(folder / account)}
        papermill.execute_notebook(folder / "review.ipynb", done, given, progress_bar=False, log_output=False)
        html, _ = nbconvert.HTMLExporter(exclude_input=True).from_filename(str(done))
        (folder / f"{account}.html").write_text(html, "utf-8")

    return made
