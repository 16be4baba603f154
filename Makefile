# Crosscut. `make demo` and `make test` set everything up on a fresh Debian 12; `make help` lists the rest.
.DEFAULT_GOAL := build
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VERSION := $(shell sed -n 's/^\#define CROSSCUT_VERSION "\(.*\)"/\1/p' src/base/version.h)
CC := gcc
JOBS := $(shell nproc)
LIBRARIES := libxml-2.0 yaml-0.1 sqlite3 libzstd libsodium libmicrohttpd zlib libzip jansson libutf8proc libcurl xlsxwriter libical nettle libqrencode libcmark
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
	-Wundef -Wvla -Walloca -Wwrite-strings -Wcast-qual -Wnull-dereference
GCC_ONLY := -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wimplicit-fallthrough=5
HARDENING := -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2
# The variants are build folders, never a rebuild in place: build/release, build/asan, build/coverage, build/fuzz.
VARIANT ?= release
FLAGS_release := -O2 -g $(HARDENING)
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_tsan := -O1 -g -fsanitize=thread
FLAGS_coverage := -O0 -g --coverage
FLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ifeq ($(VARIANT),fuzz)
CC := clang
GCC_ONLY :=
endif
ifneq ($(CI),)
WARNINGS += -Werror
endif
CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L $(FLAGS_$(VARIANT)) $(WARNINGS) $(GCC_ONLY) -fPIE -pthread -MMD -MP -Isrc \
	$(filter-out -I/usr/include,$(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I $(LIBRARIES) 2>/dev/null))) $(EXTRA_CFLAGS)
LDFLAGS = $(FLAGS_$(VARIANT)) -pie -pthread -Wl,-z,relro,-z,now
LDLIBS = $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -lstemmer -lm

OUT := build/$(VARIANT)
SOURCES := $(sort $(wildcard src/*/*.c))
ASSETS := web/style.css web/report.css web/review.js web/edit.js web/search.js web/schemas.json
LIB_OBJECTS := $(patsubst src/%.c,$(OUT)/%.o,$(filter-out src/cli/%,$(SOURCES))) $(OUT)/assets.o
CLI_OBJECTS := $(patsubst src/%.c,$(OUT)/%.o,$(filter src/cli/%,$(SOURCES)))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(OUT)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,$(OUT)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

.PHONY: build assets demo test check check-long bench lint format coverage deps deps-dev browser-tools clean help install uninstall program unit fuzz docs words script
build: deps ## build ./build/crosscut
	@$(MAKE) -j$(JOBS) --no-print-directory program
	@ln -sfn release/crosscut build/crosscut

program: $(OUT)/crosscut
unit: $(UNIT_TESTS)
fuzz: $(FUZZ_TARGETS)

$(OUT)/libcrosscut.a: $(LIB_OBJECTS)
	@rm -f $@; ar rcs $@ $^
$(OUT)/crosscut: $(CLI_OBJECTS) $(OUT)/libcrosscut.a
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OUT)/assets.c: $(ASSETS) tools/embed
	@mkdir -p $(@D)
	@tools/embed $(ASSETS) >$@
$(OUT)/assets.o: $(OUT)/assets.c
	@$(CC) $(CFLAGS) -c -o $@ $<
$(OUT)/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  CC $@"; $(CC) $(CFLAGS) -c -o $@ $<
$(OUT)/unit/%: tests/unit/%.c $(OUT)/libcrosscut.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(CFLAGS) -Itests/unit $(LDFLAGS) -o $@ $< $(OUT)/libcrosscut.a $(LDLIBS) -lcmocka
$(OUT)/fuzz/%: tests/fuzz/%.c $(OUT)/libcrosscut.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(OUT)/libcrosscut.a $(LDLIBS)
-include $(shell find build -name '*.d' 2>/dev/null)

demo: build ## load the 2013 evaluation's facts, tag the projects, print tables and the claims check
	@build/crosscut demo

test: deps-dev browser-tools ## build with ASan and UBSan and run every test
	@$(MAKE) -j$(JOBS) --no-print-directory VARIANT=release program
	@$(MAKE) -j$(JOBS) --no-print-directory VARIANT=asan program unit
	@ln -sfn release/crosscut build/crosscut
	@tools/run_tests build/asan

check: lint test ## lint and test

check-long: deps-dev ## fuzz every reader for 60 s each, look for data races, then coverage
	@$(MAKE) -j$(JOBS) --no-print-directory VARIANT=fuzz fuzz
	@tools/run_fuzz build/fuzz/fuzz 60
	@$(MAKE) -j$(JOBS) --no-print-directory VARIANT=tsan program
	@tools/run_tsan build/tsan
	@$(MAKE) --no-print-directory coverage

coverage: deps-dev ## line coverage of base, text, lens and read
	@$(MAKE) -j$(JOBS) --no-print-directory VARIANT=coverage program unit
	@tools/run_coverage build/coverage

bench: build ## measure import, tagging and search against a bare parse of the same file, and the site under load
	@$(MAKE) --no-print-directory build/release/bench_sax build/release/bench_grow build/release/bench_measure build/release/bench_search build/release/bench_load
	@bench/run
	@bench/site
build/release/bench_%: bench/%.c build/release/libcrosscut.a
	@echo "  LD $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< build/release/libcrosscut.a $(LDLIBS)

lint: deps-dev ## layers, function sizes, headers that stand alone, shell scripts, spelling
	@tools/lint

format: deps-dev ## clang-format on the whole tree
	@clang-format -i src/*/*.[ch] tests/*/*.[ch]

assets: ## draw the countries of the maps again, from the npm package world-atlas and Debian's iso-codes
	@command -v npm >/dev/null && [ -f /usr/share/iso-codes/json/iso_3166-1.json ] || { echo "make assets needs the packages npm and iso-codes." >&2; exit 1; }
	@mkdir -p build && tools/make_world_map >build/map_data.c && mv build/map_data.c src/write/map_data.c

words: deps-dev ## make the pages' French and Spanish from po/
	@tools/make_words

# The result is committed: building the program needs no esbuild (docs/decisions/0014-review.md).
script: ## make web/review.js and edit.js from what they are written in, with Debian's esbuild
	@esbuild web/review.ts web/edit.ts --format=iife --minify --target=es2022 --charset=utf8 --log-level=warning --outdir=web

docs: build ## write the parts of docs/ that are made from the pack
	@tools/make_docs

# Chromium, and what drives it. Without them the browser tests are left out, and counted as skipped.
browser-tools:
	@tools/install_deps browser && $(MAKE) --no-print-directory tests/browser/node_modules/.package-lock.json || \
		echo "No Chromium, node or npm packages can be had: the browser tests will be skipped." >&2
tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	@cd tests/browser && npm ci --silent
	@touch $@

deps: ; @tools/install_deps build
deps-dev: ; @tools/install_deps test

prefix ?= /usr/local
install: build ## install the program and the pack below $(DESTDIR)$(prefix)
	install -Dm755 build/release/crosscut $(DESTDIR)$(prefix)/bin/crosscut
	mkdir -p $(DESTDIR)$(prefix)/share/crosscut
	cp -r packs data $(DESTDIR)$(prefix)/share/crosscut/
uninstall: ## remove what install put there
	rm -rf $(DESTDIR)$(prefix)/bin/crosscut $(DESTDIR)$(prefix)/share/crosscut

clean: ## remove build/
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20
