#!/usr/bin/env bash
# Every public header compiles alone, as C11 and as C++17, without a warning.
set -u
passed=0 failed=0
for header in include/toolkit/*.h; do
    for language in "c -std=c11" "c++ -std=c++17"; do
        # shellcheck disable=SC2086 # the language comes with its standard
        if echo "#include <toolkit/$(basename "$header")>" |
            cc -x $language -Wall -Wextra -pedantic -Werror -Iinclude -fsyntax-only -; then
            passed=$((passed + 1))
        else
            echo "FAILED: $header as $language"
            failed=$((failed + 1))
        fi
    done
done
echo "$passed passed, $failed failed, 0 skipped"
