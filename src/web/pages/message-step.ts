import { html } from 'hono/html'
import { type Delivery, isOver, type Words } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import { isBegun } from '../../send/cargo.ts'
import type { ShownRequest } from '../../tools/requests.ts'
import type { WordKey } from '../look/words-en.ts'
import type { Said, Saying } from '../said.ts'
import { drawnWords, requestDetails } from './drawn-message.ts'
import type { Html, View } from './page.ts'
import { notice, step } from './parts.ts'

export interface Spoken {
  readonly said: Said
  /** Null: the settings have it no more. */
  readonly target: Target | null
  readonly wordsOfNow: Words | null
  readonly requests: readonly ShownRequest[]
}

/** The words that stand in the step of the message; null where another delivery told it. */
export const shownAbove = (delivery: Delivery, { last }: Said): Saying | null =>
  delivery.state === 'sent' && delivery.words === null ? null : last

/** In which words it was said last, or would be; and whether anybody has read them. */
export function messageStep(delivery: Delivery, spoken: Spoken, view: View): Html {
  const { say } = view.speech
  const { said, target, wordsOfNow, requests } = spoken
  const shown = shownAbove(delivery, said)
  if (shown === null) {
    // Its last try was with others, and those words are kept no more.
    const lost = delivery.state !== 'sent' && delivery.triedWith
    const elsewhere = lost ? withOthers(lost.delivery, view) : ''
    return step(say('message'), html`${elsewhere}${preview(delivery, spoken, view)}`)
  }
  const { words, standsWith } = shown
  const isSecond = words.form === 'plain'
  const lines = [fateOf(delivery, shown), isSecond ? ('message_plain' as const) : null]
  const toSay = lines.filter((line) => line !== null)
  // The mistake is in the form that a template makes, and only that can be mended.
  const now = isSecond ? 'message_full' : 'message_next'
  const hasNext = wordsOfNow !== null && (isSecond || delivery.words === null)
  return step(
    say('message'),
    html`${standsWith === null ? '' : standsWith === delivery.id ? html`<p>${say('message_of_digest')}</p>` : withOthers(standsWith, view)}${
      toSay.length === 0
        ? ''
        : notice(
            'warn',
            toSay.map((line) => html`${say(line)} `),
          )
    }${drawnWords(words, target, view)}${requestDetails(requests, view)}
${hasNext ? html`<details id="words-now"><summary>${say(now)}</summary>${drawnWords(wordsOfNow, target, view)}</details>` : ''}`,
  )
}

const withOthers = (delivery: string, { speech }: View): Html =>
  html`<p>${speech.say('message_with')} <a href="/deliveries/${delivery}"><code>${delivery}</code></a></p>`

/** What is to be said of words that nobody may have read; null where people have, or will. */
function fateOf({ state, progress, attempts, words }: Delivery, shown: Saying): WordKey | null {
  const { fate } = shown
  if (words === null && fate === 'told') return 'message_before'
  if (fate === 'told') return null
  if (words !== null && isBegun(progress)) return 'message_partly'
  if (fate === 'unknown') return 'message_unknown'
  if (fate === 'open') return state === 'waiting' && attempts > 0 ? 'message_repeat' : null
  return isOver(state) ? 'message_not_told' : 'message_tried'
}

/** It has no words of its own: what they would be now, which is not always what they will be. */
function preview({ state, toldBy, attempts }: Delivery, spoken: Spoken, view: View): Html {
  const { say } = view.speech
  const { wordsOfNow, target } = spoken
  if (wordsOfNow === null) return html`<p class="note">${say('message_none')}</p>`
  const lead = leadOf()
  return html`<p class="note">${say(lead)}</p>${drawnWords(wordsOfNow, target, view)}`

  function leadOf(): WordKey {
    if (state === 'sent' && toldBy !== null) return 'message_folded'
    if (attempts > 0) return 'message_again'
    return isOver(state) ? 'message_own' : 'message_now'
  }
}
