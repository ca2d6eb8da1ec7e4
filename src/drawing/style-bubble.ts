/** A bubble and what is in it: words, cards, buttons. It needs `tokens`. */
export const bubbleStyle = `
.bubble { max-width: min(100%, 560px); border-radius: 4px 14px 14px 14px; background: var(--bubble);
  box-shadow: var(--shadow); padding: 10px 14px; overflow-wrap: anywhere; overflow: hidden; }
.bubble.text { white-space: normal; }
.bubble a:hover { text-decoration: underline; }
/* Among words a link is told from them by more than its colour. */
.bubble :is(p, li, h1, h2, h3, h4, h5, h6) a:not(.image) { text-decoration: underline; text-underline-offset: 3px;
  text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); }
.markdown > :first-child, .card-words > :first-child { margin-top: 0; }
.bubble :is(h1, h2, h3, h4, h5, h6) { margin: 12px 0 6px; font-weight: 650; line-height: 1.35; }
.bubble h1 { font-size: 22px; } .bubble h2 { font-size: 20px; } .bubble h3 { font-size: 18px; }
.bubble h4 { font-size: 17px; } .bubble h5 { font-size: 15px; } .bubble h6 { font-size: 14px; }
.bubble p { margin: 8px 0 0; }
.bubble :is(ul, ol) { margin: 8px 0 0; padding-left: 22px; }
.bubble li { margin-top: 3px; }
.bubble .l1 { margin-left: 18px; } .bubble .l2 { margin-left: 36px; } .bubble .l3 { margin-left: 54px; }
.bubble blockquote { margin: 10px 0 0; padding-left: 10px; border-left: 3px solid var(--quote);
  color: var(--soft); font-size: 13.5px; }
.bubble blockquote > :first-child { margin-top: 0; }
.call { color: var(--accent); }

.image { display: inline-flex; align-items: center; justify-content: center; width: 260px;
  max-width: 100%; height: 146px; margin: 6px 0; padding: 12px; border-radius: 8px;
  background: var(--image); color: var(--soft); font-size: 12px; text-align: center; }
.image.large { flex-direction: column; gap: 6px; margin: 0; }
.image-name { max-height: 3em; overflow: hidden; line-height: 1.5; }
.bubble.picture { padding: 6px; }
.bubble.file { display: flex; align-items: center; gap: 10px; }

.bubble.link { padding: 0; width: 340px; }
.bubble.link a { display: block; padding: 12px 14px; color: inherit; }
.bubble.link a:hover { text-decoration: none; background: var(--hover); }
.link-title { display: block; font-weight: 600; line-height: 1.4; }
.link-row { display: flex; gap: 12px; margin-top: 6px; }
.link-text { flex: 1; min-width: 0; font-size: 13px; line-height: 1.5; color: var(--soft);
  max-height: 4.5em; overflow: hidden; }
.thumb { flex: none; display: grid; place-items: center; width: 52px; height: 52px;
  border-radius: 6px; background: var(--image); color: var(--faint); }
.bubble.feed { padding: 0; width: 360px; }
.feed-line { display: flex; align-items: center; gap: 12px; justify-content: space-between;
  padding: 12px 14px; color: inherit; }
.feed-line + .feed-line { border-top: 1px solid var(--line); }

.bubble.card { padding: 0; width: 420px; }
.card-words { padding: 14px 16px; }
.buttons { border-top: 1px solid var(--line); }
.button { display: block; padding: 11px 14px; text-align: center; color: var(--accent);
  line-height: 1.4; }
.button + .button { border-top: 1px solid var(--line); }
.button:hover { background: var(--hover); }
.bubble .button:hover { text-decoration: none; }
.button.dead { color: var(--faint); }
.buttons.across { display: grid; grid-template-columns: 1fr 1fr; }
.buttons.across .button + .button { border-top: 0; border-left: 1px solid var(--line); }

.bubble .work-head { display: flex; align-items: center; gap: 8px; margin: 0; padding: 10px 16px;
  border-bottom: 1px solid var(--line); font-size: 13px; font-weight: 600; }
.mini { display: grid; place-items: center; width: 22px; height: 22px; border-radius: 6px;
  color: #fff; flex: none; }
.mini svg { width: 15px; height: 15px; }
.work-template { margin-left: auto; min-width: 0; overflow: hidden; white-space: nowrap;
  text-overflow: ellipsis; color: var(--faint); font-size: 12px; font-weight: 400; }
.work dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 14px; }
.work dt { color: var(--faint); }
.work-to { color: var(--faint); font-size: 12px; }
`
