# The benchmark: measured side by side with the libraries that do the same work. Each tests/bench/bench_NAME.c holds
# one table of measurements, `const struct bench_table bench_NAME`; nothing else has to be told about it.
#
#   make bench                          the texts that are at hand (see corpus.c)
#   make bench CORPUS=dir|file          English texts of your own, in any format that toolkit reads
#   make bench CORPUS_OTHER=dir|file    texts with many characters above ASCII
#   make bench BENCH="words regex"      only measurements whose names hold one of these
#
# Peers are found by pkg-config; one that is missing is skipped with a line. Exit 1 below a floor.

BENCH_TABLES := $(patsubst tests/bench/%.c,%,$(wildcard tests/bench/bench_*.c))
BENCH_PEERS := icu-uc sqlite3 xapian-core libpcre2-8 gumbo
BENCH_XAPIAN := $(if $(call have,xapian-core),$(BUILD)/bench_xapian.o)
BENCH_FLAGS := $(if $(BENCH_XAPIAN),-DBENCH_XAPIAN) $(if $(call have,icu-uc),-DBENCH_ICU) $(if $(call have,gumbo),-DBENCH_GUMBO) $(if $(wildcard /usr/include/unistr.h),-DBENCH_UNISTRING) \
	$(shell pkg-config --cflags $(foreach p,$(BENCH_PEERS),$(if $(call have,$(p)),$(p))) 2>/dev/null)
BENCH_LIBS := $(shell pkg-config --libs $(foreach p,$(BENCH_PEERS),$(if $(call have,$(p)),$(p))) 2>/dev/null) \
	$(if $(wildcard /usr/include/unistr.h),-lunistring) $(if $(BENCH_XAPIAN),-lstdc++)

$(BUILD)/bench_xapian.o: tests/bench/xapian_peer.cc tests/bench/xapian_peer.h
	$(call say,CXX)
	$(Q)$(CXX) -std=c++17 -O2 -Iinclude -Itests/bench $(shell pkg-config --cflags xapian-core 2>/dev/null) -c -o $@ $<

$(BUILD)/gen/bench_tables.h: tests/bench/bench.mk $(wildcard tests/bench/*.c)
	@mkdir -p $(@D)
	@{ for t in $(BENCH_TABLES); do echo "TABLE($$t)"; done; } > $@

$(BUILD)/bench: $(wildcard tests/bench/*.c tests/bench/*.h) $(BUILD)/gen/bench_tables.h $(BENCH_XAPIAN) $(BUILD)/libtoolkit.a
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) -I$(BUILD)/gen $(BENCH_FLAGS) $(filter-out -fvisibility=hidden -MMD -MP,$(CFLAGS_ALL)) -Wno-missing-field-initializers \
		-o $@ $(wildcard tests/bench/*.c) $(BENCH_XAPIAN) $(BUILD)/libtoolkit.a $(LDFLAGS) $(LIBS) $(BENCH_LIBS) -llua5.4

.PHONY: bench
bench: $(BUILD)/bench ## measure against other libraries: CORPUS=dir|file
	$(BUILD)/bench $(if $(CORPUS),--corpus $(CORPUS)) $(if $(CORPUS_OTHER),--other $(CORPUS_OTHER)) $(BENCH)
