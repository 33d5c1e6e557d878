# Fuzz targets: each tests/fuzz/NAME.c defines LLVMFuzzerTestOneInput; its seeds lie in tests/fuzz/seeds/NAME/.
# `make check` replays the seeds through every target (replay.c is the driver); `make fuzz` needs clang.

FUZZ_NAMES := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FUZZ_SECONDS ?= 60

.PHONY: fuzz fuzz-smoke
fuzz: ## build the fuzz targets with clang's libFuzzer into build/fuzz/bin
	$(MAKE) MODE=fuzz CC=clang CFLAGS_EXTRA="$(CFLAGS_EXTRA) -fsanitize=fuzzer-no-link" fuzz-bin

fuzz-smoke: fuzz ## run every fuzz target for FUZZ_SECONDS (60)
	@for name in $(FUZZ_NAMES); do \
		echo "== $$name"; mkdir -p build/fuzz/corpus/$$name; \
		build/fuzz/bin/$$name -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=build/fuzz/$$name- \
			build/fuzz/corpus/$$name tests/fuzz/seeds/$$name 2>build/fuzz/$$name.log || { tail -n 40 build/fuzz/$$name.log; exit 1; }; \
		tail -n 8 build/fuzz/$$name.log; \
	done

.PHONY: fuzz-bin
fuzz-bin: $(FUZZ_NAMES:%=$(BUILD)/bin/%)

$(BUILD)/bin/%: tests/fuzz/%.c $(BUILD)/libtoolkit.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(filter-out -fvisibility=hidden -MMD -MP,$(CFLAGS_ALL)) -fsanitize=fuzzer -o $@ $< \
		$(BUILD)/libtoolkit.a $(LDFLAGS) $(LIBS) -llua5.4

# One test program a target: the seeds replay as ordinary C tests.
FUZZ_REPLAYS := $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz_%)
$(BUILD)/tests/fuzz_%: tests/fuzz/%.c tests/fuzz/replay.c $(BUILD)/libtoolkit.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) -DSEEDS='"tests/fuzz/seeds/$*"' $(filter-out -fvisibility=hidden -MMD -MP,$(CFLAGS_ALL)) \
		-o $@ $< tests/fuzz/replay.c $(BUILD)/libtoolkit.a $(LDFLAGS) $(LIBS) -llua5.4
