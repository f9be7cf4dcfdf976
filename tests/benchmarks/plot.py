"""What one delivery and one answer cost, drawn against how large it is: SVG from `bench.json`.

`python -m tests.benchmarks.plot [REPORT]`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.compare import Report
from tests.running import ROOT

REPORT = ROOT / "build" / "bench.json"
CHARTS = {
    "deliveries": ("bench.svg", "CPU microseconds of the server for a delivery, by KB"),
    "answers": ("bench-answers.svg", "CPU microseconds of the server for an answer, by orders"),
}
BASELINES = {"deliveries": "bare Flask reading it", "answers": "static Flask GET"}

Lines = Mapping[str, Mapping[int, float]]
"""By name: what it costs, by size."""


def plotted(report: Report, chart: str) -> Lines:
    """The baseline is the mean of what was measured beside each line."""
    lines: dict[str, dict[int, float]] = {}
    beside: dict[int, list[float]] = {}
    for row in report.values():
        point = row.get("point")
        if point and point["chart"] == chart:
            lines.setdefault(point["line"], {})[point["size"]] = row["ours"]["cpu_micros"]
            beside.setdefault(point["size"], []).append(row["theirs"]["cpu_micros"])
    if beside:
        lines[BASELINES[chart]] = {size: sum(all_) / len(all_) for size, all_ in beside.items()}
    return lines


def draw(report: Report, folder: Path) -> list[Path]:
    """The files written."""
    import pygal  # which changes how everything after it is imported

    found = []
    for chart, (name, title) in CHARTS.items():
        if not (lines := plotted(report, chart)):
            continue
        sizes = sorted({size for line in lines.values() for size in line})
        # `js` empty: a picture needs no script from somewhere else.
        picture = pygal.Line(js=(), title=title, truncate_legend=-1, legend_at_bottom=True)
        picture.config(legend_at_bottom_columns=2, include_x_axis=True)
        picture.x_labels = [f"{size:,}" for size in sizes]
        for line in sorted(lines):
            picture.add(line, [lines[line].get(size) for size in sizes])
        picture.render_to_file(str(folder / name))
        found.append(folder / name)
    return found


def main(words: list[str]) -> int:
    path = Path(words[0]) if words else REPORT
    for each in draw(json.loads(path.read_text()), path.parent):
        print(each)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
