# SPDX-License-Identifier: GPL-2.0-or-later
# make         build/winnow
# make demo    sets up, builds, shows the main job on examples/
# make test    sets up, builds, runs every test
# make setup   installs what the build misses; make install PREFIX=...
# Further targets are below. V=1 shows commands; local.mk may set variables.

-include local.mk

VERSION	:= 0.1
B	:= build
DEPS	:= build/deps
PREFIX	?= /usr/local
CFLAGS	?= -O3 -g
WERROR	?= -Werror
Q	:= $(if $(V),,@)
say	= $(if $(V),,@printf '  %-5s %s\n' '$(1)' '$(2)')
again	= +@$(MAKE) --no-print-directory

# All cores; a -j on the command line wins.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

# pkg-config is asked once, and not before something is compiled: a fresh
# machine gets it from `make setup`.
PKGS	:= libgit2 libcjson libcurl gmime-3.0 libpcre2-8 zlib libdeflate
once	= $(eval $(1) := $$(shell $(2)))$($(1))
PKG_CFLAGS = $(call once,PKG_CFLAGS,pkg-config --cflags $(PKGS))
PKG_LIBS = $(call once,PKG_LIBS,pkg-config --libs $(filter-out $(LOADED),$(PKGS)))

# Loaded by their doors when a run needs them, by the name that the linker
# would have written down (see src/base/library.h).
LOADED	:= libcurl libgit2 gmime-3.0
soname	= readelf -d `pkg-config --variable=libdir $(1)`/lib$(2).so | \
	  sed -n 's/.*SONAME.*\[\(.*\)\].*/\1/p'
LIBCURL	= $(call once,LIBCURL,$(call soname,libcurl,curl))
LIBGIT2	= $(call once,LIBGIT2,$(call soname,libgit2,git2))
LIBGMIME = $(call once,LIBGMIME,$(call soname,gmime-3.0,gmime-3.0))

# tree-sitter: the system's if both are new enough, else built from ci/deps.lock.
TS_PKGS	:= 'tree-sitter >= 0.25' 'tree-sitter-c >= 0.24'
ifeq ($(shell { pkg-config --exists $(TS_PKGS); } 2>/dev/null && echo yes),yes)
TS_CFLAGS := $(shell pkg-config --cflags $(TS_PKGS))
TS_LIBS	:= $(shell pkg-config --libs $(TS_PKGS))
else
TS_CORE	:= $(DEPS)/tree-sitter/vendor/tree-sitter/lib
TS_C	:= $(DEPS)/tree-sitter-c/src
TS_CFLAGS := -isystem $(TS_CORE)/include
TS_LIBS	:= $(B)/libtree-sitter.a
TS_READY := $(DEPS)/stamp
endif

SRCS	:= $(wildcard src/*.c src/*/*.c)
OBJS	:= $(SRCS:%.c=$(B)/%.o)
LIB	:= $(B)/libwinnow.a
TS_LIB	:= $(filter %.a,$(TS_LIBS))
UNITS	:= $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
HEADERS	:= $(wildcard src/*/*.h)

COMPILE	= $(CC) -std=gnu11 -Wall -Wextra $(WERROR) $(CPPFLAGS) -Isrc \
	  -DWINNOW_VERSION=\"$(VERSION)\" -DLIBCURL=\"$(LIBCURL)\" \
	  -DLIBGIT2=\"$(LIBGIT2)\" -DLIBGMIME=\"$(LIBGMIME)\" \
	  $(PKG_CFLAGS) $(TS_CFLAGS) $(CFLAGS) $(if $(LTO),-flto)
LINK	= $(CC) $(CFLAGS) $(if $(LTO),-flto=auto) $(LDFLAGS)
LIBS	= $(TS_LIBS) $(PKG_LIBS) -ldl -lm -pthread

export B WINNOW_SHARED CC

.PHONY: all setup demo test unit cases accept run-demo run-test headers layers \
	format-check asan clang bench install clean distclean FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(B)/winnow

setup:
	@ci/setup

# Set up in one make, build in the next, which then sees what was installed.
demo test: setup
	$(again) run-$@

# Findings are what the demo is about: status 1 is a success.
run-demo: $(B)/winnow
	@for c in triage check "split --dry-run"; do \
		for f in examples/rmi-pool-v2.mbox; do \
			echo "\$$ winnow $$c $$f"; \
			$(B)/winnow $$c $$f || [ $$? = 1 ] || exit; echo; \
		done; \
	done

run-test: $(B)/winnow $(UNITS)
	@tests/run

unit: $(UNITS)
	@tests/run --unit

# T=tests/cases/check, or any other folder or file, runs only those.
cases: $(B)/winnow
	@tests/run --cases $(T)

accept: $(B)/winnow
	@tests/run --accept $(T)

headers: $(HEADERS:%=$(B)/headers/%)

layers:
	@ci/check-layers

format-check:
	@ci/check-format

# The leak checker guesses where a library that was loaded late keeps its
# thread-local data, and falls over when it guesses wrong.
asan: export ASAN_OPTIONS = intercept_tls_get_addr=0
asan: export TEST_TIMEOUT ?= 300
asan:
	$(again) B=build/asan CFLAGS="-O1 -g -fno-omit-frame-pointer \
		-fsanitize=address,undefined -fno-sanitize-recover=all" run-test

clang:
	$(again) B=build/clang CC=clang run-test

bench: $(B)/winnow
	@tests/bench/run

install: $(B)/winnow
	install -D -m 755 $(B)/winnow $(DESTDIR)$(PREFIX)/bin/winnow
	install -D -m 644 doc/winnow.1 $(DESTDIR)$(PREFIX)/share/man/man1/winnow.1
	mkdir -p $(DESTDIR)$(PREFIX)/share/winnow
	cp -R rules spec-db $(DESTDIR)$(PREFIX)/share/winnow/

# What was downloaded stays: the next build needs no network.
clean:
	@find build -mindepth 1 -maxdepth 1 ! -name deps -exec rm -rf {} + 2>/dev/null || :

distclean:
	@rm -rf build

$(B)/winnow: $(B)/src/main.o $(LIB) $(TS_LIB)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@.$$$$ $< $(LIB) $(LIBS) && mv $@.$$$$ $@

$(LIB): $(filter-out $(B)/src/main.o,$(OBJS))
	$(call say,AR,$@)
	$(Q)$(AR) qcs $@.$$$$ $^ && mv $@.$$$$ $@

$(B)/%.o: %.c $(B)/flags | $(TS_READY)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(COMPILE) -MMD -MP -c -o $@ $<

$(B)/unit/%: tests/unit/%.c $(LIB) $(TS_LIB) $(B)/flags
	$(call say,TEST,$<)
	$(Q)mkdir -p $(@D) && $(COMPILE) -MMD -MP -MT $@ -o $@ $< $(LIB) $(LDFLAGS) $(LIBS)

$(B)/headers/%: % $(B)/flags | $(TS_READY)
	$(call say,HDR,$<)
	$(Q)mkdir -p $(@D) && printf '#include "%s"\n' '$(<:src/%=%)' | \
		$(COMPILE) -Wno-unused-function -fsyntax-only -x c - && touch $@

# Foreign code: compiled once, with its own flags, warnings off.
$(B)/libtree-sitter.a: $(B)/ts/core.o $(B)/ts/grammar.o
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(B)/ts/core.o: $(DEPS)/stamp
	$(call say,CC,$(TS_CORE)/src/lib.c)
	$(Q)mkdir -p $(@D) && $(CC) -std=gnu11 -D_GNU_SOURCE -w $(CFLAGS) \
		-I$(TS_CORE)/src -I$(TS_CORE)/include -c -o $@ $(TS_CORE)/src/lib.c

$(B)/ts/grammar.o: $(DEPS)/stamp
	$(call say,CC,$(TS_C)/parser.c)
	$(Q)mkdir -p $(@D) && $(CC) -std=gnu11 -w -O2 -I$(TS_C) -c -o $@ $(TS_C)/parser.c

# Its content counts, not its time: a checkout recompiles no foreign code.
$(DEPS)/stamp: ci/deps.lock ci/fetch-deps
	@ci/fetch-deps $(DEPS)
	@cmp -s $< $@ || cp $< $@

# Other flags rebuild everything of ours.
$(B)/flags: FORCE
	@mkdir -p $(B); pkg-config --exists $(PKGS) || \
		{ echo "packages are missing: run make setup" >&2; exit 1; }
	@echo '$(COMPILE)' | cmp -s - $@ || echo '$(COMPILE)' >$@

-include $(OBJS:.o=.d) $(UNITS:=.d)
