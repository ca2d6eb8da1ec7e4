/** What pages are made of: cards, marks, tables, forms, gauges. */
export const partsStyle = `
.card { margin-bottom: 16px; padding: 14px 16px; border: 1px solid var(--line);
  border-radius: 12px; background: var(--list); box-shadow: var(--shadow); min-width: 0; }
.card > :last-child { margin-bottom: 0; }
.card-head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between;
  gap: 2px 12px; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
  gap: 0 16px; align-items: start; }
.symbol { flex: none; vertical-align: -3px; }

.mark { display: inline-flex; align-items: center; gap: 5px; padding: 1px 9px 1px 6px;
  border-radius: 20px; font-size: 12.5px; line-height: 20px; white-space: nowrap;
  vertical-align: middle; }
.mark.good { background: var(--good-ground); color: var(--good); }
.mark.busy { background: var(--busy-ground); color: var(--busy); }
.mark.warn { background: var(--warn-ground); color: var(--warn); }
.mark.bad { background: var(--bad-ground); color: var(--bad); }
.mark.quiet { background: var(--quiet-ground); color: var(--quiet); }
.chip { display: inline-block; max-width: 100%; padding: 0 7px; border-radius: 5px;
  background: var(--quiet-ground); color: var(--quiet); font: 12px/20px var(--mono);
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; min-width: 0; }
:root { --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "WenQuanYi Micro Hei Mono", monospace; }
code, pre, .mono { font-family: var(--mono); font-size: 12.5px; }
pre { max-height: 420px; padding: 10px 12px; overflow: auto; border: 1px solid var(--line);
  border-radius: 8px; background: var(--sunken); color: var(--text); line-height: 1.5;
  white-space: pre-wrap; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
.id { user-select: all; }
.copy { display: none; }
.can-copy .copy { display: inline; }
.num { font-variant-numeric: tabular-nums; }

.tiles { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 10px;
  margin-bottom: 16px; }
.tile { display: flex; flex-direction: column; height: 92px; padding: 11px 14px; overflow: hidden;
  border: 1px solid var(--line); border-radius: 12px; background: var(--list); color: inherit;
  box-shadow: var(--shadow); }
.tile:hover { text-decoration: none; border-color: var(--accent); }
.tile-name { font-size: 12.5px; color: var(--soft); white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.tile-value { font-size: 22px; font-weight: 600; line-height: 1.35; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; font-variant-numeric: tabular-nums; }
.tile-say { display: flex; align-items: center; gap: 4px; font-size: 12.5px; white-space: nowrap;
  overflow: hidden; color: var(--soft); }
.tile.bad { background: var(--bad-ground); border-color: transparent; }
.tile.bad :is(.tile-name, .tile-value, .tile-say) { color: var(--bad); }
.tile.warn { background: var(--warn-ground); border-color: transparent; }
.tile.warn :is(.tile-name, .tile-value, .tile-say) { color: var(--warn); }
.tile.good .tile-say { color: var(--good); }

table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { padding: 4px 10px 6px 0; text-align: left; font-size: 12px; font-weight: 500;
  color: var(--soft); border-bottom: 1px solid var(--line); vertical-align: bottom; }
td { padding: 7px 10px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: anywhere; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { padding-top: 7px; font-size: 14px; color: var(--text); }
th.end, td.end { text-align: right; font-variant-numeric: tabular-nums; }
th:last-child, td:last-child { padding-right: 0; }
.clip { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.under { font-size: 12.5px; color: var(--soft); }

.form { display: flex; flex-wrap: wrap; gap: 10px 12px; align-items: flex-end; }
.field { display: flex; flex-direction: column; gap: 3px; min-width: 0; flex: 1 1 130px; }
.field.wide { flex-basis: 220px; }
label, .label { font-size: 12.5px; color: var(--soft); }
.hint { font-size: 12px; color: var(--soft); }
input, select, textarea { width: 100%; min-height: 36px; padding: 6px 10px; border-radius: 8px;
  border: 1px solid var(--field); background: var(--list); color: var(--text); font: inherit; }
textarea { font: 12.5px/1.55 var(--mono); resize: vertical; tab-size: 2; }
:is(input, select, textarea):focus-visible { outline-offset: -1px; }
.act { display: inline-flex; align-items: center; justify-content: center; gap: 6px;
  min-height: 36px; padding: 6px 14px; border: 1px solid var(--field); border-radius: 8px;
  background: var(--list); color: var(--text); font: inherit; line-height: 1.4; cursor: pointer; }
.act:hover { background: var(--hover); text-decoration: none; }
button.act.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent);
  font-weight: 600; }
button.act.main:hover { filter: brightness(1.06); }
button.act.grave { border-color: var(--bad); background: var(--list); color: var(--bad); }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: flex-start; }

details > summary { width: fit-content; cursor: pointer; color: var(--busy); }
details > summary.act { list-style: none; display: inline-flex; align-items: center;
  min-height: 36px; padding: 6px 14px; border: 1px solid var(--field); border-radius: 8px;
  background: var(--list); color: var(--text); }
details > summary.act.grave { color: var(--bad); border-color: var(--bad); }
summary.act::-webkit-details-marker { display: none; }
details > summary.act:hover { background: var(--hover); }
details[open] > summary { margin-bottom: 8px; }
.ask { padding: 12px 14px; border-radius: 10px; background: var(--sunken);
  border: 1px solid var(--line); max-width: 420px; }
.ask p { margin-bottom: 10px; }

.gauge { display: block; width: 100%; height: 6px; border-radius: 3px; background: var(--quiet-ground); }
.gauge .fill { fill: var(--accent); } .gauge.warn .fill { fill: var(--warn); }
.gauge.bad .fill { fill: var(--bad); }
.empty { padding: 22px 0; text-align: center; color: var(--soft); }
.pages { display: flex; gap: 10px; margin-top: 12px; }

@media (max-width: 1000px) { .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
@media (max-width: 759px) {
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .tile { height: 86px; padding: 9px 12px; }
  .card { padding: 12px; border-radius: 10px; }
  .wide-only { display: none; }
  :is(input, select, textarea) { min-height: 44px; font-size: 16px; }
  textarea { font-size: 13px; }
  details > summary.act, .act { min-height: 44px; }
  .can-copy .copy { display: inline-flex; align-items: center; min-height: 44px; }
}
@media (min-width: 760px) { .narrow-only { display: none; } }
`
