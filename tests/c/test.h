/* The whole C test framework: TEST(name) { CHECK(...) } and one line "N passed, N failed, N skipped" at the end. */
#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int test_passed, test_failed, test_skipped, test_bad;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            test_bad = 1; \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
        } \
    } while (0)

#define RUN(function) \
    do { \
        test_bad = 0; \
        function(); \
        if (test_bad) \
            fprintf(stderr, "FAILED %s\n", #function), test_failed++; \
        else \
            test_passed++; \
    } while (0)

#define SKIP(what, reason) (fprintf(stderr, "skipped %s: %s\n", what, reason), test_skipped++)

static inline int test_report(void)
{
    printf("%d passed, %d failed, %d skipped\n", test_passed, test_failed, test_skipped);
    return test_failed != 0;
}

#endif
