#!/usr/bin/env python3
"""All benchmarks in one table: each figure beside what it is compared with in the same run, its aim, and the baseline.

    bench.py .build/release/partnerctl .build/release/bench [--json FILE] [--only objects,answers] [--quick] [--keep-baseline]

Needs nginx, wrk, taskset, curl, sqlite3 (apt: nginx-light wrk sqlite3 curl); a part whose tools are missing is left out and told. The
baseline is Tests/Bench/baseline.json, taken on the machine that it names; figures of another machine are not its measure,
ratios are. --keep-baseline writes it anew. Nothing here fails for being slow.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
BASELINE = os.path.join(HERE, "baseline.json")


def machine():
    """What stands on the label of all figures."""
    with open("/proc/cpuinfo") as file:
        lines = file.read().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
    with open("/proc/meminfo") as file:
        memory = round(int(file.readline().split()[1]) / 1e6)
    return f"{model}, {os.cpu_count()} processors, {memory} GB"


class Table:
    """Rows of a name, a value with its unit, what it is beside, their ratio and the aim."""

    def __init__(self, asked):
        self.asked, self.rows = asked, []
        with open(BASELINE) if os.path.exists(BASELINE) else open(os.devnull) as file:
            text = file.read()
        self.baseline = json.loads(text) if text else {"machine": "none", "rows": []}

    def add(self, name, value, unit, beside="", ratio=None, aim=None, least=True):
        """A row; the aim is one of the ratio where there is one, else of the value, a least or a most."""
        judged = ratio if ratio is not None else value
        kept = None if aim is None else (judged >= aim if least else judged <= aim)
        row = {"name": name, "value": round(value, 2), "unit": unit, "beside": beside,
               "ratio": None if ratio is None else round(ratio, 2),
               "aim": None if aim is None else f"{'≥' if least else '≤'} {aim:g}", "kept": kept}
        self.rows.append(row)
        print(self.line(row), flush=True)

    def before(self, row):
        """The ratio to the baseline's figure, when that is of the same kind of machine."""
        old = next((one for one in self.baseline["rows"] if one["name"] == row["name"]), None)
        if old is None or not old["value"]:
            return ""
        if row["ratio"] is not None and old["ratio"]:
            return f"{row['ratio'] / old['ratio']:.2f}×"
        return f"{row['value'] / old['value']:.2f}×" if self.baseline["machine"] == machine() else ""

    def line(self, row):
        """One line of the table."""
        value = f"{row['value']:,.0f}" if row["value"] >= 100 else f"{row['value']:g}"
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        verdict = "" if row["kept"] is None else "kept" if row["kept"] else "missed"
        return (f"{row['name']:36}{value:>12} {row['unit']:16}{row['beside']:26}{ratio:>7}  {row['aim'] or '':8}{verdict:7}"
                f"{self.before(row):>7}")

    def close(self):
        """Says where the figures are from, and keeps them."""
        whole = {"machine": machine(), "taken": time.strftime("%Y-%m-%d", time.gmtime()), "rows": self.rows}
        print(f"\n{whole['machine']}; last column: beside the baseline of {self.baseline.get('taken', '-')}, "
              f"{self.baseline['machine']}")
        for path in [self.asked.json] + ([BASELINE] if self.asked.keep_baseline else []):
            if path:
                with open(path, "w") as file:
                    json.dump(whole, file, indent=1, ensure_ascii=False)
                    file.write("\n")


def script(name, *words, timeout=1800):
    """Runs one of the scripts beside this one; what it wrote as JSON."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([sys.executable, os.path.join(HERE, name), *words, "--json", file.name], check=True, timeout=timeout,
                       stdout=sys.stderr)
        return json.load(file)


def objects(table, asked):
    """Reading, writing and pricing, in one thread, in processor time."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        rounds, seconds = ("3", "0.1") if asked.quick else ("9", "0.3")
        subprocess.run([asked.bench, "--rounds", rounds, "--seconds", seconds, "--json", file.name], check=True,
                       stdout=sys.stderr)
        found = json.load(file)
    speeds = {one["name"]: one for one in found["measurements"]}
    for version in ("2.1.1", "2.2.1", "2.3.0"):
        for what in ("read", "write"):
            end = "" if version == "2.2.1" else f" {version}"
            ours, theirs = speeds[what + end], speeds[f"{what}, Foundation{end}"]
            speed, other = ours["megabytes_per_second"], theirs["megabytes_per_second"]
            table.add(f"{what} locations, {version}", speed, "MB/s", f"Foundation {other:.0f}", speed / other,
                      4 if what == "read" else None)
    for name, aim in (("price, 1 period", 500_000), ("read, price, 5 per.", 200_000), ("read, price, 48 per.", 30_000),
                      ("price, explain", 20_000)):
        table.add(name.replace("per.", "periods"), speeds[name]["objects_per_second"], "a second", aim=aim)


def answers(table, asked):
    """HTTP beside nginx, authorisation and durable writes."""
    words = ["--cards", "20000" if asked.quick else "1000000", "--seconds", "2" if asked.quick else "5"]
    found = {one["name"]: one for one in script("answers.py", asked.partnerctl, *words)}
    plain = found["versions"]["nginx"]
    for name in ("back office, alive", "versions", "versions, TLS"):
        one = found[name]
        table.add(name, one["rate"], "a second", f"nginx {one['nginx']:,.0f}", one["ratio"], 0.8)
    one = found["page of 100 locations"]
    table.add("page of 100 locations", one["rate"], "a second", f"nginx, a file {one['nginx']:,.0f}", one["ratio"])
    one = found["authorise, one of all cards"]
    table.add("authorise, a million cards", one["rate"], "a second", f"nginx {plain:,.0f}", one["rate"] / plain, 0.4)
    one = found["authorise at 600 a second"]
    table.add("authorise at 600 a second, p50", one["p50"], "ms")
    table.add("authorise at 600 a second, p99", one["p99"], "ms", aim=5, least=False)
    table.add("location put, durable", found["location put, durable"]["rate"], "a second", aim=5000)
    table.add("memory with a million cards", found["memory"]["megabytes"], "MB")


def pull(table, asked):
    """A first pull beside curl and sqlite3."""
    found = script("pull.py", asked.partnerctl, *(["--locations", "10000", "--rounds", "1"] if asked.quick else []))
    table.add(f"full pull of {found['locations']:,} locations", found["seconds"], "s", f"curl + sqlite3 {found['floor']:.1f} s",
              found["ratio"], 2, least=False)
    table.add("memory while it pulls", found["memory"], "MB")


def fanout(table, asked):
    """One status to all who may see it."""
    seconds = "5" if asked.quick else "20"
    found = script("fanout.py", asked.partnerctl, "--seconds", seconds, "--storm", "0")
    table.add("statuses taken, 2,000 a second offered", found["taken"], "a second")
    table.add("status to receipt, p99", found["p99"], "ms")


def reconcile(table, asked):
    """A month of sessions and CDRs."""
    count = "20000" if asked.quick else "1000000"
    found = script("reconcile.py", asked.partnerctl, "--count", count)
    table.add(f"reconcile {int(count):,} sessions and CDRs", found["seconds"], "s", aim=60, least=False)
    table.add("memory while it reconciles", found["peak_mb"], "MB", aim=1000, least=False)


def start(table, asked):
    """How long a command takes that has nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([asked.partnerctl, "init", "--us", "NL-ACM:EMSP", "--our-name", "Acme", "-C", folder], check=True,
                       capture_output=True)
        for name, words in (("start, --version", ["--version"]), ("start, validate", ["validate", "-C", folder])):
            times = []
            for _ in range(40):
                begin = time.monotonic()
                subprocess.run([asked.partnerctl, *words], capture_output=True)
                times.append(1000 * (time.monotonic() - begin))
            nothing = []
            for _ in range(40):
                begin = time.monotonic()
                subprocess.run(["/bin/true"], capture_output=True)
                nothing.append(1000 * (time.monotonic() - begin))
            took, least = statistics.median(times), statistics.median(nothing)
            table.add(name, took, "ms", f"/bin/true {least:.1f}", aim=30, least=False)


def memory(table, asked):
    """A fleet that is registered and idle."""
    from fleet import Fleet
    from neighbours import Stage
    count = 60 if asked.quick else 600
    stage = Stage()
    try:
        fleet = Fleet(stage, os.path.abspath(asked.partnerctl), count)
        table.add("memory, no partner registered", fleet.memory(), "MB")
        for name in fleet.names:
            fleet.register(name)
        time.sleep(30)
        spent, asked_for = fleet.processor(), 20
        time.sleep(asked_for)
        table.add(f"memory, {count} partners idle", fleet.memory(), "MB", aim=300, least=False)
        table.add(f"processor, {count} partners idle", 100 * (fleet.processor() - spent) / asked_for, "%")
    finally:
        stage.close()


PARTS = {"objects": (objects, []), "start": (start, []), "answers": (answers, ["nginx", "wrk", "taskset"]),
         "pull": (pull, ["curl", "sqlite3"]), "fanout": (fanout, []), "reconcile": (reconcile, []), "memory": (memory, [])}


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("partnerctl")
    words.add_argument("bench")
    words.add_argument("--json")
    words.add_argument("--only", help=", ".join(PARTS) + ": some of them, with commas")
    words.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    words.add_argument("--keep-baseline", action="store_true", help="write Tests/Bench/baseline.json anew")
    asked = words.parse_args()
    chosen = (asked.only or ",".join(PARTS)).split(",")
    unknown = set(chosen) - set(PARTS)
    if unknown:
        words.error(f"there is no part {', '.join(sorted(unknown))}")
    table = Table(asked)
    for name in chosen:
        part, tools = PARTS[name]
        missing = [tool for tool in tools if not shutil.which(tool)]
        if missing:
            print(f"{name}: left out, there is no {', '.join(missing)}", flush=True)
            continue
        part(table, asked)
    table.close()


if __name__ == "__main__":
    main()
