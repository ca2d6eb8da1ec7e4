import { bytesOf } from '../../domain/size.ts'
import type { Arrived } from '../arrivals.ts'
import { type Conversation, colourOf, maskToken, type Names } from './conversations.ts'
import { icons } from './icons.ts'
import { anchor, escapeHtml, renderPlain } from './links.ts'
import { renderMarkdown } from './markdown.ts'
import type { Words } from './words.ts'

/** One message in its chat: who, when, the bubble, and the request behind it. Safe HTML. */
export function renderMessage(
  arrived: Arrived,
  conversation: Conversation,
  names: Names,
  words: Words,
): string {
  const robot = robotName(arrived, names, words)
  return `<article class="message" id="${arrived.id}-${conversation.id}" data-message="${arrived.id}">
<div class="avatar k${colourOf(arrived.robot)}" aria-hidden="true">${icons.robot}</div>
<div class="said">
<p class="by"><span class="who">${escapeHtml(robot)}</span> <span class="tag">${arrived.channel === 'work_notification' ? words.app : words.robot}</span> ${timeOf(arrived)}</p>
${renderBubble(arrived, names, words)}
${renderRequest(arrived)}
</div>
</article>`
}

export function robotName(arrived: Arrived, names: Names, words: Words): string {
  const known = names.get(arrived.robot)
  if (known !== undefined) return known
  if (arrived.channel === 'robot') return `${words.customRobot} ${maskToken(arrived.robot)}`
  return arrived.robot
}

/** In UTC as it is sent; the page's script writes it in the reader's own time. */
export function timeOf(arrived: Arrived): string {
  return `<time datetime="${arrived.at}">${arrived.at.slice(11, 16)}</time>`
}

function renderBubble(arrived: Arrived, names: Names, words: Words): string {
  switch (arrived.msgKey) {
    case 'sampleText':
    case 'text':
      return bubble('text', withMentions(renderPlain(arrived.text), arrived, words))
    case 'sampleMarkdown':
    case 'markdown':
      return bubble('markdown', withMentions(renderMarkdown(arrived.text), arrived, words))
    case 'sampleLink':
    case 'link':
      return renderLink(arrived)
    case 'sampleImageMsg':
      return bubble('picture', pictureOf(arrived.picUrl ?? ''))
    case 'sampleAudio':
    case 'sampleFile':
    case 'sampleVideo':
      return bubble('file', `${icons.file}<span>${escapeHtml(arrived.text || words.file)}</span>`)
    case 'feedCard':
      return bubble('feed', arrived.buttons.map(feedLine).join(''))
    default:
      if (arrived.channel === 'work_notification') return renderWork(arrived, names, words)
      return renderCard(arrived, withMentions(renderMarkdown(arrived.text), arrived, words))
  }
}

const bubble = (kind: string, inner: string): string => `<div class="bubble ${kind}">${inner}</div>`

/**
 * A custom robot calls those whom its words name. Plain texts call the others too, with their
 * names put behind the words; in Markdown they are not called, so nothing shows.
 */
function withMentions(html: string, { mentions, msgKey }: Arrived, words: Words): string {
  const isHeard = (who: string): boolean => html.includes(`@${escapeHtml(who)}`)
  const added = mentions.filter((who) => who === 'all' || (msgKey === 'text' && !isHeard(who)))
  const calls = added.map((who) => callOf(who === 'all' ? words.everybody : who))
  const marked = mentions.reduce(markCalls, html)
  return calls.length === 0 ? marked : `${marked}<p>${calls.join(' ')}</p>`
}

const callOf = (who: string): string => `<span class="call">@${escapeHtml(who)}</span>`

/** Between the tags only: an attribute may hold the same letters. */
function markCalls(html: string, who: string): string {
  const parts = html.split(/(<[^>]*>)/)
  return parts
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll(`@${escapeHtml(who)}`, callOf(who))))
    .join('')
}

function renderLink({ title, text, messageUrl, picUrl }: Arrived): string {
  const inner = `<span class="link-title">${escapeHtml(title)}</span><span class="link-row"><span class="link-text">${escapeHtml(text)}</span><span class="thumb${picUrl ? ' has-picture' : ''}">${picUrl ? icons.image : icons.link}</span></span>`
  return bubble('link', anchor(messageUrl ?? '', inner))
}

function pictureOf(url: string): string {
  const inner = `${icons.image}<span class="image-name">${escapeHtml(url)}</span>`
  return anchor(url, inner, 'image large') || inner
}

const feedLine = (line: { readonly title: string; readonly url: string }): string =>
  anchor(
    line.url,
    `<span>${escapeHtml(line.title)}</span><span class="thumb">${icons.image}</span>`,
    'feed-line',
  )

function renderCard({ msgKey, buttons, msgParam }: Arrived, words: string): string {
  const across = msgKey === 'sampleActionCard6' || msgParam['btnOrientation'] === '1'
  return bubble('card', `<div class="card-words">${words}</div>${renderButtons(buttons, across)}`)
}

function renderButtons(buttons: Arrived['buttons'], across: boolean): string {
  if (buttons.length === 0) return ''
  const links = buttons.map(({ title, url }) => {
    const label = `<span>${escapeHtml(title)}</span>`
    return anchor(url, label, 'button') === label
      ? `<span class="button dead">${label}</span>`
      : anchor(url, label, 'button')
  })
  return `<div class="buttons${across && buttons.length === 2 ? ' across' : ''}">${links.join('')}</div>`
}

function renderWork(arrived: Arrived, names: Names, words: Words): string {
  const fields = Object.entries(arrived.msgParam)
    .filter(([name]) => !arrived.buttons.some((button) => button.title === name))
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${renderPlain(String(value))}</dd>`)
  const people = arrived.target.split(',').map((id) => escapeHtml(names.get(id) ?? id))
  return bubble(
    'card work',
    `<p class="work-head"><span class="mini k${colourOf(arrived.robot)}" aria-hidden="true">${icons.bell}</span>${words.workNotification}<span class="work-template">${words.template} ${escapeHtml(arrived.msgKey)}</span></p>
<div class="card-words"><dl>${fields.join('')}</dl><p class="work-to">${words.to} ${people.join(', ')}</p></div>${renderButtons(arrived.buttons, false)}`,
  )
}

/** What was really sent, for those who wonder. The token of the request is not in it. */
function renderRequest(arrived: Arrived): string {
  const size = bytesOf(JSON.stringify(arrived.msgParam))
  const shown = JSON.stringify(arrived.msgParam, null, 2)
  return `<details class="request"><summary>${escapeHtml(arrived.msgKey)} · ${size.toLocaleString('en')} B</summary><pre>POST ${escapeHtml(arrived.request.path)}\n${escapeHtml(shown)}</pre></details>`
}
