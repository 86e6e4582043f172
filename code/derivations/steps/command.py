"""The command ``python -m derivations check FILE...``."""

import argparse
import json
from pathlib import Path

from .latex_files import ENDINGS, Judged, judge_file


def check(names: list[str], as_json: bool = False) -> int:
    """Judge the marked displays of files; 1 where one is wrong or not understood.

    Prints a line for each of these, as a compiler does, and a count.
    """
    found: list[Judged] = []
    unmarked = 0
    for name in names:
        judged, others = judge_file(Path(name))
        found += judged
        unmarked += others
        if not as_json:
            for one in judged:
                if message := one.message():
                    print(message, flush=True)
    wrong = sum(not one for one in found)
    if as_json:
        print(json.dumps([one.record() for one in found], ensure_ascii=False, indent=1))
    else:
        noun = "display" if len(found) == 1 else "displays"
        print(
            f"{len(found)} {noun} judged, {wrong} wrong or not understood; {unmarked} "
            "not checked, as nothing declares their names"
        )
    return int(wrong > 0)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 2 on bad use."""
    parser = argparse.ArgumentParser(prog="derivations", description=__doc__)
    commands = parser.add_subparsers(required=True)
    judge = commands.add_parser(
        "check", help=f"judge the derivations in files ({', '.join(ENDINGS)})"
    )
    judge.add_argument("files", nargs="+", metavar="FILE")
    judge.add_argument(
        "--json", action="store_true", help="records, for other programs"
    )
    options = parser.parse_args(arguments)
    try:
        return check(options.files, options.json)
    except (OSError, ValueError) as error:
        parser.error(str(error))
