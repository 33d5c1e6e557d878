# toolkit: one library, one Lua module, one command. `make help` lists the targets.
#
# A source file belongs to the build by lying in its folder: no list has to be kept.
# MODE=debug|asan|ubsan|tsan|cov|fuzz builds the same things under build/$(MODE).

.DEFAULT_GOAL := all
SHELL   := /bin/bash
MODE    ?= release
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
LUA     ?= lua5.4
VERSION := 0.1.0
SOVERSION := 0

BUILD := $(if $(filter release,$(MODE)),build,build/$(MODE))

# `make V=1` shows the commands.
Q = $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(patsubst $(CURDIR)/%,%,$@))

# ---- system packages -------------------------------------------------------------------------

DEPS_BUILD := gcc make pkg-config git lua5.4 liblua5.4-dev libpcre2-dev libsqlite3-dev sqlite3 \
	libutf8proc-dev libstemmer-dev libarchive-dev libexpat1-dev libxxhash-dev nettle-dev \
	libedit-dev libicu-dev libuchardet-dev
DEPS_TEST := lua-busted lua-check unicode-data bzip2 python3 tmux chromium tidy poppler-utils \
	g++ libgumbo-dev libunistring-dev clang wordnet-base
.PHONY: deps
deps: ## install the system packages (apt; needs root or sudo)
	@if command -v apt-get >/dev/null; then \
		sudo=$$( [ $$(id -u) -eq 0 ] || echo sudo ); \
		$$sudo apt-get update -q && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(DEPS_BUILD) $(DEPS_TEST); \
	else \
		echo "apt-get not found. Install by your package manager:"; \
		printf '  %s\n' $(DEPS_BUILD) $(DEPS_TEST); exit 1; \
	fi

# Only a make that starts after the installation sees what was installed: the goals beside `deps` wait for one of their own.
BEHIND_DEPS := $(if $(filter deps,$(MAKECMDGOALS)),$(filter-out deps,$(MAKECMDGOALS)))
ifneq ($(BEHIND_DEPS),)
.PHONY: $(BEHIND_DEPS) behind-deps
$(BEHIND_DEPS): behind-deps ;
behind-deps: deps
	+@$(MAKE) --no-print-directory $(BEHIND_DEPS)
else

# ---- libraries -------------------------------------------------------------------------------

PKGS := libpcre2-8 sqlite3 libutf8proc libarchive expat libxxhash nettle
PKGS_OPTIONAL := icu-uc icu-i18n uchardet

# ---- flags -----------------------------------------------------------------------------------

MODE_FLAGS_release := -O2 -g
MODE_FLAGS_debug   := -O0 -g3 -DTKIT_DEBUG
MODE_FLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DTKIT_DEBUG
MODE_FLAGS_ubsan   := -O1 -g -fsanitize=undefined -fno-sanitize-recover=undefined -DTKIT_DEBUG
MODE_FLAGS_tsan    := -O1 -g -fsanitize=thread
MODE_FLAGS_cov     := -O0 -g --coverage
MODE_FLAGS_fuzz    := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -DTKIT_DEBUG
MODE_FLAGS := $(MODE_FLAGS_$(MODE))

have = $(shell pkg-config --exists $(1) 2>/dev/null && echo yes)
OPTIONAL := $(foreach p,$(PKGS_OPTIONAL),$(if $(call have,$(p)),$(p)))
FEATURES := $(if $(filter icu-i18n,$(OPTIONAL)),-DTKIT_HAVE_ICU) \
	$(if $(filter uchardet,$(OPTIONAL)),-DTKIT_HAVE_UCHARDET)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wpointer-arith -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla
CPPFLAGS_ALL := -Iinclude -Isrc -D_GNU_SOURCE -DTKIT_VERSION='"$(VERSION)"' $(FEATURES) \
	$(shell pkg-config --cflags $(PKGS) $(OPTIONAL) 2>/dev/null) $(CPPFLAGS)
CFLAGS_ALL := -std=c11 $(MODE_FLAGS) $(WARNINGS) -fvisibility=hidden -fPIC -MMD -MP \
	-ffp-contract=off $(CFLAGS) $(CFLAGS_EXTRA)
LUA_CFLAGS := $(shell pkg-config --cflags lua5.4 2>/dev/null)
LIBS := $(shell pkg-config --libs $(PKGS) $(OPTIONAL) 2>/dev/null) -lstemmer -lm -lpthread

# ---- sources ---------------------------------------------------------------------------------

CORE_DIRS := base text nlp load store query stats
CORE_SRC := $(wildcard $(addsuffix /*.c,$(addprefix src/,$(CORE_DIRS))))
BIND_SRC := $(wildcard src/bind/*.c)
CLI_SRC  := $(wildcard src/cli/*.c)
SQLITE_SRC := $(wildcard src/sqlite/*.c)
LIB_LUA  := $(sort $(shell find src/lib -name '*.lua' 2>/dev/null))
MANUAL   := $(sort $(shell find include/lua -name '*.d.lua'))
MODELS   := $(sort $(wildcard src/models/*.model))

CORE_OBJ := $(CORE_SRC:%.c=$(BUILD)/obj/%.o)
BIND_OBJ := $(BIND_SRC:%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/gen/lua_modules.o
MODEL_OBJ := $(BUILD)/obj/gen/models.o
CLI_OBJ  := $(CLI_SRC:%.c=$(BUILD)/obj/%.o)
SQLITE_OBJ := $(SQLITE_SRC:%.c=$(BUILD)/obj/%.o)
LIB_OBJ  := $(CORE_OBJ) $(MODEL_OBJ) $(BIND_OBJ)

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(SQLITE_OBJ:.o=.d)

# ---- building --------------------------------------------------------------------------------

.PHONY: all
all: ## build command, Lua module and library
all: $(BUILD)/toolkit $(BUILD)/toolkit.so $(BUILD)/libtoolkit.a $(BUILD)/libtoolkit.so \
	$(BUILD)/libtoolkit_sqlite.so $(BUILD)/toolkit.pc $(BUILD)/toolkit-uninstalled.pc

$(BUILD)/obj/src/bind/%.o: src/bind/%.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(LUA_CFLAGS) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/obj/src/cli/%.o: src/cli/%.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(LUA_CFLAGS) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/obj/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -c -o $@ $<

# The AVX2 and AVX-512 kernels alone are compiled for these; the others must run on any x86-64.
$(BUILD)/obj/src/%_avx2.o: CFLAGS_ALL += $(if $(filter x86_64,$(shell uname -m)),-mavx2 -mbmi -mbmi2)
$(BUILD)/obj/src/%_avx512.o: CFLAGS_ALL += $(if $(filter x86_64,$(shell uname -m)),-mavx512bw -mavx512vbmi2 -mbmi -mbmi2)

# The standard library (src/lib) and the models travel inside the binary.
$(BUILD)/gen/lua_modules.c: src/tools/embed.lua $(LIB_LUA) $(MANUAL)
	@mkdir -p $(@D)
	$(call say,GEN)
	$(Q)$(LUA) src/tools/embed.lua lua src/lib include/lua > $@.tmp && mv $@.tmp $@

$(BUILD)/gen/lua_openers.c: src/tools/embed.lua $(LIB_LUA)
	@mkdir -p $(@D)
	$(call say,GEN)
	$(Q)$(LUA) src/tools/embed.lua openers src/lib > $@.tmp && mv $@.tmp $@

$(BUILD)/gen/models.c: src/tools/embed.lua $(MODELS)
	@mkdir -p $(@D)
	$(call say,GEN)
	$(Q)$(LUA) src/tools/embed.lua models $(abspath $(MODELS)) > $@.tmp && mv $@.tmp $@

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(LUA_CFLAGS) $(CFLAGS_ALL) -c -o $@ $<

# Never unloaded: ICU keeps tables until the process ends, and each loading would lose them anew.
STAYS := -Wl,-z,nodelete

$(BUILD)/libtoolkit.a: $(LIB_OBJ)
	$(call say,AR)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/libtoolkit.so.$(VERSION): $(LIB_OBJ) src/libtoolkit.map
	$(call say,LINK)
	$(Q)$(CC) -shared $(MODE_FLAGS) $(STAYS) -Wl,-soname,libtoolkit.so.$(SOVERSION) \
		-Wl,--version-script=src/libtoolkit.map $(if $(filter release debug cov,$(MODE)),-Wl$(comma)-z$(comma)defs) \
		-o $@ $(LIB_OBJ) $(LDFLAGS) $(LIBS) -llua5.4

$(BUILD)/libtoolkit.so: $(BUILD)/libtoolkit.so.$(VERSION)
	@ln -sf libtoolkit.so.$(VERSION) $(BUILD)/libtoolkit.so.$(SOVERSION)
	@ln -sf libtoolkit.so.$(VERSION) $@

# The Lua module finds lua_* in the interpreter that loads it; that finds the modules written in Lua in here.
$(BUILD)/toolkit.so: $(LIB_OBJ) $(BUILD)/obj/gen/lua_openers.o src/libtoolkit.map
	$(call say,LINK)
	$(Q)$(CC) -shared $(MODE_FLAGS) $(STAYS) -Wl,--version-script=src/libtoolkit.map -o $@ $(LIB_OBJ) \
		$(BUILD)/obj/gen/lua_openers.o $(LDFLAGS) $(LIBS)

# The SQLite extension takes what it needs from the archive: nothing that knows Lua is among it.
$(BUILD)/libtoolkit_sqlite.so: $(SQLITE_OBJ) $(BUILD)/libtoolkit.a src/sqlite/extension.map
	$(call say,LINK)
	$(Q)$(CC) -shared $(MODE_FLAGS) $(STAYS) -Wl,--version-script=src/sqlite/extension.map \
		$(if $(filter release debug cov,$(MODE)),-Wl$(comma)-z$(comma)defs) \
		-o $@ $(SQLITE_OBJ) $(BUILD)/libtoolkit.a $(LDFLAGS) $(LIBS)

# All of Lua is linked in and exported (-E), so that C rocks load as under `lua`.
LUA_STATIC := $(firstword $(wildcard $(shell pkg-config --variable=libdir lua5.4 2>/dev/null)/liblua5.4.a /usr/lib/*/liblua5.4.a))
$(BUILD)/toolkit: $(CLI_OBJ) $(BUILD)/libtoolkit.a
	$(call say,LINK)
	$(Q)$(CC) $(MODE_FLAGS) -Wl,-E -o $@ $(CLI_OBJ) $(BUILD)/libtoolkit.a \
		$(if $(LUA_STATIC),-Wl$(comma)--whole-archive $(LUA_STATIC) -Wl$(comma)--no-whole-archive,-llua5.4) \
		$(LDFLAGS) $(LIBS) $(shell pkg-config --libs libedit) -ldl
comma := ,

# Always made anew: PREFIX may differ between `make` and `make install`.
.PHONY: FORCE
$(BUILD)/toolkit.pc: src/toolkit.pc.in Makefile FORCE
	@mkdir -p $(@D)
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@LIBDIR@|$${prefix}/lib|' \
		-e 's|@INCLUDEDIR@|$${prefix}/include|' -e 's|@LIBS@|$(LIBS)|' $< > $@

$(BUILD)/toolkit-uninstalled.pc: src/toolkit.pc.in Makefile
	@mkdir -p $(@D)
	$(Q)sed -e 's|@PREFIX@|$(CURDIR)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@LIBDIR@|$(abspath $(BUILD))|' \
		-e 's|@INCLUDEDIR@|$(CURDIR)/include|' -e 's|@LIBS@|$(LIBS)|' $< > $@

.PHONY: claims
claims: all ## print the claims report of corpus/ and write build/report/
	$(BUILD)/toolkit scripts/claims.lua corpus/ --out build/report

# ---- tests, benchmarks, installation -----------------------------------------------------------

include tests/tests.mk
include tests/bench/bench.mk

.PHONY: install
install: all ## install under $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/{bin,lib/pkgconfig,lib/lua/5.4,include/toolkit,share/toolkit/scripts,share/toolkit/lua}
	install -m 755 $(BUILD)/toolkit $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/libtoolkit.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(BUILD)/libtoolkit.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/
	ln -sf libtoolkit.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libtoolkit.so.$(SOVERSION)
	ln -sf libtoolkit.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libtoolkit.so
	install -m 755 $(BUILD)/libtoolkit_sqlite.so $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(BUILD)/toolkit.so $(DESTDIR)$(PREFIX)/lib/lua/5.4/
	install -m 644 include/toolkit/*.h $(DESTDIR)$(PREFIX)/include/toolkit/
	install -m 644 $(BUILD)/toolkit.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig/
	install -m 644 scripts/*.lua $(DESTDIR)$(PREFIX)/share/toolkit/scripts/
	cp -r include/lua/. $(DESTDIR)$(PREFIX)/share/toolkit/lua/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 644 src/cli/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/toolkit
	@# A library in /usr/local/lib is found when the loader's cache knows it.
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" -ne 0 ] || ! command -v ldconfig >/dev/null || ldconfig

.PHONY: uninstall
uninstall: ## remove what install wrote
	rm -f $(DESTDIR)$(PREFIX)/bin/toolkit $(DESTDIR)$(PREFIX)/lib/libtoolkit.{a,so,so.$(SOVERSION),so.$(VERSION)} \
		$(DESTDIR)$(PREFIX)/lib/libtoolkit_sqlite.so \
		$(DESTDIR)$(PREFIX)/lib/lua/5.4/toolkit.so $(DESTDIR)$(PREFIX)/lib/pkgconfig/toolkit.pc \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/toolkit
	rm -rf $(DESTDIR)$(PREFIX)/include/toolkit $(DESTDIR)$(PREFIX)/share/toolkit

# ---- upkeep ----------------------------------------------------------------------------------

.PHONY: format
format: ## lay out the C lines that you changed (git clang-format)
	git clang-format --extensions c,h HEAD

SOURCES_C = $(filter-out %_tables.c,$(wildcard src/*/*.[ch] include/toolkit/*.h tests/*/*.[ch]))
.PHONY: lint
lint: ## luacheck over all Lua; no line of C beyond 120 columns
	luacheck -q src/lib src/tools scripts tests/spec
	@! LC_ALL=C.UTF-8 grep -nE '^.{121}' $(SOURCES_C)

.PHONY: tables
tables: ## regenerate the Unicode tables from the unicode-data package
	$(LUA) src/tools/unicode_tables.lua > src/text/unicode_tables.c.tmp
	mv src/text/unicode_tables.c.tmp src/text/unicode_tables.c

MODEL_KINDS := segmenter tagger lemmatizer parser names
WORDNET ?= /usr/share/wordnet
.PHONY: models
models: ## train the models again: DATA=folder with ud-ewt/train.conllu and ud-gum/train.conllu
	@test -n "$(DATA)" || { echo "make models DATA=FOLDER (see src/models/README.md)"; exit 2; }
	$(BUILD)/toolkit scripts/train.lua lexicon $(foreach p,noun verb adj adv,$(WORDNET)/index.$(p) $(WORDNET)/data.$(p)) \
		--licence 'WordNet 3.0 licence' -o src/models/lexicon.model
	for kind in $(MODEL_KINDS); do \
		$(BUILD)/toolkit scripts/train.lua $$kind $(DATA)/ud-ewt/train.conllu $(DATA)/ud-gum/train.conllu \
			--dev $(DATA)/ud-ewt/dev.conllu --dev $(DATA)/ud-gum/dev.conllu \
			--lexicon src/models/lexicon.model --licence 'CC BY-SA 4.0' -o src/models/$$kind.model.tmp && \
			mv src/models/$$kind.model.tmp src/models/$$kind.model || exit 1; \
	done

.PHONY: clean
clean: ## remove build/
	rm -rf build

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  MODE=debug|asan|ubsan|tsan|cov  builds and tests under build/MODE"

endif # BEHIND_DEPS
