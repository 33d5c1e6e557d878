---@meta toolkit.chart

--- Charts from a toolkit.table: SVG without script, the same rows give the same bytes, light and dark. Each has a
--- title, a description in words, the table behind it and a Vega-Lite form.
---
---     local chart = require "toolkit.chart"
---     local c = chart.bar(t, { title = "Claims by speaker", x = "speaker", y = "claims" })
---     section:chart(c)                    -- in a toolkit.report
---     assert(c:write "claims.svg")        -- a file of its own
---     assert(c:write "claims.vl.json")    -- Vega-Lite
---
--- Options of all kinds: `title` (needed), `description` (default: said from the data), `caption`, `width`, `height`,
--- and the names of the columns for each role, which may be left out where a column is called like the role.
---@class toolkit.chart
---@field style string the style sheet that charts need in a page that is no toolkit.report
local chart = {}

--- A chart: SVG, Vega-Lite, or a file of either.
---@class toolkit.Chart
---@field title string
---@field description string
---@field caption string
---@field table toolkit.Table
local Chart = {}

--- Horizontal bars. Options: `x` (labels), `y` (values), `low` and `high` (an interval), `digits`.
---@param t toolkit.Table
---@param options table
---@return toolkit.Chart
function chart.bar(t, options) end

--- Lines over numbers or ISO dates. Options: `x`, `y`, `low` and `high` (a band), `series`, `digits`, `zero` = false
--- (let the axis start elsewhere). Rows without a date are counted below the axis.
---@param t toolkit.Table
---@param options table
---@return toolkit.Chart
function chart.line(t, options) end

--- Points of two measures. Options: `x`, `y`, `label`, `series` (colour), `log` = true (x), `names` (labels tried, 24),
--- `digits`.
---@param t toolkit.Table
---@param options table
---@return toolkit.Chart
function chart.scatter(t, options) end

--- A matrix of shaded cells. Options: `x` (columns), `y` (rows), `value`, `digits`. Values of equal cells are summed.
---@param t toolkit.Table
---@param options table
---@return toolkit.Chart
function chart.heat(t, options) end

--- A dispersion plot: a lane for each document, a stroke for each hit. Options: `document`, `position`, `length` (of
--- the document, in the unit of position), `series` (colour).
---@param t toolkit.Table
---@param options table
---@return toolkit.Chart
function chart.dispersion(t, options) end

--- Events along time. Options: `date` (ISO, any precision), `label`, `lane`. Events without a year have a lane of their
--- own.
---@param t toolkit.Table
---@param options table
---@return toolkit.Chart
function chart.timeline(t, options) end

--- A network of links, laid out from a fixed start. Options: `from`, `to`, `weight`, `kind`, `directed` = false.
---@param t toolkit.Table
---@param options table
---@return toolkit.Chart
function chart.network(t, options) end

--- A tiny line for a cell: a column with `html = function(values) return chart.sparkline(values) end`. Options: `width`
--- (88), `height` (20), `title`.
---@param values number[]
---@param options? { width?: integer, height?: integer, title?: string }
---@return string svg
function chart.sparkline(values, options) end

--- The same as text, for terminals: ▁▃█▂.
---@param values number[]
---@return string
function chart.blocks(values) end

--- The picture. Options: `standalone` = true brings the colours along (a file of its own); in a report the page has
--- them.
---@param options? { standalone?: boolean }
---@return string
function Chart:svg(options) end

--- The chart as a Vega-Lite 5 specification.
---@return table
function Chart:vega() end

--- The Vega-Lite specification as JSON text.
---@return string
function Chart:json() end

--- Writes NAME.svg or NAME.json by the name. Returns true, or nil and the reason.
---@param path string
---@return true?
---@return string? message
function Chart:write(path) end

return chart
