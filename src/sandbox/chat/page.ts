import { html, raw } from 'hono/html'
import { bubbleWords } from '../../drawing/bubble-words.ts'
import { favicon, icons } from '../../drawing/icons.ts'
import { escapeHtml } from '../../drawing/links.ts'
import type { Arrived } from '../arrivals.ts'
import { type Conversation, colourOf, conversationsOf, type Names } from './conversations.ts'
import { renderMessage, robotName, timeOf } from './message.ts'
import type { Words } from './words.ts'

/** The last so many of each chat are drawn; the list behind `/sandbox/messages` has more. */
const SHOWN = 100

interface Thread {
  readonly conversation: Conversation
  readonly messages: readonly Arrived[]
}

/** The whole chat client as it stands now. What comes later is put in by the page's script. */
export function renderPage(arrived: readonly Arrived[], names: Names, words: Words) {
  const threads = threadsOf(arrived, names, words)
  const since = arrived.at(-1)?.id ?? 'm0'
  return html`<!doctype html>
<html lang="${words.lang}" data-since="${since}" data-lost="${words.lost}" data-live="${words.live}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${words.title}</title>
<link rel="icon" href="/sandbox/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/sandbox/chat.css">
<script src="/sandbox/chat.js" defer></script>
</head>
<body>
<main>
<div class="list">
<header class="list-head">
<span class="mark" aria-hidden="true">${raw(favicon)}</span>
<div><h1>${words.title}</h1><p>${words.note}</p></div>
<span class="status" id="status" role="status" title="${words.live}"><span class="sr">${words.live}</span></span>
</header>
<nav aria-label="${words.chats}">
<ul id="chats">${raw(threads.map((thread) => renderEntry(thread, names, words)).join(''))}</ul>
</nav>
</div>
<div class="panels" id="panels">
<div class="nothing">${raw(icons.bell)}<h2>${words.emptyTitle}</h2><p>${words.emptyText}</p></div>
${raw(threads.map((thread) => renderPanel(thread, names, words)).join(''))}
</div>
<button class="newer" id="newer" type="button" hidden>↓ ${words.newer}</button>
</main>
</body>
</html>`
}

/** What the script needs to show one more message. All HTML in it is safe. */
export interface Update {
  readonly chat: string
  readonly message: string
  readonly entry: string
  /** The chat itself, for when it is the first that is heard of it. */
  readonly panel: string
  readonly html: string
}

export function updatesFor(arrived: Arrived, names: Names, words: Words): readonly Update[] {
  return conversationsOf(arrived, names, words).map((conversation) => ({
    chat: conversation.id,
    message: arrived.id,
    entry: renderEntry({ conversation, messages: [arrived] }, names, words),
    panel: renderPanel({ conversation, messages: [] }, names, words),
    html: renderMessage(arrived, conversation, names, words),
  }))
}

/** Chats with the latest on top, messages with the latest at the end. */
function threadsOf(arrived: readonly Arrived[], names: Names, words: Words): readonly Thread[] {
  const threads = new Map<string, { conversation: Conversation; messages: Arrived[] }>()
  for (const one of arrived)
    for (const conversation of conversationsOf(one, names, words)) {
      const messages = threads.get(conversation.id)?.messages ?? []
      messages.push(one)
      threads.delete(conversation.id)
      threads.set(conversation.id, { conversation, messages })
    }
  return [...threads.values()]
    .reverse()
    .map((thread) => ({ ...thread, messages: thread.messages.slice(-SHOWN) }))
}

function renderEntry({ conversation, messages }: Thread, names: Names, words: Words): string {
  const last = messages.at(-1)
  const preview = last ? `${robotName(last, names, words)}: ${previewOf(last, words)}` : ''
  return `<li id="entry-${conversation.id}"><a href="#${conversation.id}">
${renderAvatar(conversation)}
<span class="entry-name">${escapeHtml(conversation.name)}</span>
<span class="entry-time">${last ? timeOf(last) : ''}</span>
<span class="entry-preview">${escapeHtml(preview)}</span>
<span class="badge" hidden></span>
</a></li>`
}

/** The line that a phone pushes: the title, or what stands for one. */
function previewOf({ msgKey, title, text }: Arrived, words: Words): string {
  switch (msgKey) {
    case 'sampleImageMsg':
      return words.image
    case 'sampleLink':
    case 'link':
      return `${words.link} ${title}`
    case 'sampleAudio':
    case 'sampleFile':
    case 'sampleVideo':
      return `${bubbleWords(words.lang).file} ${text}`
    default:
      return title || text
  }
}

function renderAvatar({ kind, name }: Conversation): string {
  const inner =
    kind === 'work' ? icons.bell : kind === 'robot' ? icons.group : escapeHtml(initials(name))
  const colour = kind === 'work' ? 'work' : `k${colourOf(name)}`
  return `<span class="avatar ${colour}" aria-hidden="true">${inner}</span>`
}

/** Two letters, or the last two signs of a Chinese name, as DingTalk draws them. */
function initials(name: string): string {
  const signs = [...name.replace(/^cid/, '').replace(/[^\p{L}\p{N}\s._-]/gu, '')]
  if (/\p{Script=Han}/u.test(name))
    return signs
      .filter((sign) => /\p{Script=Han}/u.test(sign))
      .slice(-2)
      .join('')
  const parts = signs
    .join('')
    .split(/[\s._-]+/)
    .filter((part) => part !== '')
  const letters = parts.length > 1 ? parts.map((part) => part.charAt(0)) : [...(parts[0] ?? '#')]
  return letters.slice(0, 2).join('').toUpperCase()
}

function renderPanel({ conversation, messages }: Thread, names: Names, words: Words): string {
  const { id, name, about } = conversation
  const drawn = messages.map((one) => renderMessage(one, conversation, names, words))
  return `<section class="panel" id="${id}" aria-labelledby="name-${id}">
<header class="panel-head"><a class="back" href="#" aria-label="${words.back}">${icons.back}</a>
<div><h2 id="name-${id}">${escapeHtml(name)}</h2><p>${escapeHtml(about)}</p></div></header>
<div class="stream" role="log" tabindex="0" aria-labelledby="name-${id}">${drawn.join('')}</div>
<p class="composer">${words.onlyRobots}</p>
</section>`
}
