import { html } from 'hono/html'
import { type Delivery, isOver, type Words } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import { isBegun } from '../../send/cargo.ts'
import type { ShownRequest } from '../../tools/requests.ts'
import type { WordKey } from '../look/words-en.ts'
import { drawnMessage, requestDetails } from './drawn-message.ts'
import type { Html, View } from './page.ts'
import { notice, step } from './parts.ts'

export interface Said {
  /** Null: the settings have it no more. */
  readonly target: Target | null
  readonly wordsOfNow: Words | null
  readonly requests: readonly ShownRequest[]
}

/** In which words it was said, or would be; and whether anybody has read them. */
export function messageStep(delivery: Delivery, said: Said, view: View): Html {
  const { say } = view.speech
  const { words } = delivery
  const stands = words?.standWith
  if (words === null || words.parts.length === 0) {
    const elsewhere =
      stands === undefined
        ? ''
        : html`<p>${say('message_with')} <a href="/deliveries/${stands}"><code>${stands}</code></a></p>`
    return step(say('message'), html`${elsewhere}${preview(delivery, said, view)}`)
  }
  const isSecond = words.form === 'plain'
  const second: WordKey | null = isSecond ? 'message_plain' : null
  const lines = [fateOf(delivery), second].filter((line) => line !== null)
  // The mistake is in the form that a template makes, and only that can be mended.
  const full = isSecond ? said.wordsOfNow : null
  return step(
    say('message'),
    html`${stands === undefined ? '' : html`<p>${say('message_of_digest')}</p>`}${
      lines.length === 0
        ? ''
        : notice(
            'warn',
            lines.map((line) => html`${say(line)} `),
          )
    }${drawn(words, said.target, view)}${requestDetails(said.requests, view)}
${full === null ? '' : html`<details id="full-form"><summary>${say('message_full')}</summary>${drawn(full, said.target, view)}</details>`}`,
  )
}

/** What is to be said of words that nobody may have read; null where people have, or will. */
function fateOf({ state, progress }: Delivery): WordKey | null {
  if (state === 'held') return 'message_unknown'
  if (state !== 'dead') return null
  return isBegun(progress) ? 'message_partly' : 'message_not_told'
}

/** It has no words of its own: what they would be now, which is not always what they will be. */
function preview({ state, toldBy, attempts }: Delivery, said: Said, view: View): Html {
  const { say } = view.speech
  const { wordsOfNow, target } = said
  if (wordsOfNow === null) return html`<p class="note">${say('message_none')}</p>`
  const lead = leadOf()
  return html`<p class="note">${say(lead)}</p>${drawn(wordsOfNow, target, view)}`

  function leadOf(): WordKey {
    if (state === 'sent' && toldBy !== null) return 'message_folded'
    if (attempts > 0) return 'message_again'
    return isOver(state) ? 'message_own' : 'message_now'
  }
}

function drawn({ template, parts, omitted }: Words, target: Target | null, view: View): Html {
  const { say } = view.speech
  return html`<p class="under">${say('template_used', template)}</p>
${parts.map((part, i) => html`${parts.length > 1 ? html`<h3>${say('part', i + 1, parts.length)}</h3>` : ''}${drawnMessage(part, target, view)}`)}
${omitted > 0 ? html`<p class="note">${say('omitted', omitted)}</p>` : ''}`
}
