#!/usr/bin/env python3
"""Types into real shells on a real terminal, and presses Tab.

    complete.py .build/release/partnerctl [bash] [zsh] [fish]

For bash, zsh and fish, as far as they are installed: a verb, a partner's name, a flag, the choices of a flag, and a code of
`explain` are begun and must be completed. Ends with 1 when one is not, 0 otherwise; a shell that is not there is named.
"""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

CASES = [
    ("partnerctl stat", "status"), ("partnerctl status ac", "acme"), ("partnerctl settle acme --prev", "--preview"),
    ("partnerctl --color nev", "never"),
    ("partnerctl explain settlement.who_inv", "settlement.who_invoices"),
]
SHELLS = {
    "bash": (["bash", "--noprofile", "--norc", "-i"], "source {0}/complete.bash; PS1='ready> '; bind 'set bell-style none'"),
    "zsh": (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source {0}/complete.zsh; PS1='ready> '; unsetopt beep"),
    "fish": (["fish", "--no-config", "-i"], "source {0}/complete.fish; function fish_prompt; echo -n 'ready> '; end; set fish_autosuggestion_enabled 0"),
}


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, words, folder, program):
        self.child, self.screen = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            environment = {"PATH": os.path.dirname(program) + ":/usr/local/bin:/usr/bin:/bin", "HOME": folder,
                           "TERM": "xterm", "LANG": "C.UTF-8", "COLUMNS": "200"}
            os.execvpe(words[0], words, environment)
        self.seen = ""

    def read(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.screen], [], [], 0.1)[0]:
                try:
                    part = os.read(self.screen, 65536).decode(errors="replace")
                except OSError:
                    return
                self.seen += part
                # fish asks the terminal what it is and waits for a word.
                if "\x1b[c" in part or "\x1b[0c" in part:
                    os.write(self.screen, b"\x1b[?1;2c")
                if "\x1b[6n" in part:
                    os.write(self.screen, b"\x1b[1;1R")

    def until(self, text, seconds=20):
        end = time.monotonic() + seconds
        while text not in self.plain() and time.monotonic() < end:
            self.read(0.2)
        return text in self.plain()

    def plain(self):
        return re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07]*\x07|[\r\x08]", "", self.seen)

    def type(self, text):
        self.seen = ""
        os.write(self.screen, text.encode())

    def close(self):
        os.close(self.screen)
        try:
            os.kill(self.child, 9)
        except ProcessLookupError:
            pass
        os.waitpid(self.child, 0)


def main():
    program = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="complete-")
    os.makedirs(f"{folder}/partners")
    for name in ("acme", "beta"):
        open(f"{folder}/partners/{name}.toml", "w").close()
    wrong = 0
    for shell, (words, setting) in SHELLS.items():
        if sys.argv[2:] and shell not in sys.argv[2:]:
            continue
        if not shutil.which(shell):
            print(f"–   {shell} is not here")
            continue
        with open(f"{folder}/complete.{shell}", "wb") as file:
            file.write(subprocess.run([program, "completion", shell], check=True, capture_output=True).stdout)
        terminal = Terminal(words, folder, program)
        try:
            terminal.read(0.3)
            terminal.type(setting.format(folder) + "\n")
            terminal.until("ready> ")
            terminal.read(0.5)
            for typed, wanted in CASES:
                terminal.type(typed + "\t")
                # A space of the next word, or the whole word on the line, shows that the shell took it.
                done = terminal.until(typed.rsplit(" ", 1)[0] + " " + wanted, 10)
                print(f"{'ok ' if done else 'NO '} {shell}: {typed}⇥ {wanted}", flush=True)
                if not done:
                    print("    " + repr(terminal.plain()[-300:]))
                wrong += not done
                terminal.type("\x15\x03")
                terminal.read(0.3)
        finally:
            terminal.close()
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
