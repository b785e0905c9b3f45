"""Tables in Markdown, the machine's shape, and the place in a page where a table stands."""

import os
import platform
import re
from datetime import date


def number(value):
    return "" if value is None else f"{value:,}"


def percent(bound, objective):
    """The gap as in plan.json."""
    if bound is None or objective is None:
        return ""
    return f"{100 * (bound - objective) / max(1, abs(bound)):.2f} %"


def table(header, rows):
    """A table in Markdown."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def machine():
    """Cores, memory, CPU and date, in one sentence."""
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            named = re.search(r"^model name\s*: (.+)$", file.read(), re.MULTILINE)
        model = named.group(1).strip() if named else model
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{date.today().isoformat()}, {os.cpu_count()} cores ({model}), {memory_gb:.0f} GB"


def rewrite(path, name, text):
    """Puts `text` between the two comments that name it."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    with open(path, encoding="utf-8") as file:
        page = file.read()
    before, found, rest = page.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise SystemExit(f"{path} has no place for a table: {begin} ... {end}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n{text}\n{end}{after}")
