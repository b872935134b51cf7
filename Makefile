# make run           environment, index of the bundled bulletins, chat on http://127.0.0.1:7860
# make run LIGHT=1   the same without torch: the bundled embedding model only
# make check         what a small change needs, in under a minute: lint, types, and the library's
#                    tests but for the slow ones. It leaves out all that is marked `slow` (kills,
#                    races, retries, providers, injections), and the tests of web/, eval/, ingest
#                    and in the browser. Before a commit that touches those, and before a push:
# make test          environment, whole suite (browser tests too, where Chromium is or may be installed)
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt

INSTALLED := .venv/$(if $(filter-out 0,$(LIGHT)),.light,.runtime)

.PHONY: run check test setup ingest lint eval bench drill fit screenshots widget lock sbom advisories clean
.DEFAULT_GOAL := run

run: $(INSTALLED)
	$(BIN)/python app.py

setup: .venv/.dev

ingest: $(INSTALLED)
	$(BIN)/python ingest.py data/bulletins

test: .venv/.dev chromium
	$(BIN)/python -m pytest

check: lint
	$(BIN)/python -m pytest -p no:schemathesis -m "not slow" tests/rag tests/test_structure.py

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit -q -ll -c pyproject.toml -r rag web app.py ingest.py

eval: .venv/.dev
	$(BIN)/python -m eval.run --report eval/out/report

# BULLETINS="1000 10000" measures those sizes; what was made for a size is kept and used again
BULLETINS ?= 1000
STATIC := eval/out/static

bench: .venv/.dev
	$(BIN)/python -m eval.bench
	$(BIN)/python -m eval.scale --bulletins 0 --out eval/out/scale-bundled.json
	$(BIN)/python -m eval.static $(STATIC)
	BQA_MODEL=$(STATIC) $(BIN)/python -m eval.scale --bulletins 0 $(BULLETINS) \
	  --out eval/out/scale-static.json --picture eval/out/growth.svg

# writers killed at random; nothing that was acknowledged may be lost. KILLS=300 for a longer one
KILLS ?= 45
drill: .venv/.dev
	$(BIN)/python -m tests.drill --kills $(KILLS)

# what is learned, from the data to the weights: the encoder, then what stands on its vectors, in
# stores made anew. Stopped, it goes on where it was; `rm -r eval/out/teach` begins again.
fit: .venv/.fit
	$(BIN)/python -m eval.teach --write
	rm -rf eval/out/stores
	$(BIN)/python ingest.py --rebuild data/bulletins
	$(BIN)/python -m eval.fit_tagger --write
	$(BIN)/python -m eval.fit_kinds --write
	$(BIN)/python -m eval.fit --write

screenshots: .venv/.dev chromium
	$(BIN)/python -m tests.browser.screenshots

# every package of the light installation with its digest, for pip --require-hashes; from constraints
lock: .venv/bin/python
	$(PIP) uv==0.13.9
	$(BIN)/uv pip compile --quiet requirements-light.txt -c constraints.txt --generate-hashes \
	  --python-version 3.11 --python-platform x86_64-manylinux_2_28 --no-header --no-annotate \
	  -o requirements-light.lock

# what is in the light installation, as CycloneDX
sbom: .venv/bin/python
	@$(PYTHON) -m venv .venv/sbom && .venv/sbom/bin/pip install --quiet cyclonedx-bom==7.5.0
	.venv/sbom/bin/cyclonedx-py requirements --output-reproducible --of JSON \
	  -o eval/out/sbom.json requirements-light.lock

# known holes of what is installed, where an advisory source can be reached (the network's, or a mirror's)
advisories: .venv/bin/python
	@$(PYTHON) -m venv .venv/advisories && .venv/advisories/bin/pip install --quiet pip-audit==2.10.1
	.venv/advisories/bin/pip-audit --strict --no-deps --disable-pip -r requirements-light.lock

# web/widget/*.js in one script; needs npm, and only where those were changed
widget:
	npm exec --yes --package=esbuild@0.28.2 -- esbuild web/widget/main.js --bundle --format=iife \
	  --target=es2022 --charset=utf8 --log-level=warning --outfile=web/embed/widget.js
	$(PYTHON) -m web.embed.script

clean:
	rm -rf .venv vectorstore/* .pytest_cache .mypy_cache .ruff_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新版本:请安装后用 make PYTHON=/path/to/python3.11 重试"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { \
	  rm -rf .venv; \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -q >/dev/null && apt-get install -y -q python3-venv >/dev/null && \
	    $(PYTHON) -m venv .venv; } || \
	  { echo "无法建立虚拟环境:请先安装 python3-venv(Debian:apt-get install python3-venv)"; exit 1; }

.venv/.light: .venv/bin/python requirements-light.txt constraints.txt
	@echo "安装依赖（首次约需几分钟）…"
	@$(PIP) -r requirements-light.txt
	@touch $@

.venv/.runtime: .venv/bin/python requirements.txt requirements-light.txt constraints.txt
	@echo "安装依赖（首次约需几分钟）…"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt requirements-eval.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@

.venv/.fit: .venv/.dev requirements-fit.txt
	@$(PIP) -r requirements-fit.txt
	@touch $@

# Debian's Chromium and a Chinese font for the browser tests, installed where that is allowed.
.PHONY: chromium
chromium:
	@if ! command -v chromium >/dev/null || ! fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q >/dev/null && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium fonts-noto-cjk fontconfig >/dev/null; \
	  else \
	    echo "未找到 Chromium:浏览器测试将跳过(apt-get install chromium fonts-noto-cjk)"; \
	  fi; \
	fi
