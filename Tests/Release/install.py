#!/usr/bin/env python3
"""Installs a package into an empty Debian 12, runs the service there, and upgrades it from an older one.

    install.py bilateral_VERSION_ARCH.deb [--older PARTNERCTL] [--base FOLDER]

Needs root, debootstrap and a Debian mirror. FOLDER keeps the bare system for the next time. The older package has the
older program (without one the same), so that the upgrade brings its database up to date. What a service manager would
hear is heard on a socket that stands in for it. Ends with 1 when something is not as it should be.
"""

import argparse
import atexit
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

SITES = "".join(json.dumps({
    "country_code": "DE", "party_id": "NVO", "id": f"L{n}", "publish": True, "name": f"Site {n}", "address": "Road 1",
    "city": "Kiel", "country": "DEU", "coordinates": {"latitude": "54.32330", "longitude": "10.12280"},
    "time_zone": "Europe/Berlin", "last_updated": "2026-11-01T10:00:00Z",
    "evses": [{"uid": f"E{n}", "evse_id": f"DE*NVO*E{n}", "status": "AVAILABLE", "last_updated": "2026-11-01T10:00:00Z",
               "connectors": [{"id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE",
                               "max_voltage": 230, "max_amperage": 32, "last_updated": "2026-11-01T10:00:00Z"}]}],
}) + "\n" for n in range(40))


def demand(truth, words):
    if not truth:
        raise SystemExit(f"  ✖ {words}")


def step(words):
    print(f"  ✔ {words}", flush=True)


class System:
    """A bare Debian in a folder."""

    def __init__(self, folder, base):
        self.folder = folder
        if not os.path.isdir(os.path.join(base, "etc")):
            subprocess.run(["debootstrap", "--variant=minbase", "bookworm", base], check=True, timeout=900,
                           stdout=subprocess.DEVNULL)
        subprocess.run(["cp", "-a", base + "/.", folder], check=True, timeout=300)
        shutil.copy("/etc/resolv.conf", self.path("etc/resolv.conf"))

    def path(self, name):
        return os.path.join(self.folder, name.lstrip("/"))

    def enter(self, *words, user=None):
        """The words that run a command inside, with /proc and a network of the machine."""
        inside = ["chroot", *(["--userspec", f"{user}:{user}"] if user else []), self.folder, *words]
        quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in inside)
        return ["unshare", "--mount", "sh", "-c", f"mount -t proc proc {self.path('proc')} && exec {quoted}"]

    def call(self, *words, user=None, code=0):
        done = subprocess.run(self.enter(*words, user=user), text=True, capture_output=True, timeout=600,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive",
                                   "LANG": "C.UTF-8"})
        demand(done.returncode == code, f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def install(self, package):
        name = os.path.basename(package)
        shutil.copy(package, self.path("tmp/" + name))
        self.call("apt-get", "install", "-y", "-q", "--no-install-recommends", "/tmp/" + name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()


class Service:
    """The service as its unit starts it, and what it tells the manager."""

    def __init__(self, system):
        self.system = system
        unit = system.read("lib/systemd/system/bilateral.service")
        command = re.search(r"(?m)^ExecStart=(.*)$", unit)[1].split()
        path = system.path("run/notify.sock")
        if os.path.exists(path):
            os.remove(path)
        self.ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ear.bind(path)
        os.chmod(path, 0o666)
        self.ear.settimeout(60)
        self.log = open(system.path("var/lib/bilateral/run.log"), "wb")
        self.process = subprocess.Popen(
            system.enter(*command, user="bilateral"), stdout=self.log, stderr=self.log,
            env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "NOTIFY_SOCKET": "/run/notify.sock", "LANG": "C.UTF-8"})
        atexit.register(self.process.kill)

    def hear(self, word):
        while True:
            try:
                message = self.ear.recv(4096).decode()
            except TimeoutError:
                demand(False, f"the manager never heard {word}:\n" + self.system.read("var/lib/bilateral/run.log")[-2000:])
            if message.startswith(word):
                return message

    def listening(self):
        """Waits until it says where it listens: the oldest versions told no manager anything."""
        end = time.monotonic() + 60
        while "back office" not in self.system.read("var/lib/bilateral/run.log"):
            demand(time.monotonic() < end and self.process.poll() is None,
                   "it does not begin:\n" + self.system.read("var/lib/bilateral/run.log")[-2000:])
            time.sleep(0.1)

    def stop(self):
        self.tell(signal.SIGTERM)
        demand(self.process.wait(20) == 0, "it did not drain")
        self.log.close()

    def tell(self, number):
        # What the shell became by exec is the runtime itself.
        self.process.send_signal(number)

    def end(self):
        self.tell(signal.SIGTERM)
        self.hear("STOPPING=1")
        demand(self.process.wait(20) == 0, "it did not drain")
        self.log.close()

    def office(self, path, body=None):
        state = "var/lib/bilateral/state/test/backoffice.addr"
        token = self.system.read("var/lib/bilateral/secrets/backoffice/token").strip()
        request = urllib.request.Request(f"http://{self.system.read(state).strip()}{path}", data=body,
                                         headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()


def older(package, program, folder):
    """The package of an older version: the same but for its program and number."""
    root = os.path.join(folder, "older")
    subprocess.run(["dpkg-deb", "-R", package, root], check=True, timeout=120)
    if program:
        shutil.copy(program, os.path.join(root, "usr/bin/partnerctl"))
    control = os.path.join(root, "DEBIAN/control")
    with open(control) as file:
        text = file.read()
    with open(control, "w") as file:
        file.write(re.sub(r"(?m)^Version: .*$", "Version: 0.0.1", text))
    made = os.path.join(folder, "bilateral_0.0.1.deb")
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z0", "--build", root, made], check=True, timeout=300,
                   stdout=subprocess.DEVNULL)
    return made


def prepare(system):
    """A fleet as its guide says, with plain HTTP on loopback, which a test fleet may."""
    system.call("partnerctl", "init", "-C", "/var/lib/bilateral", "--us", "DE-NVO:CPO", "--our-name", "Nordic Volt",
                "--public-url", "http://127.0.0.1:8443/ocpi", user="bilateral")
    path = system.path("var/lib/bilateral/partnerctl.toml")
    text = re.sub(r"(?m)^(certificate|key)\b.*\n", "", system.read("var/lib/bilateral/partnerctl.toml"))
    with open(path, "w") as file:
        file.write(re.sub(r'(listen\s*=\s*)"[^"]*"', r'\1"127.0.0.1:0"', text))


def sites(service):
    return sorted(set(re.findall(r'"id":\s*"(L\d+)"', service.office("/own/locations?limit=100"))))


def verify(system):
    system.call("apt-get", "install", "-y", "-q", "--no-install-recommends", "systemd")
    said = system.call("systemd-analyze", "verify", "/lib/systemd/system/bilateral.service")
    about = [line for line in said.splitlines() if "bilateral" in line]
    demand(not about, "\n".join(about))
    step("systemd-analyze verify has nothing to say of the unit")


def journey(system, package, program, folder):
    system.install(older(package, program, folder))
    before = system.call("partnerctl", "--version").strip()
    account = system.call("getent", "passwd", "bilateral").strip()
    demand("/var/lib/bilateral" in account and "nologin" in account, account)
    home = os.stat(system.path("var/lib/bilateral"))
    demand(home.st_mode & 0o777 == 0o700, "the folder of the fleet can be read by others")
    demand(home.st_uid == int(account.split(":")[2]), "the folder of the fleet is not the service's")
    step(f"the older package is installed: {before}, user bilateral, /var/lib/bilateral 0700")
    prepare(system)

    service = Service(system)
    service.listening()
    answer = service.office("/own/import?module=locations", SITES.encode())
    demand(len(sites(service)) == 40, f"40 sites were imported: {answer}")
    service.stop()
    step("it runs as its unit says, takes 40 sites, and drains")

    begun = time.monotonic()
    system.install(package)
    after = system.call("partnerctl", "--version").strip()
    version = system.call("dpkg-query", "-W", "-f", "${Version}", "bilateral").strip()
    demand(version != "0.0.1" and after.endswith(version), f"{version} is installed, {after} runs")
    service = Service(system)
    told = service.hear("READY=1")
    demand(len(sites(service)) == 40, "sites are gone after the upgrade")
    step(f"upgraded to {version} in {time.monotonic() - begun:.1f} s, all 40 sites there; {told.split('STATUS=')[-1]}")
    service.tell(signal.SIGHUP)
    service.hear("RELOADING=1")
    service.hear("READY=1")
    system.call("partnerctl", "status", "-C", "/var/lib/bilateral", user="bilateral")
    service.end()
    step("READY, RELOADING, READY, STOPPING were told; status answers")
    verify(system)

    for shell in ("bash-completion/completions/partnerctl", "zsh/vendor-completions/_partnerctl",
                  "fish/vendor_completions.d/partnerctl.fish"):
        demand(os.path.getsize(system.path("usr/share/" + shell)) > 500, f"no completion {shell}")
    step("completions for three shells are where they look for them")
    system.call("apt-get", "purge", "-y", "-q", "bilateral")
    demand(not os.path.exists(system.path("usr/bin/partnerctl")), "the program is still there")
    demand(os.path.getsize(system.path("var/lib/bilateral/state/test/bilateral.db")) > 0, "a purge took the data")
    step("purged: the program is gone, what is owed is kept")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("package")
    parser.add_argument("--older", help="a partnerctl of an older version, with its own Swift libraries")
    parser.add_argument("--base", help="a folder that keeps the bare system")
    asked = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("– not installed anywhere: this needs root and debootstrap (apt)")
        return 2
    with tempfile.TemporaryDirectory(prefix="bilateral-install-") as folder:
        os.chmod(folder, 0o755)
        root = os.path.join(folder, "root")
        os.mkdir(root)
        system = System(root, asked.base or os.path.join(folder, "base"))
        journey(system, os.path.abspath(asked.package), asked.older, folder)
    print(f"✔ {os.path.basename(asked.package)} installs, upgrades and leaves the data")
    return 0


if __name__ == "__main__":
    sys.exit(main())
