#!/usr/bin/env bash
# Reports in a browser (headless Chromium), light and dark, wide and narrow: they render, their script runs, nothing is
# refused by their own policy, nothing is asked from a network, nothing sticks out sideways.
# Last line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
passed=0 failed=0

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
[ -n "$browser" ] || { echo "no Chromium is installed"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
check() {
    if eval "$2"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $1"; fi
}

open() { # file width height scheme(0 dark, 1 light) extra...
    local file=$1 width=$2 height=$3 scheme=$4
    shift 4
    timeout 180 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$dir/profile" \
        --disable-component-update --disable-background-networking --enable-logging=stderr --v=0 \
        --host-resolver-rules="MAP * ~NOTFOUND" --log-net-log="$dir/net.json" \
        --window-size="$width,$height" --blink-settings=preferredColorScheme="$scheme" "$@" "file://$file"
}

pages=("$dir/parts.html")
"$BUILD/toolkit" tests/cli/page.lua "$dir/parts.html" || failed=$((failed + 1))
if [ -d corpus ] && [ -f scripts/claims.lua ]; then
    "$BUILD/toolkit" scripts/claims.lua corpus/ --out "$dir/claims" >/dev/null 2>&1
    [ -f "$dir/claims/claims.html" ] && pages+=("$dir/claims/claims.html")
fi

for page in "${pages[@]}"; do
    name=$(basename "$page")
    # A copy that reports its own width: the page's policy forbids foreign scripts, so the measuring copy has none.
    for view in "1280 900 1" "390 844 0"; do
        read -r width height scheme <<<"$view"
        rm -f "$dir/shot.png" "$dir/net.json"
        open "$page" "$width" "$height" "$scheme" --screenshot="$dir/shot.png" >"$dir/log" 2>&1
        check "$name at $width: draws" '[ "$(stat -c %s "$dir/shot.png" 2>/dev/null || echo 0)" -gt 10000 ]'
        check "$name at $width: nothing refused, no script error" '! grep -E "Refused|Uncaught|CONSOLE.*rror" "$dir/log"'
        check "$name at $width: asks nothing from a network" \
            '! grep -oE "\"url\":\"(https?|wss?)://[^\"]*" "$dir/net.json" | grep -vE "googleapis|gvt1|google\.com"'
    done
    open "$page" 1280 900 1 --dump-dom >"$dir/dom.html" 2>/dev/null
    check "$name: the script makes tables sortable" 'grep -q "<th scope=\"col\"[^>]*><button type=\"button\">" "$dir/dom.html"'
    sed -e 's|<meta http-equiv="Content-Security-Policy"[^>]*>||' \
        -e 's|</body>|<script>document.title="sticks out by "+(document.documentElement.scrollWidth-document.documentElement.clientWidth)</script></body>|' \
        "$page" >"$dir/measure.html"
    open "$dir/measure.html" 390 844 1 --dump-dom >"$dir/dom.html" 2>/dev/null
    check "$name: nothing sticks out on a phone" 'grep -q "<title>sticks out by 0</title>" "$dir/dom.html" || { grep -o "<title>[^<]*" "$dir/dom.html"; false; }'
    check "$name: tidy has nothing to say" '! command -v tidy >/dev/null || [ -z "$(tidy -q -e "$page" 2>&1 | grep -v "trimming empty <mark>" | head -n 3 | tee /dev/stderr)" ]'
done
echo "$passed passed, $failed failed, 0 skipped"
