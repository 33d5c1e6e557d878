/* base: contexts, limits, buffers, arenas, and the allocator hook. */
#include "meter.h"
#include "test.h"

#include "base/arena.h"
#include "base/buffer.h"

static void contexts_have_their_own_limits(void)
{
    tkit *a, *b;
    uint64_t value = 0;
    CHECK(tkit_create(&a, NULL) == TKIT_OK && tkit_create(&b, NULL) == TKIT_OK);
    CHECK(tkit_set_limit(a, "json_depth", 7) == TKIT_OK);
    CHECK(tkit_get_limit(a, "json_depth", &value) == TKIT_OK && value == 7);
    CHECK(tkit_get_limit(b, "json_depth", &value) == TKIT_OK && value == 256);
    CHECK(tkit_set_limit(a, "no_such", 1) == TKIT_ENOTFOUND);
    CHECK(strstr(tkit_errmsg(a), "no_such") != NULL);
    tkit_destroy(a);
    tkit_destroy(b);
    tkit_destroy(NULL);
}

static void every_failed_allocation_is_an_error_and_leaks_nothing(void)
{
    for (size_t n = 1; n < 40; n++) {
        struct meter m = {.fail_at = n};
        tkit_options options = {.size = sizeof options, .allocate = metered, .allocate_user = &m};
        tkit *tk;
        if (tkit_create(&tk, &options) == TKIT_OK) {
            tkit_buffer b;
            tkit_arena a;
            tkit_buffer_init(&b, tk);
            tkit_arena_init(&a, tk);
            for (int i = 0; i < 2000; i++) {
                tkit_buffer_printf(&b, "line %d\n", i);
                if (!tkit_arena_alloc(&a, 100))
                    break;
            }
            CHECK(tkit_buffer_status(&b) == TKIT_OK || n <= m.calls);
            tkit_buffer_free(&b);
            tkit_arena_free(&a);
            tkit_destroy(tk);
        }
        CHECK(m.live == 0);
    }
}

static void interruption_is_sticky_until_cleared(void)
{
    tkit *tk;
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    CHECK(tkit_poll(tk) == TKIT_OK);
    tkit_interrupt(tk);
    CHECK(tkit_poll(tk) == TKIT_EINTERRUPT && tkit_poll(tk) == TKIT_EINTERRUPT);
    tkit_clear_interrupt(tk);
    CHECK(tkit_poll(tk) == TKIT_OK);
    tkit_destroy(tk);
}

int main(void)
{
    RUN(contexts_have_their_own_limits);
    RUN(every_failed_allocation_is_an_error_and_leaks_nothing);
    RUN(interruption_is_sticky_until_cleared);
    return test_report();
}
