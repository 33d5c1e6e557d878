--- The colours and strokes of charts, for the style sheet of a report and for charts in files of their own.

local style = {}

style.rules = [[
.tk { font: 12px var(--sans); }
.tk text { fill: var(--soft); }
.tk .strong { fill: var(--ink); }
.tk .small { font-size: 11px; }
.tk .head { fill: var(--ink); font-weight: 600; }
.tk .grid { stroke: var(--line); stroke-width: 1; }
.tk .axis { stroke: var(--rule); stroke-width: 1; }
.tk .whisker { stroke: var(--ink); stroke-width: 1.3; opacity: .65; }
.tk .lane { fill: var(--line); opacity: .45; }
.tk .empty { fill: var(--line); opacity: .35; }
.tk .f1 { fill: var(--s1); } .tk .f2 { fill: var(--s2); } .tk .f3 { fill: var(--s3); } .tk .f4 { fill: var(--s4); }
.tk .f5 { fill: var(--s5); } .tk .f6 { fill: var(--s6); } .tk .f7 { fill: var(--s7); } .tk .f8 { fill: var(--s8); }
.tk .l1 { stroke: var(--s1); } .tk .l2 { stroke: var(--s2); } .tk .l3 { stroke: var(--s3); } .tk .l4 { stroke: var(--s4); }
.tk .l5 { stroke: var(--s5); } .tk .l6 { stroke: var(--s6); } .tk .l7 { stroke: var(--s7); } .tk .l8 { stroke: var(--s8); }
.tk .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.tk .band { opacity: .16; stroke: none; }
.tk .point { stroke: var(--paper); stroke-width: 1; }
.tk .soft-point { opacity: .55; }
.tk .tick { stroke-width: 1.4; opacity: .85; }
.tk .edge { fill: none; stroke: var(--rule); }
.tk .arrow { fill: var(--rule); }
.tk .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 3; stroke-linejoin: round; fill: var(--ink); }
.tk .inverse { fill: var(--paper); }
]]

--- The variables that the rules use, for an SVG file that no page surrounds.
style.variables = [[
:root { --paper: #fff; --ink: #201e1b; --soft: #5f5a52; --line: #e2ddd3; --rule: #b9b2a5;
  --s1: #2b6c99; --s2: #c2571a; --s3: #2f7d55; --s4: #7a52b3; --s5: #a8760d; --s6: #b03a72; --s7: #58626e; --s8: #1f7a80;
  --sans: system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) {
:root { --paper: #15171a; --ink: #e9e6e1; --soft: #a8a49c; --line: #2e3238; --rule: #565c65;
  --s1: #6bb1e0; --s2: #f08b4f; --s3: #6fc196; --s4: #b695e8; --s5: #dcb04e; --s6: #ea84b4; --s7: #a3adb9; --s8: #63c1c7; }
svg { background: #15171a; } }
]]

return style
