"""What a run found: a table on the terminal, JSON and Markdown in the output folder."""

import json
import os

class Book:
    """The steps and the peer's faults of a run."""

    def __init__(self):
        self.rows = []
        self.found = {}
        self.certified = []

    @property
    def ok(self):
        """Whether every step that should pass did."""
        return all(row["ok"] is not False for row in self.rows)

    def add(self, version, role, step, ok, note, seconds):
        """A step that was tried."""
        row = {"version": version, "role": role, "step": step, "ok": ok, "note": note, "seconds": round(seconds, 2)}
        self.rows.append(row)
        mark = "✔" if ok else "✘"
        print(f"  {mark} {version}  {role:4}  {step:34} {note}", flush=True)

    def note(self, version, role, step, note):
        """A step that cannot be tried yet."""
        self.rows.append({"version": version, "role": role, "step": step, "ok": None, "note": note, "seconds": 0})
        print(f"  – {version}  {role:4}  {step:34} {note}", flush=True)

    def faults(self, found):
        """Faults of the peer, as seen in this run; each is told once."""
        for fault in found:
            if fault["seen"] or fault["id"] not in self.found:
                self.found[fault["id"]] = fault

    def certify(self, version, role, seconds, report, told):
        """What a whole run of `certify` came to; `told` explains its findings."""
        counts = {name: report[name] for name in ("pass", "fail", "warn", "skipped")}
        found = [{"check": check, "why": why} for check, why in told]
        self.certified.append(
            {"version": version, "role": role, "seconds": round(seconds, 1), **counts, "explained": found})

    def write(self, folder, seconds):
        """Writes both reports and prints the faults."""
        faults = list(self.found.values())
        os.makedirs(folder, exist_ok=True)
        whole = {"ok": self.ok, "peer": "extrawest-ocpi 2025.7.16", "seconds": round(seconds, 1),
                 "steps": self.rows, "faults": faults, "certify": self.certified}
        with open(os.path.join(folder, "report.json"), "w") as file:
            json.dump(whole, file, indent=2, ensure_ascii=False)
        with open(os.path.join(folder, "report.md"), "w") as file:
            file.write(self.markdown(faults))
        print(f"\nFaults of the peer, measured ({sum(f['seen'] for f in faults)}):")
        for fault in faults:
            mark = "•" if fault["seen"] else "○"
            print(f"  {mark} {fault['id']}: {fault['does']}\n      copes: {fault['copes']}")
        tried = [row for row in self.rows if row["ok"] is not None]
        passed = sum(row["ok"] for row in tried)
        print(f"\n{passed} of {len(tried)} steps pass in {seconds:.0f} s; {folder}/report.md, report.json")

    def markdown(self, faults):
        """The same for people."""
        marks = {True: "✔", False: "✘", None: "–"}
        lines = ["# Interoperability with extrawest-ocpi 2025.7.16", "", "| step | our role | version | ok | note |",
                 "|---|---|---|---|---|"]
        for row in self.rows:
            note = row["note"].replace("\n", " ").replace("|", "\\|")
            lines.append(f"| {row['step']} | {row['role']} | {row['version']} | {marks[row['ok']]} | {note} |")
        lines += ["", "## Faults of the peer", "", "| fault | the peer | OCPI says | what copes | seen |",
                  "|---|---|---|---|---|"]
        for fault in faults:
            cells = [fault["id"], fault["does"], fault["spec"], fault["copes"], marks[fault["seen"]]]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines += ["", "## What certify says of it"]
        for run in self.certified:
            lines += ["", f"### {run['version']}, we are {run['role']}", "",
                      f"{run['pass']} pass, {run['fail']} fail, {run['warn']} warnings, {run['skipped']} not made, "
                      f"in {run['seconds']} s", "", "| check | the peer, and the rule |", "|---|---|"]
            lines += [f"| {row['check']} | {row['why']} |" for row in run["explained"]]
        return "\n".join(lines) + "\n"
