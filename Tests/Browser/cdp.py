"""A browser without a window, spoken to by its own protocol over a pipe: what a script needs to look at pages."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Browser:
    """One headless browser with one page; it remembers what was loaded and what went wrong."""

    def __init__(self):
        program = next((found for found in map(shutil.which, NAMES) if found), None)
        if not program:
            raise SystemExit("no browser: apt-get install chromium")
        self.folder = tempfile.mkdtemp(prefix="browser-")
        (theirs, self.out), (self.into, ours) = os.pipe(), os.pipe()

        def arrange():
            # The browser reads what we say from 3 and writes what it says to 4.
            os.dup2(theirs, 13)
            os.dup2(ours, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--mute-audio",
             "--no-first-run", "--disable-component-update", "--disable-background-networking",
             "--user-data-dir=" + self.folder, "about:blank"],
            preexec_fn=arrange, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs)
        os.close(ours)
        self.rest, self.number, self.session = b"", 0, None
        self.requested, self.complaints, self.waiting = [], [], []
        target = self.say("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.say("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
            self.say(domain + ".enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, seconds):
        """The next message; none within a time."""
        end = time.monotonic() + seconds
        while b"\0" not in self.rest:
            ready = select.select([self.into], [], [], max(0, end - time.monotonic()))[0]
            if not ready:
                return None
            part = os.read(self.into, 1 << 20)
            if not part:
                raise SystemExit("the browser went away")
            self.rest += part
        line, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(line)
        self.note(message)
        return message

    def note(self, message):
        told, method = message.get("params", {}), message.get("method")
        if method == "Network.requestWillBeSent":
            self.requested.append(told["request"]["url"])
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(told["exceptionDetails"].get("text", "") + str(told["exceptionDetails"].get("exception", {}).get("description", "")))
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
            self.complaints.append(" ".join(str(word.get("value", "")) for word in told["args"]))
        if method:
            self.waiting.append(method)

    def say(self, method, **words):
        self.number += 1
        message = {"id": self.number, "method": method, "params": words}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + 30
        while time.monotonic() < end:
            answer = self.read(end - time.monotonic())
            if answer and answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
        raise SystemExit(f"no answer to {method}")

    def go(self, url):
        """Opens a page and waits until it is there."""
        self.waiting.clear()
        self.say("Page.navigate", url=url)
        self.until("the page loads", lambda: "Page.loadEventFired" in self.waiting)

    def until(self, what, true, seconds=30):
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise SystemExit(f"never: {what}")
            self.read(0.2)

    def run(self, script):
        """The value of a script in the page."""
        answer = self.say("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def look(self, width, height, dark=False, script=True):
        self.say(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.say(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.say("Emulation.setScriptExecutionDisabled", value=not script)

    def picture(self, path):
        """The whole page as a picture."""
        size = self.say("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}
        data = self.say("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def names(self):
        """What a screen reader finds: role and name of each node."""
        nodes = self.say("Accessibility.getFullAXTree")["nodes"]
        return [
            (node.get("role", {}).get("value"), node.get("name", {}).get("value", ""))
            for node in nodes if not node.get("ignored")]
