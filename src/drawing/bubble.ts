import type { Button } from '../domain/message.ts'
import { type BubbleWords, bubbleWords } from './bubble-words.ts'
import { icons } from './icons.ts'
import { anchor, escapeHtml, renderPlain } from './links.ts'
import { renderMarkdown } from './markdown.ts'

/** A message as its readers get it, whether it is a sandbox's or one of our own. */
export interface Drawn {
  /** Of enterprise robots, or the `msgtype` of a custom one. */
  readonly msgKey: string
  readonly title: string
  readonly text: string
  readonly buttons: readonly Button[]
  /** Two buttons beside each other. */
  readonly across: boolean
  readonly messageUrl: string | null
  readonly picUrl: string | null
  /** Mobiles and user ids that the words may call by name, or `all`. */
  readonly mentions: readonly string[]
  /** Work notifications, which have fields in place of words. */
  readonly work: DrawnWork | null
}

export interface DrawnWork {
  readonly template: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly people: readonly string[]
  /** 0 to 7. */
  readonly colour: number
}

/**
 * The bubble as DingTalk draws it, its own words in the language of the page. Safe HTML;
 * `bubbleStyle` is what makes it look so.
 */
export function renderBubble(drawn: Drawn, lang: string): string {
  const words = bubbleWords(lang)
  if (drawn.work) return renderWork(drawn, drawn.work, words)
  switch (drawn.msgKey) {
    case 'sampleText':
    case 'text':
      return bubble('text', withMentions(renderPlain(drawn.text), drawn, words))
    case 'sampleMarkdown':
    case 'markdown':
      return bubble('markdown', withMentions(renderMarkdown(drawn.text), drawn, words))
    case 'sampleLink':
    case 'link':
      return renderLink(drawn)
    case 'sampleImageMsg':
      return bubble('picture', pictureOf(drawn.picUrl ?? ''))
    case 'sampleAudio':
    case 'sampleFile':
    case 'sampleVideo':
      return bubble('file', `${icons.file}<span>${escapeHtml(drawn.text || words.file)}</span>`)
    case 'feedCard':
      return bubble('feed', drawn.buttons.map(feedLine).join(''))
    default:
      return renderCard(drawn, withMentions(renderMarkdown(drawn.text), drawn, words))
  }
}

const bubble = (kind: string, inner: string): string => `<div class="bubble ${kind}">${inner}</div>`

/**
 * A custom robot calls those whom its words name. Plain texts call the others too, with their
 * names put behind the words; in Markdown they are not called, so nothing shows.
 */
function withMentions(html: string, { mentions, msgKey }: Drawn, words: BubbleWords): string {
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
    .map((part, at) =>
      at % 2 === 1 ? part : part.replaceAll(`@${escapeHtml(who)}`, () => callOf(who)),
    )
    .join('')
}

function renderLink({ title, text, messageUrl, picUrl }: Drawn): string {
  const inner = `<span class="link-title">${escapeHtml(title)}</span><span class="link-row"><span class="link-text">${escapeHtml(text)}</span><span class="thumb${picUrl ? ' has-picture' : ''}">${picUrl ? icons.image : icons.link}</span></span>`
  return bubble('link', anchor(messageUrl ?? '', inner))
}

function pictureOf(url: string): string {
  const inner = `${icons.image}<span class="image-name">${escapeHtml(url)}</span>`
  return anchor(url, inner, 'image large')
}

const feedLine = (line: { readonly title: string; readonly url: string }): string =>
  anchor(
    line.url,
    `<span>${escapeHtml(line.title)}</span><span class="thumb">${icons.image}</span>`,
    'feed-line',
  )

const renderCard = ({ buttons, across }: Drawn, words: string): string =>
  bubble('card', `<div class="card-words">${words}</div>${renderButtons(buttons, across)}`)

function renderButtons(buttons: Drawn['buttons'], across: boolean): string {
  if (buttons.length === 0) return ''
  const links = buttons.map(({ title, url }) => {
    const label = `<span>${escapeHtml(title)}</span>`
    return anchor(url, label, 'button') === label
      ? `<span class="button dead">${label}</span>`
      : anchor(url, label, 'button')
  })
  return `<div class="buttons${across && buttons.length === 2 ? ' across' : ''}">${links.join('')}</div>`
}

function renderWork({ buttons }: Drawn, work: DrawnWork, words: BubbleWords): string {
  const fields = work.fields.map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${renderPlain(value)}</dd>`,
  )
  const people = work.people.map(escapeHtml)
  const to = people.length > 0 ? `<p class="work-to">${words.to} ${people.join(', ')}</p>` : ''
  return bubble(
    'card work',
    `<p class="work-head"><span class="mini k${work.colour}" aria-hidden="true">${icons.bell}</span>${words.workNotification}<span class="work-template">${words.template} ${escapeHtml(work.template)}</span></p>
<div class="card-words"><dl>${fields.join('')}</dl>${to}</div>${renderButtons(buttons, false)}`,
  )
}
