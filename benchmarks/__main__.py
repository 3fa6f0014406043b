"""`python -m benchmarks NAME [--json]`: measures one part; `list` names the parts.

The last line is one flat JSON object of numbers; with `--json` it is the only one on standard output.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys

from benchmarks.measure import load

PARTS = {
    "feel": "expressions and tables a second, cold start, and the ratio to feelin in QuickJS",
    "growth": "cost of a step late in a long case, or in a large model, over that of an early or small one",
    "queries": "due timers and pages of the worklist among a million, over bare SQL for the same rows",
    "web": "processor time of forms and pages through the server, statements of a list, weight of pages",
    "jobs": "jobs a second of one worker, and what is lost or doubled when it is killed three times",
    "p10": "processor time of the reference process over plain SpiffWorkflow and over a naive store",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one benchmark; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=["list", *PARTS])
    parser.add_argument("--json", action="store_true", help="print nothing but the JSON object")
    parser.add_argument(
        "--database",
        default="sqlite",
        help="`sqlite` (a temporary file), `postgresql` (a server of its own) or an address",
    )
    asked = parser.parse_args(arguments)
    if asked.name == "list":
        print(*(f"{name}: {about}" for name, about in PARTS.items()), sep="\n")
        return 0
    found, remarks = importlib.import_module(f"benchmarks.{asked.name}").run(asked.database)
    remarks.append(f"load of the machine (1, 5, 15 minutes): {load()}")
    print(*remarks, sep="\n", file=sys.stderr if asked.json else sys.stdout)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
