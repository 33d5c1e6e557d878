#!/usr/bin/env bash
# Every example of the README runs, and prints what the README shows.
case ${MODE:-release} in
release|debug) exec lua5.4 tests/readme.lua README.md ;;
*) echo "skipped readme: built with ${MODE}"; echo "0 passed, 0 failed, 1 skipped" ;;
esac
