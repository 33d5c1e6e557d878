--- How reports look and move: the style sheet and the small script of every page.
--
-- No style attribute is used anywhere (the page's policy forbids it), no font and no image is loaded. The script only
-- adds to a page that is complete without it: sorting and filtering of tables.

local look = {}

local charts = require("toolkit.chart.style").rules

look.style = [[

:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --surface: #ffffff; --ink: #201e1b; --soft: #5f5a52; --line: #e2ddd3; --rule: #cfc8bb;
  --accent: #17567f; --accent-soft: #e6eff5;
  --good: #22663f; --good-soft: #e5f2ea; --warn: #87510a; --warn-soft: #fbf0dc; --bad: #9c2a2a; --bad-soft: #fae8e6;
  --mark: #fdeeb3; --mark-2: #d9ecdf; --mark-3: #dfe6f7;
  --s1: #2b6c99; --s2: #c2571a; --s3: #2f7d55; --s4: #7a52b3; --s5: #a8760d; --s6: #b03a72; --s7: #58626e; --s8: #1f7a80;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", "Noto Serif", Georgia,
    "Liberation Serif", "DejaVu Serif", serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", "Liberation Mono", "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --surface: #1c1f23; --ink: #e9e6e1; --soft: #a8a49c; --line: #2e3238; --rule: #454a52;
    --accent: #86c1ea; --accent-soft: #1d2f3d;
    --good: #86cfa3; --good-soft: #1b3024; --warn: #e9b765; --warn-soft: #352a17; --bad: #f1a09a; --bad-soft: #3a201f;
    --mark: #574a17; --mark-2: #234232; --mark-3: #2a3557;
    --s1: #6bb1e0; --s2: #f08b4f; --s3: #6fc196; --s4: #b695e8; --s5: #dcb04e; --s6: #ea84b4; --s7: #a3adb9; --s8: #63c1c7;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1.5rem; }
body {
  margin: 0 auto; padding: 3rem 1.25rem 4rem; max-width: 52rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.6 var(--sans); overflow-wrap: break-word;
}
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .06em; }
a:hover { text-decoration-thickness: .12em; }
:focus-visible { outline: .16rem solid var(--accent); outline-offset: .15rem; border-radius: .15rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--surface); z-index: 9; }

h1, h2, h3, h4 { line-height: 1.22; text-wrap: balance; font-weight: 650; letter-spacing: -.011em; }
h1 { margin: 0; font-size: clamp(1.8rem, 1.4rem + 2vw, 2.6rem); letter-spacing: -.022em; }
h2 { margin: 4rem 0 1.1rem; font-size: 1.5rem; padding-top: 1.1rem; border-top: .09rem solid var(--rule); }
h3 { margin: 2.4rem 0 .8rem; font-size: 1.15rem; }
h4 { margin: 1.8rem 0 .5rem; font-size: 1rem; }
.count { color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums; }
p, ul, ol, dl, figure, blockquote { margin: 0 0 1.1rem; }
li { margin: .25rem 0; }
.subtitle { margin: .7rem 0 0; color: var(--soft); font-size: 1.1rem; max-width: 42rem; }
.intro { color: var(--soft); font-size: 1.05rem; max-width: 42rem; }
.note { color: var(--soft); font-size: .875rem; max-width: 42rem; }
code { font-family: var(--mono); font-size: .875em; overflow-wrap: anywhere; }

nav { margin: 2.5rem 0 0; }
nav ol { list-style: none; margin: 0; padding: 0; columns: 2 14rem; column-gap: 2rem; }
nav li { margin: 0; break-inside: avoid; }
nav a { display: inline-block; padding: .22rem 0; color: var(--ink); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
.nav-title, .eyebrow, .column-title {
  margin: 0 0 .4rem; color: var(--soft); font-size: .78rem; font-weight: 600; letter-spacing: .04em;
}
@media (min-width: 76rem) {
  body { max-width: 88rem; }
  .parts { max-width: 74rem; display: grid; grid-template-columns: 14rem minmax(0, 52rem); column-gap: 4rem; align-content: start; }
  .parts > header, main, .parts > footer { grid-column: 2; }
  nav { grid-column: 1; grid-row: 1 / span 3; margin: .9rem 0 0; font-size: .92rem; }
  nav ol, .nav-title { position: sticky; }
  nav ol { top: 3.4rem; columns: auto; max-height: calc(100vh - 5rem); overflow-y: auto; }
  .nav-title { top: 1.5rem; }
}

.figures { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
  gap: 1.6rem 2rem; margin-bottom: 2rem; }
.figures li { margin: 0; }
.figures .value { display: block; font-size: 2.1rem; line-height: 1.15; font-weight: 600; letter-spacing: -.025em;
  font-variant-numeric: tabular-nums; }
.figures .value a { color: inherit; text-decoration-color: var(--rule); }
.figures .label { display: block; color: var(--soft); font-size: .9rem; line-height: 1.35; }
.figures .hint { display: block; color: var(--soft); font-size: .8rem; line-height: 1.4; }

.brief { list-style: none; margin: 0; padding: 0; font-size: .94rem; }
.brief li { margin: 0; padding: .22rem 0; }

.facts { display: grid; grid-template-columns: minmax(6rem, 11rem) minmax(0, 1fr); gap: .3rem 1rem; font-size: .92rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }

.badge { display: inline-block; padding: .08rem .5rem; border-radius: 1rem; background: var(--line); color: var(--ink);
  font-size: .78rem; line-height: 1.5; white-space: nowrap; }
.badge.accent { background: var(--accent-soft); color: var(--accent); }
.badge.good { background: var(--good-soft); color: var(--good); }
.badge.warn { background: var(--warn-soft); color: var(--warn); }
.badge.bad { background: var(--bad-soft); color: var(--bad); }
.badges { margin: .1rem 0 .6rem; }

.callout { margin: 0 0 1rem; padding: .85rem 1.1rem; border-radius: .5rem; background: var(--warn-soft); }
.callout strong { color: var(--warn); }
.callout.bad { background: var(--bad-soft); } .callout.bad strong { color: var(--bad); }
.callout.good { background: var(--good-soft); } .callout.good strong { color: var(--good); }
.callout.accent { background: var(--accent-soft); } .callout.accent strong { color: var(--accent); }
.callout > div > :last-child { margin-bottom: 0; }

.card { margin: 0 0 1rem; padding: 1.1rem 1.25rem; background: var(--surface); border: .07rem solid var(--line); border-radius: .6rem;
  break-inside: avoid; scroll-margin-top: 1.5rem; }
.card > :last-child { margin-bottom: 0; }
.card .facts { grid-template-columns: 5.5rem minmax(0, 1fr); gap: .2rem .6rem; font-size: .875rem; }
.card:target { border-color: var(--accent); box-shadow: 0 0 0 .1rem var(--accent); }
.card-title { margin: 0 0 .45rem; font-size: 1.02rem; font-weight: 600; line-height: 1.35; letter-spacing: -.005em; }
.card.warn { background: var(--warn-soft); border-color: transparent; }
.card.bad { background: var(--bad-soft); border-color: transparent; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem; margin-bottom: 1.1rem; }
.cards .card { margin: 0; }
blockquote { padding: 0; }
blockquote p { margin: 0 0 .4rem; font: 1.06rem/1.55 var(--serif); }
blockquote footer, .cite { display: block; margin: 0; padding: 0; border: 0; color: var(--soft); font-size: .84rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1.25rem 2rem; margin-bottom: 1.5rem; }
.columns blockquote, .columns p:last-child { margin-bottom: 0; }
.card .columns { gap: .7rem 2rem; margin-bottom: .7rem; }
.document { margin: 0 0 1.5rem; font: 1.04rem/1.65 var(--serif); white-space: pre-wrap; max-width: 42rem; }

mark { background: var(--mark); color: inherit; border-radius: .15em; padding: .04em .06em; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
mark.speaker { background: var(--mark-3); } mark.cue { background: var(--mark-2); }
mark a { color: inherit; text-decoration: none; }
del { color: var(--soft); text-decoration-color: var(--rule); }
:target { scroll-margin-top: 1.5rem; }

.table { margin: 0 0 1.1rem; overflow-x: auto; }
table { border-collapse: collapse; min-width: min(100%, 26rem); font-size: .92rem; line-height: 1.45; }
caption { text-align: left; padding: 0 0 .6rem; font-weight: 600; caption-side: top; }
th, td { padding: .42rem 1.1rem .42rem 0; text-align: left; vertical-align: top; border-bottom: .07rem solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: .84rem; font-weight: 600; vertical-align: bottom; border-bottom-color: var(--rule); }
tbody th { font-weight: 500; }
tbody tr:hover > * { background: var(--accent-soft); }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.n { white-space: normal; min-width: 4.2rem; }
tbody th, tbody td { min-width: 7rem; }
tbody th { min-width: 10rem; }
tbody .n { min-width: 0; }
tbody .short { min-width: 0; white-space: nowrap; }
tbody td.long { min-width: 17rem; }
.hashes td { font-family: var(--mono); font-size: .8rem; overflow-wrap: anywhere; }
th button { all: unset; cursor: pointer; }
th button:hover { color: var(--accent); }
th button:focus-visible { outline: .16rem solid var(--accent); outline-offset: .15rem; }
th button::after { content: "\00a0\2195"; opacity: .35; }
th[aria-sort=ascending] button::after { content: "\00a0\2191"; opacity: 1; }
th[aria-sort=descending] button::after { content: "\00a0\2193"; opacity: 1; }
.filter { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem .8rem; margin: 0 0 .7rem; color: var(--soft); font-size: .875rem; }
.filter input { font: inherit; color: var(--ink); background: var(--surface); border: .07rem solid var(--rule); border-radius: .4rem;
  padding: .32rem .7rem; width: min(100%, 17rem); }

figure { margin: 0 0 1.8rem; }
.chart { overflow-x: auto; }
.chart svg { display: block; max-width: 100%; height: auto; }
td svg { display: block; }
figcaption { margin-top: .5rem; color: var(--soft); font-size: .9rem; }
details { margin: 0 0 1.1rem; }
figure details { margin: .4rem 0 0; }
summary { cursor: pointer; color: var(--accent); font-size: .92rem; width: fit-content; }
details[open] > summary { margin-bottom: .8rem; }
body > footer { margin-top: 4rem; padding-top: 1.1rem; border-top: .09rem solid var(--rule); }
body > footer h2 { margin: 0 0 1rem; padding: 0; border: 0; font-size: 1.15rem; }

]] .. charts .. [[
@media (max-width: 40rem) {
  .chart svg { min-width: 34rem; }
  body { padding: 2rem 1.1rem 3rem; }
  h2 { margin-top: 3rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.2rem; }
  .figures .value { font-size: 1.7rem; }
  .facts { grid-template-columns: 6rem minmax(0, 1fr); gap: .3rem .8rem; }
  .card { padding: 1rem; }
  nav ol { columns: 1; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --surface: #fff; --ink: #000; --soft: #444; --line: #ccc; --rule: #888; --accent: #000; }
  @page { margin: 18mm 16mm; }
  body { display: block; max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip, .filter { display: none; }
  th button::after { content: ""; }
  h2 { margin-top: 2rem; }
  h2, h3, h4, caption { break-after: avoid; }
  tr, .card, figure, .callout { break-inside: avoid; }
  thead { display: table-header-group; break-inside: avoid; }
  .table, .chart { overflow: visible; }
  .chart { max-width: 40rem; }
  table { font-size: 8.5pt; }
  th, td { padding-right: .8em; }
  tbody th, tbody td, thead th.n { min-width: 0; }
  tbody td.long { min-width: 11rem; }
  @page lying { size: landscape; margin: 12mm; }
  .table.wide { page: lying; }
  .wide table { font-size: 7pt; }
  a { text-decoration: none; }
}
]]

look.script = [[

(function () {
  "use strict";
  var collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  function value(row, column) {
    var cell = row.cells[column], exact = cell && cell.getAttribute("data-v");
    return exact !== null && exact !== undefined ? Number(exact) : cell ? cell.textContent.trim() : "";
  }
  function compare(a, b) {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return collator.compare(String(a), String(b));
  }
  function sortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        var down = now ? now === "ascending" : head.classList.contains("n");
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var body = table.tBodies[0], rows = Array.from(body.rows).map(function (row, at) {
          return { row: row, value: value(row, column), at: at };
        });
        rows.sort(function (a, b) {
          if (a.value === "" || b.value === "") return compare(a.value, b.value) || a.at - b.at;
          return (down ? -1 : 1) * compare(a.value, b.value) || a.at - b.at;
        });
        rows.forEach(function (entry) { body.appendChild(entry.row); });
      });
    });
  }
  function filterable(table) {
    var box = document.createElement("div"), label = document.createElement("label");
    var input = document.createElement("input"), count = document.createElement("span");
    var rows = Array.from(table.tBodies[0].rows), all = rows.length;
    box.className = "filter";
    input.type = "search";
    input.placeholder = "Filter " + all + " rows";
    input.setAttribute("aria-label", "Filter rows of " + (table.caption ? table.caption.textContent : "the table"));
    count.setAttribute("role", "status");
    label.appendChild(input);
    box.appendChild(label);
    box.appendChild(count);
    table.parentNode.parentNode.insertBefore(box, table.parentNode);
    input.addEventListener("input", function () {
      var wanted = input.value.toLowerCase().split(/\s+/), shown = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !wanted.every(function (word) { return text.indexOf(word) >= 0; });
        if (!row.hidden) shown += 1;
      });
      count.textContent = shown === all ? "" : shown + " of " + all;
    });
  }
  document.querySelectorAll("table.sortable").forEach(sortable);
  document.querySelectorAll("table.filterable").forEach(filterable);
  function open() {
    var place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var up = place; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (place) place.scrollIntoView();
  }
  addEventListener("hashchange", open);
  open();
})();
]]

return look
