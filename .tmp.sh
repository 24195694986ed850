set -e
.venv/bin/ruff check --fix -q gensui; .venv/bin/ruff format -q gensui
