# Two jobs: `make sample` sets up and runs the main job on the sample, `make check` sets up and tests.
PYTHON ?= python3.11
VENV ?= .venv

.PHONY: sample check setup lint

sample: $(VENV)/run
	$(VENV)/bin/analyzer run data/samples/harbour-twins.txt --debate jihadist-groups -o out

check: $(VENV)/test
	$(VENV)/bin/ruff check analyzer models benchmarks tests
	$(VENV)/bin/python -m pytest

setup: $(VENV)/test

$(VENV)/run: pyproject.toml constraints.txt
	command -v $(PYTHON) >/dev/null && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/test: $(VENV)/run
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@
