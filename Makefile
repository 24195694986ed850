PY ?= python3
BIN := .venv/bin
export UV_SYSTEM_CERTS := 1
# the commands and tests start hundreds of processes: each would compile every module anew
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run papers browser report.html quick test check bench lock clean

help:  ## these lines
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

setup: .venv/.stamp  ## an environment of its own in .venv, with everything needed

.venv/.stamp: pyproject.toml requirements.lock $(wildcard gensui/locale/*/LC_MESSAGES/*.po)
	$(PY) -m venv .venv
	@if $(BIN)/pip install -q --disable-pip-version-check uv \
	  && $(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock \
	  && $(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e . ; then :; \
	else echo "uv did not work here; pip takes over, which is slower"; \
	  $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock \
	  && $(BIN)/pip install -q --disable-pip-version-check --no-deps -e . ; fi
	$(BIN)/pybabel -q compile -D django -d gensui/locale
	touch $@

run: setup papers  ## a simulated community to try everything on, at http://localhost:8000
	$(BIN)/gensui demo

report.html: setup  # replay a small sample history and write its report
	$(BIN)/gensui replay examples/replay/sample.csv --map examples/replay/sample.toml --as-of "2026-03-31 20:00" --html report.html

papers:
	@{ ldconfig -p 2>/dev/null | grep -q libpangoft2 && fc-list :lang=zh-tw 2>/dev/null | grep -q .; } || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q >/dev/null \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk >/dev/null; } \
	  || echo "No Pango or no Chinese font here: PDFs say so where they are asked for. As root: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk"

browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium fonts-noto-cjk >/dev/null; } \
	  || echo "No Chromium here: the tests of the pages are left out. As root: apt-get install chromium fonts-noto-cjk"

quick: setup  ## the tests a change touches, of the core and of the house, on SQLite
	$(BIN)/python -m pytest -q -n auto --dist worksteal $$($(BIN)/python tools/quick.py) $(PYTEST)

# pytest ends with 5 where nothing of what was asked for speaks to a database
test: setup browser papers  ## all tests on SQLite, then those that speak to the database on PostgreSQL
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)
	$(BIN)/python tools/postgres.py -- $(BIN)/python -m pytest -n auto --dist worksteal -m database $(PYTEST) \
	  || [ $$? = 5 ]

check: setup  ## format, lint, types, floors, templates, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files -z '*.html' | xargs -0r $(BIN)/djade --check
	git ls-files -z '*.html' | xargs -0r $(BIN)/djlint --lint --quiet
	$(BIN)/gensui makemigrations --check --dry-run
	$(BIN)/gensui check

bench: setup  ## measure; figures in bench/README.md
	$(BIN)/python tools/postgres.py --durable -- $(BIN)/python -m bench

lock: setup  ## pin what pyproject.toml asks for
	env -u UV_INDEX $(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-annotate --quiet -o requirements.lock

clean:  ## remove what was made
	rm -rf .venv var report.html .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
