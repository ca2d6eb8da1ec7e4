/** A message in its chat: who says it, when, and the request behind it. */
export const messageStyle = `
.message { display: flex; gap: 10px; max-width: 720px; margin-bottom: 20px; }
.message .avatar { width: 38px; height: 38px; border-radius: 9px; }
.message .avatar svg { width: 25px; height: 25px; }
.said { flex: 1; min-width: 0; display: flex; flex-direction: column; align-items: flex-start; }
.by { display: flex; align-items: center; gap: 6px; max-width: 100%; margin-bottom: 4px;
  font-size: 12px; line-height: 1.5; color: var(--soft); }
.who { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.tag { flex: none; padding: 0 5px; border-radius: 4px; background: var(--tag);
  color: var(--accent); font-size: 11px; }
.by time { flex: none; color: var(--faint); font-variant-numeric: tabular-nums; }
@media (prefers-reduced-motion: no-preference) {
  .fresh { animation: fresh .25s ease-out; }
  @keyframes fresh { from { opacity: 0; } }
}

.request { max-width: min(100%, 560px); margin-top: 4px; font-size: 12px; color: var(--faint); }
.request summary { cursor: pointer; width: fit-content; padding: 2px 4px; list-style: none;
  font-variant-numeric: tabular-nums; }
.request summary::-webkit-details-marker { display: none; }
.request summary::before { content: "› "; }
.request[open] summary::before { content: "⌄ "; }
.request pre { margin-top: 4px; padding: 10px 12px; max-height: 320px; overflow: auto;
  border: 1px solid var(--line); border-radius: 8px; background: var(--list); color: var(--soft);
  font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
`
