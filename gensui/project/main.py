"""The command ``gensui``."""

import os
import sys

from django.core.management import execute_from_command_line

from gensui import __version__

COMMANDS = {
    "demo": "a simulated community to try everything on, made and served",
    "serve": "serve the pages, with a worker beside them",
    "import": "bring in sites, homes, residents, staff, categories, prices and cases from files",
    "createstaff": "give somebody who works here an account",
    "replay": "run a history of requests through the policy and report which promises were kept",
    "policy": "check a policy, list its clauses, adopt it, show the versions adopted",
    "migrate": "make or update the tables of the database",
    "work": "record what lapses, remind, escalate and send, until stopped",
    "clock": "say that the clock is right, where workers wait because it was set",
    "health": "say whether a worker is alive and keeps up",
    "verify": "check the ledger: numbers, chain, and every duty against the log",
    "backup": "copy database, files and keys into a folder",
}


def main() -> None:
    """Run a command; with none, say which there are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gensui.project.settings")
    words = sys.argv[1:]
    if not words or words[0] in ("help", "--help", "-h"):
        print(_help())
        raise SystemExit(0 if words else 2)
    if words[0] in ("--version", "version"):
        print(__version__)
        return
    if words[0].startswith("-"):
        print(f"gensui: {words[0]} is not a command. {_help()}", file=sys.stderr)
        raise SystemExit(2)
    execute_from_command_line(sys.argv)


def _help() -> str:
    lines = [f"  {name:<12} {says}" for name, says in COMMANDS.items()]
    return "\n".join(["Every request, followed to the end.", "", "gensui COMMAND [--help]", "", *lines])


if __name__ == "__main__":
    main()
