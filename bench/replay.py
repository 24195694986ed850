"""Replay of a city's year: seconds and memory, as a command of its own."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def once(history: Path, *options: str) -> float:
    """Seconds of one run."""
    command = [
        sys.executable,
        "-m",
        "gensui.project.main",
        "replay",
        str(history),
        "--as-of",
        "2016-01-12 20:00",
        *options,
    ]
    begun = time.perf_counter()
    mapping = str(ROOT / "examples/replay/boston_isd_2015.toml")
    subprocess.run([*command, "--map", mapping], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main(shared: Path) -> None:
    history = shared / "data/boston_isd_2015.csv.gz"
    print("## replay\n")
    if not history.exists():
        print(f"Not measured: {history.name} is not there.\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        outputs = [f"--rows={folder}/rows.csv", f"--json={folder}/all.json"]
        plain = [once(history) for _ in range(3)]
        written = [once(history, *outputs) for _ in range(3)]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        page = [once(history, *outputs, f"--html={folder}/page.html") for _ in range(3)]
        drawn = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("| 22,530 rows, the whole command | seconds | most memory |\n|---|---|---|")
    for what, found, most in (
        ("figures on the terminal", plain, memory),
        ("and rows and JSON", written, memory),
        ("and the page with charts", page, drawn),
    ):
        print(f"| {what} | {statistics.median(found):.2f} [{min(found):.2f}-{max(found):.2f}] | {most:.0f} MB |")
    print()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
