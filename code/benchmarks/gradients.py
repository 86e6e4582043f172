"""Measure this package beside its peers and write the tables and the picture.

make bench                                   everything, in an environment of its own
python code/benchmarks/gradients.py --quick  small counts, with what is installed
"""

import argparse
import os
import time
import warnings
from pathlib import Path

# One thread: otherwise the linear algebra inside f blurs the ratios of times.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import accuracy  # noqa: E402
import awkward  # noqa: E402
import checking  # noqa: E402
import numpy as np  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import reported  # noqa: E402
from checkers import CHECKERS  # noqa: E402
from differentiators import DIFFERENTIATORS  # noqa: E402

HERE = Path(__file__).parent
FULL = {"functions": 2200, "gradients": 2001, "inputs": 200, "repeats": 7, "seeds": 3}
FULL |= {"planted in": 20, "many": 10_000, "hessian": 50, "million": 10**6, "every": 1}
QUICK = {"functions": 30, "gradients": 30, "inputs": 40, "repeats": 1, "seeds": 1}
QUICK |= {"planted in": 1, "many": 300, "hessian": 10, "million": 1000, "every": 8}


def measure(counts, wanted, say) -> dict:
    """Run every measure with the tools that are installed."""
    tools = peers.load(DIFFERENTIATORS, wanted)
    checkers = peers.load(CHECKERS, wanted)
    found, missing = peers.versions(wanted)
    say(f"with {', '.join(found)}; without {', '.join(missing) or 'none'}")
    results = {"versions": found, "missing": missing, "counts": counts}
    results["digits"] = accuracy.digits(tools, say)
    results["stated"] = accuracy.stated_errors(tools, counts["functions"], say)
    results["hessian"] = accuracy.hessians(tools, counts["hessian"], say)
    results["times"] = {}
    if "scipy 3-point" in tools:
        base = tools["scipy 3-point"]
        results["times"] = accuracy.times(
            tools, base, counts["inputs"], counts["repeats"], say
        )
    results["detection"] = checking.detection(checkers, say)
    results["many"] = checking.many_inputs(checkers, counts["many"], 5, say)
    results["one of many"] = checking.one_of_many(counts["many"], 20)
    results["mistakes"] = checking.explanations(
        counts["seeds"], counts["planted in"], say
    )
    results["reports"] = checking.public_reports(
        10 * counts["planted in"], reported.GROUPS, say
    )
    results["peers on reports"] = awkward.peers_on_reports(
        checkers, counts["planted in"], reported.GROUPS, say
    )
    results["shared rounding"] = awkward.shared_rounding(tools, say, counts["every"])
    results["million"] = awkward.million(checkers, counts["million"], say)
    results["sizes"] = awkward.sizes(checkers, counts["gradients"] // 3, say)
    results["alarms"], results["explained"] = checking.alarms(
        checkers, counts["gradients"], say
    )
    results["failures"] = dict(peers.failures)
    return results


def main(arguments=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small counts")
    parser.add_argument("--peers", help="packages, with commas; none: none (all)")
    parser.add_argument(
        "--into", type=Path, default=HERE, help="folder for the results"
    )
    options = parser.parse_args(arguments)
    wanted = None if options.peers is None else options.peers.split(",")
    start = time.perf_counter()

    def say(text):
        print(f"{time.perf_counter() - start:4.0f} s  {text}", flush=True)

    warnings.simplefilter("ignore")  # the peers' own, about logarithms and divisions
    with np.errstate(all="ignore"):
        results = measure(QUICK if options.quick else FULL, wanted, say)
    text = report.markdown(results)
    (options.into / "results.md").write_text(text, encoding="utf-8")
    report.picture(results, options.into / "results.png")
    say(f"written: results.md and results.png in {options.into}")
    print(text)


if __name__ == "__main__":
    main()
