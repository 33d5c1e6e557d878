# Tests. One entry point, tests/run.sh, counts every suite and prints `N passed, N failed, N skipped`.

C_TEST_SRC := $(wildcard tests/c/*.c)
C_TESTS := $(C_TEST_SRC:tests/c/%.c=$(BUILD)/tests/%)

# An oracle for one test, where it is installed.
$(BUILD)/tests/html_gumbo: CPPFLAGS_ALL += $(if $(call have,gumbo),-DHAVE_GUMBO $(shell pkg-config --cflags gumbo))
$(BUILD)/tests/html_gumbo: LIBS += $(if $(call have,gumbo),$(shell pkg-config --libs gumbo))

$(BUILD)/tests/%: tests/c/%.c tests/c/test.h tests/c/meter.h tests/c/random.h $(BUILD)/libtoolkit.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(filter-out -fvisibility=hidden -MMD -MP,$(CFLAGS_ALL)) -o $@ $< \
		$(BUILD)/libtoolkit.a $(LDFLAGS) $(LIBS) -llua5.4

include tests/fuzz/fuzz.mk
C_TESTS += $(FUZZ_REPLAYS)

.PHONY: check
check: all $(C_TESTS) check-floors ## run every test; last line: N passed, N failed, N skipped
	@MODE=$(MODE) BUILD=$(BUILD) tests/run.sh

.PHONY: quick
quick: all $(C_TESTS) ## the C tests and specs only
	@MODE=$(MODE) BUILD=$(BUILD) tests/run.sh --quick

.PHONY: check-threads
check-threads: $(BUILD)/tests/threads ## the test of two threads alone (for MODE=tsan)
	$(BUILD)/tests/threads

.PHONY: check-gc
check-gc: all ## the specs under constant garbage collection
	@MODE=$(MODE) BUILD=$(BUILD) TOOLKIT_TEST_GC=1 tests/run.sh --quick

.PHONY: check-floors
check-floors: ## every #include stays on its own floor or below
	@$(LUA) src/tools/check_floors.lua
