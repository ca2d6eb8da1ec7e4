/** What single pages add: the chart, lists of deliveries, the timeline, the tree, the playground. */
export const pagesStyle = `
.chart { display: block; width: 100%; height: 84px; }
.chart .in { fill: var(--accent); } .chart .out { fill: var(--live); }
.chart .died { fill: var(--unread); } .chart .axis { stroke: var(--line); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 12.5px; color: var(--soft); }
.legend span::before { content: ""; display: inline-block; width: 9px; height: 9px;
  margin-right: 6px; border-radius: 2px; background: var(--accent); }
.legend .out::before { background: var(--live); }
.legend .died::before { background: var(--unread); }

.now { align-items: stretch; }
#trouble-rows { height: 136px; overflow-y: auto; scrollbar-width: thin; overflow-wrap: anywhere; }

.rows { list-style: none; padding: 0; }
#rows { min-height: 368px; }
.rows li { display: grid; grid-template-columns: 128px minmax(0, 1fr) 104px; gap: 0 12px;
  align-items: center; height: 46px; border-bottom: 1px solid var(--line); }
.rows li:last-child { border-bottom: 0; }
.rows .when { text-align: right; font-size: 12.5px; color: var(--soft); }
.newer { visibility: hidden; }
.col-state { width: 136px; } .col-when { width: 118px; } .col-tries { width: 84px; }
.col-name { width: 24%; } .col-n { width: 88px; }
.deliveries td { height: 58px; }

.title-link { color: var(--text); font-weight: 550; }
.one-line .chips { flex-wrap: nowrap; overflow: hidden; margin-top: 2px; }
.one-line .chip { flex: none; }
.plain-list { list-style: none; padding: 0; }
.plain-list li { padding: 3px 0; }

.standing { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; min-height: 30px;
  margin-bottom: 12px; }
.actions { min-height: 0; margin-bottom: 14px; }
.actions:empty { margin: 0; }
.timeline { list-style: none; padding: 0; }
.timeline > li { position: relative; padding: 0 0 22px 26px; border-left: 2px solid var(--line);
  margin-left: 7px; }
.timeline > li:last-child { border-color: transparent; padding-bottom: 0; }
.timeline > li::before { content: ""; position: absolute; left: -7px; top: 5px; width: 12px;
  height: 12px; border-radius: 50%; background: var(--list); border: 2.5px solid var(--accent); }
.timeline h2 { margin-bottom: 4px; }
.timeline p { margin: 3px 0; overflow-wrap: anywhere; }
.timeline details { margin-top: 6px; }
.alert { padding: 7px 0; }
.alert + .alert { border-top: 1px solid var(--line); }
.alert h3 { display: flex; flex-wrap: wrap; gap: 2px 8px; align-items: center; }

.tree { list-style: none; padding: 6px 0; }
.tree li { padding: 4px 8px; border-radius: 8px; border-left: 3px solid transparent; }
.tree li.chosen { background: var(--good-ground); border-left-color: var(--good); }
.tree .skipped { color: var(--soft); }
.d1 { margin-left: 20px; } .d2 { margin-left: 40px; } .d3 { margin-left: 60px; }
.d4 { margin-left: 76px; } .d5 { margin-left: 88px; } .d6 { margin-left: 96px; }
.verdicts { display: inline-flex; flex-wrap: wrap; gap: 2px 10px; }
.verdict.holds > :first-child { color: var(--good); } .verdict.fails > :first-child { color: var(--bad); }
.decider { padding: 6px 10px; border-radius: 8px; background: var(--good-ground); }
.decider, .decider .under { color: var(--good); }
.fates { list-style: none; padding: 6px 0; }
.fates li { padding: 3px 0; }

.route-tree, .route-tree ul { list-style: none; padding: 0; }
.route-tree ul { margin-left: 10px; padding-left: 14px; border-left: 2px solid var(--line); }
.route { display: flex; flex-wrap: wrap; gap: 2px 16px; justify-content: space-between;
  padding: 8px 0; border-bottom: 1px solid var(--line); }
.route-name { min-width: 0; flex: 1 1 260px; overflow-wrap: anywhere; }
.route-name code.chip { white-space: normal; overflow-wrap: anywhere; }
.route-counts { display: flex; flex-wrap: wrap; gap: 0 14px; }
.counts { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8px; margin: 8px 0; }
.counts dt { font-size: 12px; color: var(--soft); white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.counts dd { font-size: 17px; font-weight: 600; } .counts a { color: var(--text); }
.why { overflow-wrap: anywhere; }
.standing .why, .standing .lead { flex-basis: 100%; margin: 0; }
.lead { font-size: 15px; max-width: 90ch; }
.lines .why { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.lines { min-height: 84px; margin-top: 6px; }
.target:target, .card:target { border-color: var(--accent); }
.after { margin-top: 12px; }

.chat { margin: 8px 0; padding: 16px; border-radius: 12px; background: var(--page); }
.facts div { display: grid; grid-template-columns: 84px minmax(0, 1fr); gap: 10px; padding: 2px 0; }
.facts dt, .advice dt { color: var(--soft); font-size: 12.5px; }
.facts dd { overflow-wrap: anywhere; max-width: 420px; }
.tries { list-style: none; padding: 0; }
.tries > li { padding: 8px 0; border-bottom: 1px solid var(--line); }
.tries > li:last-child { border: 0; }
.advice { margin-top: 4px; padding: 8px 12px; border-radius: 8px; background: var(--sunken);
  border: 1px solid var(--line); font-size: 13px; }
.advice div { display: grid; grid-template-columns: 84px minmax(0, 1fr); gap: 10px; }

.playground { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); gap: 0 16px;
  align-items: start; }
.playground textarea { margin-top: 10px; }
.playground .field { flex-basis: 180px; } .playground .field.wide { flex-basis: 100%; }
.played-out { position: sticky; top: 12px; max-height: calc(100vh - 24px); overflow-y: auto;
  scrollbar-width: thin; }
#preview[aria-busy] { opacity: .45; transition: opacity .1s .4s; }
.scripted .no-script { display: none; }
.editor { position: relative; margin-top: 10px; } .playground .editor textarea { margin-top: 0; } .playground textarea { display: block; }
.gutter { display: none; }
.scripted .gutter { display: block; position: absolute; left: 1px; top: 1px; bottom: 1px; width: 38px;
  max-height: none; padding: 6px 6px 6px 0; overflow: hidden; border: 0; border-radius: 8px 0 0 8px;
  border-right: 1px solid var(--line); font: 12.5px/1.55 var(--mono); text-align: right;
  color: var(--soft); white-space: pre; user-select: none; }
.gutter b { display: inline-block; width: 100%; background: var(--bad-ground); color: var(--bad); }
.scripted .editor textarea { padding-left: 48px; }
.fault pre { margin: 4px 0 6px; background: var(--list); white-space: pre; overflow-x: auto; }
.played + .played { margin-top: 16px; padding-top: 14px; border-top: 1px solid var(--line); }
.played .facts { margin-top: 6px; }

.login { display: flex; flex-direction: column; gap: 12px; max-width: 380px; margin: 8vh auto 0;
  padding: 22px 24px; }
.login .field { flex: none; }
.card > .note + form, .card > details + form { margin-top: 8px; }

@media (max-width: 999px) {
  .playground { grid-template-columns: minmax(0, 1fr); }
  .played-out { position: static; max-height: none; overflow: visible; }
  .gutter, .playground textarea { font-size: 13px !important; }
}
@media (max-width: 759px) {
  .timeline > li { padding-left: 16px; }
  .chat { padding: 10px; }
  .d1 { margin-left: 8px; } .d2 { margin-left: 16px; } .d3 { margin-left: 24px; }
  .d4, .d5, .d6 { margin-left: 28px; }
  .col-name { width: 34%; } .col-n { width: 62px; }
  .rows li { grid-template-columns: minmax(0, 1fr) auto; height: 78px; align-content: center; }
  #rows { min-height: 624px; }
  #trouble-rows { height: 190px; }
  .rows .what { grid-row: 2; grid-column: 1 / 3; }
  .col-state { width: 108px; }
  .mark { padding-right: 7px; }
  .rows li, .deliveries tr, .counts div, .route-counts a, .card-head a { position: relative; }
  .title-link::after, .counts a::after { content: ""; position: absolute; inset: 0; }
  .counts div { min-height: 44px; }
  .route-counts a::after, .card-head a::after { content: ""; position: absolute; inset: -12px -6px; }
  .deliveries .mark { white-space: normal; border-radius: 12px; line-height: 18px; }
}
`
