"""Calls at a steady rate, whether the answers keep up or not: how long each took from the moment at which it was due."""

import collections
import selectors
import socket
import time
from urllib.parse import urlsplit


class Line:
    """One kept connection, with the moment at which its call was due; plain HTTP."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.due, self.came = None, b""

    def ask(self, due, message):
        self.due, self.came = due, b""
        self.socket.send(message)

    def take(self):
        """The status when the answer is complete."""
        self.came += self.socket.recv(65536)
        head, found, rest = self.came.partition(b"\r\n\r\n")
        if not found:
            return None
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        return int(head[9:12]) if len(rest) >= length else None


def paced(url, rate, seconds, message, lines=64):
    """Latencies in milliseconds, sorted, and how many answers were not 2xx.

    `message(number)` gives method, path, fields and body of a call. A call for which no connection is free waits, and its
    wait counts.
    """
    place = urlsplit(url)
    # In turn, so that none is idle for so long that the server closes it.
    free = collections.deque(Line(place.hostname, place.port) for _ in range(lines))
    poll, times, bad, sent = selectors.DefaultSelector(), [], 0, 0
    for line in free:
        poll.register(line.socket, selectors.EVENT_READ, line)
    begin, total = time.monotonic(), int(rate * seconds)
    while len(times) + bad < total:
        while sent < total and free and time.monotonic() >= begin + sent / rate:
            method, path, fields, body = message(sent)
            head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": place.netloc, "Content-Length": len(body), **fields}.items())
            free.popleft().ask(begin + sent / rate, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            sent += 1
        wait = begin + sent / rate - time.monotonic() if sent < total and free else 1
        for key, _ in poll.select(max(0, wait)):
            status = key.data.take()
            if status is None:
                continue
            if 200 <= status < 300:
                times.append(1000 * (time.monotonic() - key.data.due))
            else:
                bad += 1
            free.append(key.data)
        if time.monotonic() > begin + seconds + 30:
            raise SystemExit(f"{total - len(times) - bad} of {total} calls were not answered")
    for line in free:
        line.socket.close()
    return sorted(times), bad
