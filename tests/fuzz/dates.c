/* Any bytes through the rules for dates and numbers: spans ascend, stay inside the text, and values
 * are well formed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <toolkit/toolkit.h>

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) abort();                                                                 \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of the exact size: a read beyond the end is a fault that the sanitizer sees. */
    char *text = malloc(size ? size : 1);
    tkit *tk;
    REQUIRE(text && tkit_create(&tk, NULL) == TKIT_OK);
    if (size) memcpy(text, data, size);
    static const char *const anchors[] = {NULL, "2020-02-29", "0001-01-01", "2021-07", "9999"};
    static const char *const orders[] = {NULL, "dmy", "mdy"};
    tkit_dates dates = {0};
    for (int i = 0; i < 5; i++) {
        tkit_date_options options = {
            .size = sizeof options, .anchor = anchors[i], .order = orders[i % 3]};
        REQUIRE(tkit_dates_find(tk, text, size, &options, &dates) == TKIT_OK);
        size_t at = 0;
        for (size_t k = 0; k < dates.count; k++) {
            const tkit_date *d = &dates.items[k];
            REQUIRE(d->start >= at && d->end > d->start && d->end <= size);
            REQUIRE(tkit_date_how_name(d->how) && strlen(d->value) < sizeof d->value);
            at = d->end;
        }
    }
    tkit_numbers numbers = {0};
    REQUIRE(tkit_numbers_find(tk, text, size, &numbers) == TKIT_OK);
    size_t at = 0;
    for (size_t k = 0; k < numbers.count; k++) {
        const tkit_number *n = &numbers.items[k];
        REQUIRE(n->start >= at && n->end > n->start && n->end <= size && n->min <= n->max);
        REQUIRE(n->unit_end <= size && n->hedge_end <= size && tkit_number_kind_name(n->kind));
        at = n->end;
    }
    tkit_dates_free(tk, &dates);
    tkit_numbers_free(tk, &numbers);
    tkit_destroy(tk);
    free(text);
    return 0;
}
