/** The frame: the list of chats, the open chat, and both on a phone. */
export const style = `
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
html, body, main { height: 100%; }
main { display: grid; grid-template-columns: minmax(260px, 320px) minmax(0, 1fr); }
body {
  background: var(--page); color: var(--text); overflow: hidden;
  font: 15px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", Roboto, Helvetica, Arial,
    sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji";
  -webkit-text-size-adjust: 100%;
}
a { color: var(--accent); text-decoration: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 6px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.list { display: flex; flex-direction: column; min-height: 0; background: var(--list);
  border-right: 1px solid var(--line); }
.list-head { display: flex; align-items: center; gap: 10px; padding: 14px 16px;
  border-bottom: 1px solid var(--line); min-height: 64px; }
.list-head h1 { font-size: 16px; font-weight: 650; line-height: 1.3; }
.list-head p { font-size: 12px; line-height: 1.35; color: var(--faint); }
.mark, .mark svg { display: block; width: 30px; height: 30px; flex: none; }
.status { margin-left: auto; width: 9px; height: 9px; border-radius: 50%; flex: none;
  background: var(--live); }
.status.lost { background: var(--unread); }
.list nav { flex: 1; min-height: 0; overflow-y: auto; scrollbar-width: thin; padding: 6px; }
.list ul { list-style: none; padding: 0; }
.list li a {
  display: grid; grid-template-columns: 44px minmax(0, 1fr) auto; column-gap: 12px;
  align-items: center; padding: 10px; border-radius: 10px; color: inherit; height: 64px;
}
.list li a:hover { background: var(--hover); }
.list li a[aria-current] { background: var(--chosen); }
.list .avatar { grid-row: 1 / 3; }
.entry-name, .entry-preview { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.entry-name { font-weight: 550; }
.entry-time { font-size: 12px; color: var(--faint); font-variant-numeric: tabular-nums; }
.entry-preview { font-size: 13px; color: var(--soft); grid-column: 2 / 4; }
.list a:has(.badge:not([hidden])) .entry-preview { grid-column: 2; }
.badge { min-width: 18px; padding: 0 5px; border-radius: 9px; background: var(--unread);
  color: #fff; font-size: 12px; line-height: 18px; text-align: center; justify-self: end; }

.avatar { display: grid; place-items: center; width: 44px; height: 44px; border-radius: 10px;
  color: #fff; font-size: 15px; font-weight: 600; flex: none; }

.panels { position: relative; min-width: 0; min-height: 0; background: var(--panel); }
.panel { display: none; position: absolute; inset: 0; flex-direction: column; }
.panel:target { display: flex; background: var(--panel); z-index: 1; }
.panel-head { display: flex; align-items: center; gap: 8px; min-height: 64px; padding: 10px 24px;
  background: var(--list); border-bottom: 1px solid var(--line); }
.panel-head div { min-width: 0; }
.panel-head h2, .panel-head p { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.panel-head h2 { font-size: 16px; font-weight: 650; line-height: 1.35; }
.panel-head p { font-size: 12px; color: var(--faint); }
.back { display: none; place-items: center; width: 40px; height: 44px; margin-left: -12px;
  color: var(--text); }
.stream { flex: 1; min-height: 0; overflow-y: auto; scrollbar-gutter: stable;
  overscroll-behavior: contain; padding: 20px 24px 28px; }
.composer { min-height: 48px; padding: 13px 24px; background: var(--list);
  border-top: 1px solid var(--line); font-size: 13px; color: var(--faint); }
.nothing { position: absolute; inset: 0; display: flex; flex-direction: column; gap: 6px;
  align-items: center; justify-content: center; padding: 24px; text-align: center;
  color: var(--soft); }
.nothing svg { width: 56px; height: 56px; color: var(--quote); stroke-width: 1.2; }
.nothing h2 { font-size: 17px; color: var(--text); }
.nothing p { max-width: 36ch; font-size: 14px; }
.newer { position: fixed; right: 28px; bottom: 64px; z-index: 2; padding: 8px 16px; border: 0;
  border-radius: 20px; background: var(--accent); color: var(--list); font: inherit;
  font-size: 13px; cursor: pointer; box-shadow: 0 4px 14px rgb(0 0 0 / .2); }

@media (max-width: 759px) {
  main { display: block; }
  .list { height: 100%; border: 0; }
  .panels { position: fixed; inset: 0; visibility: hidden; }
  main:has(.panel:target) .panels, main:has(#chats:empty) .panels { visibility: visible; }
  main:has(#chats:empty) .panels { inset: 64px 0 0; }
  .back { display: grid; }
  .panel-head { padding: 6px 12px; min-height: 56px; }
  .composer { min-height: 44px; padding: 11px 16px; }
  .stream { padding: 14px 10px 24px; scrollbar-gutter: auto; }
}
`
