"""Runs a program and measures it from outside: wall seconds and the peak memory of that one process.

The kernel counts a child from its birth, when it still is a copy of its parent. So the parent is this small script and
never the runner, which grows with the plans that it reads: about 10 MB are the least that is told.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

# The kernel counts in KiB on Linux, in bytes on macOS.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass
class Ran:
    """What a child did; `code` is negative when a signal ended it."""

    code: int
    out: str
    err: str
    seconds: float
    memory_mb: float


def run(command, seconds_max=0.0):
    """Runs a command to its end; kills it after `seconds_max` if that is above 0: a solver may overrun its limit."""
    with tempfile.NamedTemporaryFile("r") as usage:
        words = [sys.executable, "-B", __file__, usage.name, seconds_max, *command]
        ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
        measured = json.load(usage)
    return Ran(measured["code"], ran.stdout, ran.stderr, measured["seconds"], measured["memory_mb"])


def measure(report, seconds_max, command):
    """The small parent: starts the command, waits, writes what it cost into the file `report`."""
    begun = time.monotonic()
    child = subprocess.Popen(command)
    guard = threading.Timer(seconds_max, child.kill)
    if seconds_max > 0:
        guard.start()
    # Only wait4 tells the memory of this child alone.
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - begun
    guard.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    with open(report, "w", encoding="utf-8") as file:
        memory_mb = usage.ru_maxrss * MAXRSS_UNIT / 1e6
        json.dump({"code": child.returncode, "seconds": seconds, "memory_mb": memory_mb}, file)


if __name__ == "__main__":
    measure(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
