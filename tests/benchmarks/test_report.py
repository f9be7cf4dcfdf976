"""What a benchmark's report says is what was measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks import compare, plot
from tests.benchmarks.deliveries import SETTINGS, Sender
from tests.benchmarks.load import Load, Request, cpu_seconds, family, said_by_wrk
from tests.benchmarks.memory import seconds_taken
from tests.benchmarks.rows import Point, Row, alternating, as_json, by_p99, plain, row, table
from tests.running import ROOT


def load(rate: float, p99: float = 10, micros: float = 100) -> Load:
    return Load(rate=rate, p50=1, p99=p99, errors=0, answers=100, cpu_micros=micros)


RUNS = [(load(50), load(100)), (load(90), load(100)), (load(80, 30), load(100, 20))]
MEASURED = row("intake_sqlite", "x", ">= 0.80", RUNS)
SMALL = row("of", "x", "", RUNS[:1], point=Point(chart="deliveries", line="sqlite", size=4))


def test_a_row_is_the_median_of_its_rounds_with_the_figures_of_that_round() -> None:
    assert MEASURED.value == 0.8
    assert MEASURED.rounds == (0.5, 0.9, 0.8)
    assert MEASURED.ours == RUNS[2][0]
    assert row("p99", "x", "<= 1.0", RUNS, by_p99).value == 1.0


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [(">= 6", 6, True), (">= 6", 5.9, False), ("<= 120", 121, False), ("", 1, None)],
)
def test_a_goal_is_met_or_missed_or_none(goal: str, value: float, met: bool | None) -> None:
    assert plain("any", "x", goal, [value]).met is met


def test_turns_alternate_and_so_does_who_begins() -> None:
    turns: list[str] = []

    def turn(name: str) -> str:
        turns.append(name)
        return name

    pairs = alternating(lambda: turn("ours"), lambda: turn("theirs"), 3)
    assert pairs == [("ours", "theirs")] * 3
    assert turns == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]


def test_the_table_names_what_was_missed_and_what_went_wrong() -> None:
    wrong = Load(rate=1, p50=1, p99=1, errors=3)
    text = table([MEASURED, row("bad", "x", ">= 2", [(wrong, wrong)])])
    assert "met" in text.splitlines()[1]
    assert "MISSED" in text.splitlines()[2]
    assert "ERRORS 3" in text


def test_what_wrk_says_is_read_from_among_its_own_words() -> None:
    said = b"Running 1s test\n  2 threads\n"
    figures = b'{"rate": 12.5, "p50": 1.0, "p99": 2.0, "errors": 1, "answers": 25}\n'
    assert said_by_wrk(said + figures) == Load(rate=12.5, p50=1, p99=2, errors=1, answers=25)


def test_what_a_process_costs_is_counted_with_all_below_it() -> None:
    assert family(os.getpid())[0] == os.getpid()
    before = cpu_seconds(os.getpid())
    sum(range(3_000_000))
    assert cpu_seconds(os.getpid()) > before


def test_a_row_is_kept_when_the_next_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> Iterator[Row]:
        yield MEASURED
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(bench, "REPORT", tmp_path / "bench.json")
    monkeypatch.setattr(bench, "RUNS", {"intake": broken})
    (tmp_path / "bench.json").write_text(json.dumps({"writer_1ms": {"value": 9}}))
    with pytest.raises(RuntimeError):
        bench.main(["intake", "--kept", str(tmp_path)])
    kept = json.loads((tmp_path / "bench.json").read_text())
    assert kept["intake_sqlite"]["value"] == 0.8
    assert kept["intake_sqlite"]["met"] is True
    assert kept["writer_1ms"] == {"value": 9}
    assert "intake_sqlite" in capsys.readouterr().err


def test_two_reports_show_what_moved_and_what_may_be_noise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before: dict[str, Any] = {
        "faster": {"value": 1, "rounds": [0.9, 1, 1.1]},
        "noisy": {"value": 1, "rounds": [0.5, 1, 2]},
        "none": {"value": 0, "rounds": [0]},
        "gone": {"value": 1, "rounds": [1]},
        "machine": {"python": "3.11"},
    }
    after = {
        "faster": {"value": 2, "rounds": [1.9, 2, 2.1]},
        "noisy": {"value": 1.5, "rounds": [1, 1.5, 2]},
        "none": {"value": 1, "rounds": [1]},
        "machine": {"python": "3.12"},
    }
    for name, report in (("a.json", before), ("b.json", after)):
        (tmp_path / name).write_text(json.dumps(report))
    assert compare.main([str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["faster"].endswith("2.00")
    assert lines["noisy"].endswith("1.50 ?")
    assert lines["none"].split()[1:] == ["0", "1", "-"]
    assert "only before" in lines["gone"]
    assert "machine" not in lines
    assert compare.main([]) == 2


def test_the_plot_has_a_line_for_what_was_measured_and_one_for_what_stood_beside_it() -> None:
    bigger = row("to", "x", "", RUNS[:1], point=Point(chart="deliveries", line="sqlite", size=16))
    report = rows(SMALL, bigger)
    assert plot.plotted(report, "deliveries") == {
        "sqlite": {4: 100, 16: 100},
        "bare Flask reading it": {4: 100, 16: 100},
    }
    assert plot.plotted(report, "answers") == {}


def test_the_plot_is_drawn_from_a_report_alone(tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text(json.dumps(rows(SMALL)))
    # In a process of its own: pygal changes how everything after it is imported.
    words = [sys.executable, "-m", "tests.benchmarks.plot", str(tmp_path / "bench.json")]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    assert "sqlite" in (tmp_path / "bench.svg").read_text()
    assert not (tmp_path / "bench-answers.svg").exists()


def rows(*given: Row) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(as_json(given)))
    return found


@pytest.mark.parametrize("platform", SETTINGS)
def test_every_delivery_is_another_thing_of_about_the_size_asked_for(platform: str) -> None:
    sender = Sender(platform=platform, path="/webhooks/any", addresses=("https://one.example",))
    for size in (5_000, 16_000, 47_000):
        sent = list(sender.requests(size, 30, seed=1))
        assert len({each.body for each in sent}) == len(sent)
        largest = max(len(each.body) for each in sent)
        assert size * 0.9 < largest < size * 1.1
        ids = [json.loads(each.body)["id"] for each in sent]
        assert len(set(ids)) == len(ids)


def test_a_request_goes_over_the_wire_with_its_length() -> None:
    sent = Request(method="POST", path="/a", headers=[("X-One", "1")], body=b"{}").raw()
    assert sent == (
        b"POST /a HTTP/1.1\r\nHost: 127.0.0.1\r\nX-One: 1\r\nContent-Length: 2\r\n\r\n{}"
    )


def test_a_backfill_lasts_as_long_as_its_orders_took() -> None:
    orders = {
        "job": "backfill",
        "kind": "order",
        "started_at": "2026-03-21T09:00:00+00:00",
        "finished_at": "2026-03-21T09:00:30.500000+00:00",
    }
    assert seconds_taken([{**orders, "kind": "product"}, orders]) == 30.5
