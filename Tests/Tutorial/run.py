#!/usr/bin/env python3
"""Types a page of documentation word for word, and compares what is printed.

    run.py .build/release/partnerctl docs/tutorial.md [--keep]

Blocks of ```console are one terminal in an empty folder, from the first to the last: a line that begins with "$ " is typed,
lines that begin with ">" go on with it, the others are what must be printed then. "…" within a line stands for anything, a
line of "…" alone for any lines. The ports of a fleet, 8443 and 8444, are exchanged for free ones. Ends with 1 at the first
difference, and tells how long it took.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

END = "\x1e"


def steps(path):
    """What is typed, with what must be printed: [(line number, command, [line])]."""
    found, inside = [], False
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            if line.startswith("```"):
                inside = line == "```console"
            elif inside and line.startswith("$ "):
                found.append((number, line[2:], []))
            elif inside and line.startswith(">") and not found[-1][2]:
                found[-1] = (found[-1][0], found[-1][1] + "\n" + line[1:].removeprefix(" "), [])
            elif inside:
                found[-1][2].append(line.rstrip())
    return found


def free_ports():
    """Two ports that nobody has, in place of those of a fleet."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = [str(each.getsockname()[1]) for each in held]
    for each in held:
        each.close()
    return dict(zip(("8443", "8444"), ports))


def moved(text, ports):
    """A text with other ports."""
    for old, new in ports.items():
        text = text.replace(old, new)
    return text


def fits(wanted, printed):
    """Whether lines are as they must be."""
    parts = []
    for line in wanted:
        text = re.escape(line).replace(re.escape("…"), "[^\n]*")
        parts.append("(?:[^\n]*\n)*?" if line == "…" else text + "[ ]*\n")
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in printed)) is not None


class Terminal:
    """One shell, which is typed into."""

    def __init__(self, folder, program):
        environment = {
            "PATH": os.path.dirname(os.path.abspath(program)) + ":/usr/local/bin:/usr/bin:/bin", "HOME": folder,
            "LANG": "C.UTF-8", "USER": "you", "TERM": "dumb"}
        self.shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def type(self, command):
        """What is printed."""
        self.shell.stdin.write(f"{command}\nprintf '\\n{END}\\n'\n")
        self.shell.stdin.flush()
        lines = []
        for line in self.shell.stdout:
            if line.rstrip("\n") == END:
                break
            lines.append(line.rstrip())
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def close(self):
        os.killpg(self.shell.pid, signal.SIGKILL)
        self.shell.wait()


def main():
    program, page = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="tutorial-")
    terminal, begin = Terminal(folder, program), time.monotonic()
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("a command does not end"))
    try:
        all_steps, ports = steps(page), free_ports()
        files = "test -f partnerctl.toml && sed -i '" + ";".join(f"s/:{a}/:{b}/" for a, b in ports.items()) + "' partnerctl.toml"
        for number, command, wanted in all_steps:
            signal.alarm(120)
            printed = terminal.type(moved(command, ports))
            terminal.type(files)
            signal.alarm(0)
            wanted = [moved(line, ports) for line in wanted]
            if not fits(wanted, printed):
                print(f"{page}:{number}: $ {command}\nthe page says:")
                print("\n".join("  " + line for line in wanted) + "\nprinted was:")
                print("\n".join("  " + line for line in printed))
                sys.exit(1)
            print(f"ok  {page}:{number}: {command.splitlines()[0][:90]}", flush=True)
        print(f"{len(all_steps)} commands in {time.monotonic() - begin:.0f} s")
    finally:
        terminal.close()
        if "--keep" not in sys.argv:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
