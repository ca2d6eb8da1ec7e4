import { html, raw } from 'hono/html'
import type { Instant } from '../../domain/clock.ts'
import type { Labels } from '../../domain/labels.ts'
import { meaningOf } from '../look/meanings.ts'
import { symbol, type Tone } from '../look/symbols.ts'
import type { WordKey } from '../look/words-en.ts'
import { tokenField } from './frame.ts'
import type { Html, View } from './page.ts'

/** A moment as people read it, with the exact one behind it. */
export const timeTag = (at: Instant, { speech }: View, text = speech.ago(at)): Html =>
  html`<time datetime="${new Date(at).toISOString()}" title="${speech.exact(at)}">${text}</time>`

/** A sentence of ours: what stands between backticks is what somebody would write. */
export const ticked = (text: string): Html[] =>
  text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))

/** Under an exact sentence of the bridge: what it asks for, where there is more to say. */
export function meaning(code: string, { speech }: View): Html | '' {
  const text = meaningOf(code, speech.lang)
  return text === null ? '' : html`<p class="note">${ticked(text)}</p>`
}

/** A line of a timeline. */
export const step = (name: string, body: unknown): Html => html`<li><h2>${name}</h2>${body}</li>`

/** Pairs as chips; the rest of a long list is counted. */
export function labelChips(labels: Labels, most = 40): Html {
  const pairs = Object.entries(labels)
  const rest = pairs.length - most
  return html`<span class="chips">${pairs.slice(0, most).map(([name, value]) => html`<span class="chip" title="${name}=${value}">${name}=${value}</span>`)}${rest > 0 ? html`<span class="chip">+${rest}</span>` : ''}</span>`
}

export const notice = (tone: 'good' | 'bad' | 'warn', text: unknown): Html =>
  html`<div class="notice ${tone}" role="status">${symbol(tone === 'good' ? 'tick' : tone === 'bad' ? 'cross' : 'warn')}<div>${text}</div></div>`

/** A button that asks first, without a script. */
export function askFirst(
  view: View,
  form: {
    readonly action: string
    readonly name: WordKey
    readonly question: WordKey
    /** For the places in the question. */
    readonly values?: readonly string[]
    readonly answer: WordKey
    readonly isGrave?: boolean
    /** For those who hear buttons one by one: what it is about. */
    readonly about?: string
  },
): Html {
  const { say } = view.speech
  const grave = form.isGrave ? ' grave' : ''
  const about = form.about === undefined ? '' : html`<span class="sr"> ${form.about}</span>`
  return html`<details class="asks"><summary class="act${grave}">${say(form.name)}${about}</summary>
<form class="ask" method="post" action="${form.action}">${tokenField(view)}<p>${say(form.question, ...(form.values ?? []))}</p><button class="act ${form.isGrave ? 'grave' : 'main'}">${say(form.answer)}</button></form></details>`
}

/** How much of something is used, as a bar without a script or a style of its own; `full` is its tone at the end. */
export function gauge(used: number, of: number, label: string, full: Tone = 'bad'): Html {
  const part = of > 0 ? Math.min(1, used / of) : 0
  const tone: Tone | '' = part >= 1 ? full : part >= 0.8 ? 'warn' : ''
  return html`<svg class="gauge ${tone}" role="img" aria-label="${label}" viewBox="0 0 100 6" preserveAspectRatio="none">${raw(`<rect class="fill" width="${(part * 100).toFixed(1)}" height="6"/>`)}</svg>`
}

export const option = (value: string, text: string, chosen: string): Html =>
  html`<option value="${value}"${value === chosen ? raw(' selected') : ''}>${text}</option>`
