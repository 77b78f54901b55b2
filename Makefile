# The two commands: make run, make test. The others are for those who change the code.

PORT ?= 8000
LANGUAGES := es fr pt
# Everything runs on SQLite. On PostgreSQL what asks the database, but no long walks whose question - who may see or do
# what - has the same answer there. Hostile values are sent to both, because each breaks on others.
SQLITE_IS_ENOUGH := $(addprefix tests/, browser demo attacks/test_all_routes.py attacks/test_cup_posts.py \
	attacks/test_markup.py case_page/test_pdf.py cup/test_conflicts_everywhere.py importing/test_round_trip.py)

BIN := .venv/bin
SETUP := scripts/setup.sh

.PHONY: run test lint messages migration lock screenshots clean help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/ready-to-run: requirements.lock $(SETUP)
	@$(SETUP) run

.venv/ready-to-test: requirements-dev.lock $(SETUP)
	@$(SETUP) test

run: .venv/ready-to-run ## serve the platform with its demo library: make run PORT=9000
	@PORT=$(PORT) $(BIN)/python -m app serve --set-up

test: .venv/ready-to-test ## every test on SQLite, then those of the database on PostgreSQL
	$(BIN)/pytest -n 2 --dist worksteal
	$(BIN)/pytest -n 2 --dist worksteal --database=postgres $(SQLITE_IS_ENOUGH:%=--ignore=%)

lint: .venv/ready-to-test ## ruff, mypy, import-linter, templates, translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m scripts.check_templates
	$(BIN)/python -m scripts.check_messages

messages: .venv/ready-to-test ## bring app/locale in line with the texts in code and templates
	@mkdir -p var
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k translate:2 --add-location=file -o var/messages.pot .
	@for language in $(LANGUAGES); do \
		po=app/locale/$$language/LC_MESSAGES/messages.po; \
		test -e $$po || $(BIN)/pybabel -q init -i var/messages.pot -d app/locale -l $$language || exit 1; \
		$(BIN)/pybabel -q update -i var/messages.pot -d app/locale -l $$language \
			--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date || exit 1; \
	done

migration: .venv/ready-to-test ## a migration for what changed in the models: make migration MESSAGE="visits"
	$(BIN)/python -m scripts.make_migration $(if $(INITIAL),--initial,"$(MESSAGE)")

lock: .venv/ready-to-test ## compile the locked packages anew from pyproject.toml
	scripts/lock.sh

screenshots: .venv/ready-to-test ## the pictures of the README
	$(BIN)/python -m scripts.screenshots

clean: ## remove what can be made again; the data in var/ and media/ stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
