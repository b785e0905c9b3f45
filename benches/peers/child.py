"""Runs a program and measures it from outside: wall seconds and the peak memory of that one process.

The kernel counts a child from its birth, when it still is a copy of this script: about 20 MB are the least it tells.
"""

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


def run(command, seconds_max=None):
    """Runs a command to its end; kills it after `seconds_max`, since a solver may overrun its own limit."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begun = time.monotonic()
        child = subprocess.Popen([str(word) for word in command], stdout=out, stderr=err)
        guard = threading.Timer(seconds_max, child.kill) if seconds_max else None
        if guard:
            guard.start()
        # Only wait4 tells the memory of this child alone.
        _, status, usage = os.wait4(child.pid, 0)
        if guard:
            guard.cancel()
        seconds = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        memory_mb = usage.ru_maxrss * MAXRSS_UNIT / 1e6
        return Ran(child.returncode, out.read(), err.read(), seconds, memory_mb)
