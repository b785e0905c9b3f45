"""Who takes part, and in which families of problems, as `daybreak generate --problem` makes them."""

from dataclasses import dataclass


# The peers; after the hyphen what CP-SAT's strategy aims at.
PEERS = {"cpsat-plans": "CP-SAT, for plans", "cpsat-bounds": "CP-SAT, for bounds", "highs": "HiGHS"}


@dataclass(frozen=True)
class Family:
    """What is there, what is wanted, which rules."""

    name: str
    supply: str
    demand: str
    rules: str


FAMILIES = [
    Family("rich", "rich", "even", "plain"),
    Family("staff", "scarce-staff", "even", "plain"),
    Family("rooms", "scarce-rooms", "even", "plain"),
    Family("tail", "rich", "long-tail", "plain"),
    Family("rich-all", "rich", "even", "all"),
    Family("scarce", "scarce-both", "long-tail", "plain"),
    Family("scarce-all", "scarce-both", "long-tail", "all"),
    Family("mixed", "mixed", "spread", "all"),
]

# What a run without a choice takes: the two ends and the middle, at sizes where the peers still find plans.
DEFAULT = {"families": ["rich", "scarce-all", "mixed"], "sizes": [100, 300], "slots": [6], "seconds": 60}
# What `--all` takes.
ALL = {
    "families": [family.name for family in FAMILIES],
    "sizes": [100, 300, 1000, 2000, 5000],
    "slots": [4, 6, 8, 10],
    "seconds": 60,
}


def generate_flags(family, learners, slots, seed, candidates=None):
    """The flags after `daybreak generate --problem FILE`."""
    flags = ["--learners", learners, "--slots", slots, "--seed", seed]
    flags += ["--supply", family.supply, "--demand", family.demand, "--rules", family.rules]
    return flags + (["--candidates", candidates] if candidates else [])
