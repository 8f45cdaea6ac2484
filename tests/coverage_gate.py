"""Fails unless the rules and the desks are covered in every branch: `python -m tests.coverage_gate FILE`."""

import json
import sys
from pathlib import Path
from typing import Any

GUARDED = ("bot/domain/", "bot/services/")


def gaps(report: dict[str, Any]) -> list[str]:
    """Each guarded file that is not wholly covered, with the lines and branches that were missed."""
    return [
        f"{name}: lines {details['missing_lines']}, branches {details['missing_branches']}"
        for name, details in sorted(report["files"].items())
        if name.startswith(GUARDED) and (details["missing_lines"] or details["missing_branches"])
    ]


def main() -> None:
    missed = gaps(json.loads(Path(sys.argv[1]).read_text()))
    for each in missed:
        print(each)
    print("The rules and the desks are covered in every branch." if not missed else "")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
