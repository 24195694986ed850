"""Run the benchmarks, one after the other, and print what they found as Markdown.

    python -m bench [decide] [replay] [record] [sweep] [intake] [pages] [rounds] [sync] [scoring] [--shared FOLDER]

``--shared`` names the folder with the limit scripts (``bench/``) and the city's history (``data/``); without it, only our own side
is measured. PostgreSQL comes from DATABASE_URL, as ``make bench`` sets it.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
BENCHES = ("decide", "replay", "record", "sweep", "intake", "pages", "rounds", "sync", "scoring", "whatif")


def machine() -> str:
    """What these figures were measured on."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next((int(line.split()[1]) // 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{os.cpu_count()} cores ({model}), {memory} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def _lines(path: str) -> Sequence[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", choices=[*BENCHES, []], default=[])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    given = parser.parse_args()
    print(f"Measured on {machine()}.\n", flush=True)
    for name in given.which or BENCHES:
        done = subprocess.run([sys.executable, "-m", f"bench.{name}", str(given.shared)], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
