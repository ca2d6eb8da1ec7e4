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

.rows { list-style: none; padding: 0; }
.rows li { display: grid; grid-template-columns: 128px minmax(0, 1fr) 104px; gap: 0 12px;
  align-items: center; height: 46px; border-bottom: 1px solid var(--line); }
.rows li:last-child { border-bottom: 0; }
.rows .when { text-align: right; font-size: 12.5px; color: var(--soft); }
.newer { visibility: hidden; min-height: 34px; }
.col-state { width: 136px; } .col-when { width: 118px; } .col-tries { width: 84px; }
.col-name { width: 24%; } .col-n { width: 88px; }
.deliveries td { height: 58px; }

@media (max-width: 759px) {
  .rows li { grid-template-columns: minmax(0, 1fr) auto; height: 66px; align-content: center; }
  .rows .what { grid-row: 2; grid-column: 1 / 3; }
  .col-state { width: 108px; }
  .mark { padding-right: 7px; }
}
`
