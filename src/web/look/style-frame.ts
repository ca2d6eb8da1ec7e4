/** The frame of every page: the bar with the pages, the title, and both on a phone. */
export const frameStyle = `
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
html { scrollbar-gutter: stable; }
body {
  display: grid; grid-template-columns: 208px minmax(0, 1fr); min-height: 100vh;
  background: var(--panel); color: var(--text);
  font: 14px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", Roboto, Helvetica, Arial,
    sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji";
  -webkit-text-size-adjust: 100%;
}
a { color: var(--busy); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; left: 8px; top: -60px; z-index: 9; padding: 11px 14px;
  border-radius: 8px; background: var(--accent); color: var(--on-accent); }
.skip:focus { top: 8px; }

.bar { position: sticky; top: 0; display: flex; flex-direction: column; height: 100vh;
  padding: 16px 12px; background: var(--list); border-right: 1px solid var(--line); }
.brand { display: flex; align-items: center; gap: 10px; padding: 2px 8px 16px; color: var(--text);
  font-size: 15px; font-weight: 650; letter-spacing: .01em; }
.brand:hover { text-decoration: none; }
.brand svg { display: block; width: 26px; height: 26px; flex: none; }
.bar ul { list-style: none; padding: 0; }
.bar li a { display: flex; align-items: center; gap: 10px; min-height: 34px; padding: 6px 10px;
  margin-bottom: 2px; border-radius: 8px; color: var(--soft); }
.bar li a:hover { background: var(--hover); color: var(--text); text-decoration: none; }
.bar li a[aria-current] { background: var(--chosen); color: var(--busy); font-weight: 600; }
.zone { margin-top: auto; padding: 0 8px; font-size: 12px; color: var(--soft); }
.bar-end { display: flex; flex-direction: column; gap: 8px; padding: 8px;
  font-size: 12px; color: var(--soft); }
.live { display: flex; align-items: center; gap: 7px; min-height: 18px; }
.live::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--live); }
.live.lost::before { background: var(--unread); border-radius: 1px; }
.languages { display: flex; gap: 10px; }
.languages [aria-current] { color: var(--text); font-weight: 600; }
.plain { padding: 0; border: 0; background: none; color: var(--busy); font: inherit;
  cursor: pointer; }
.plain:hover { text-decoration: underline; }

main { width: 100%; max-width: 1180px; padding: 22px 28px 56px; min-width: 0; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; min-height: 38px;
  margin-bottom: 14px; }
h1 { font-size: 21px; font-weight: 650; line-height: 1.3; letter-spacing: -.005em;
  overflow-wrap: anywhere; }
h2 { margin-bottom: 10px; font-size: 15px; font-weight: 650; line-height: 1.4; }
h3 { font-size: 14px; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere; }
.note { color: var(--soft); font-size: 13px; }
.notice { display: flex; gap: 9px; align-items: flex-start; margin-bottom: 14px; padding: 10px 14px;
  border-radius: 10px; overflow-wrap: anywhere; }
.notice > div { min-width: 0; overflow-wrap: anywhere; }
.notice .symbol { margin-top: 3px; }
.notice.good { background: var(--good-ground); color: var(--good); }
.notice.bad { background: var(--bad-ground); color: var(--bad); }
.notice.warn { background: var(--warn-ground); color: var(--warn); }
.notice a { color: inherit; text-decoration: underline; }
.notice ul { padding-left: 18px; }

@media (max-width: 899px) {
  body { display: block; }
  .bar { position: static; height: auto; padding: 8px 12px 6px; border-right: 0;
    border-bottom: 1px solid var(--line); }
  .brand { min-height: 44px; padding: 4px; }
  .bar ul { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 2px; }
  .bar li a { justify-content: center; min-height: 44px; margin: 0; padding: 6px 4px;
    text-align: center; font-size: 13px; }
  .bar li .symbol { display: none; }
  .zone { padding: 4px 4px 0; }
  .bar-end { position: absolute; top: 8px; right: 8px; flex-direction: row; align-items: center;
    gap: 8px; padding: 0; }
  .languages { gap: 0; }
  .languages a, .bar-end .plain { display: inline-flex; align-items: center; justify-content: center;
    min-width: 44px; min-height: 44px; padding: 0 4px; }
  .live span { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
  main { padding: 14px 12px 40px; }
  h1 { font-size: 19px; }
}
@media (max-width: 559px) { .bar ul { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
`
