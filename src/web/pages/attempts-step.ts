import { html } from 'hono/html'
import { type Attempt, type Delivery, isOver } from '../../domain/delivery.ts'
import type { Target } from '../../domain/target.ts'
import { adviceOn } from '../look/advice.ts'
import { mark } from '../look/symbols.ts'
import type { Said, Saying } from '../said.ts'
import { drawnWords } from './drawn-message.ts'
import { shownAbove } from './message-step.ts'
import type { Html, View } from './page.ts'
import { step, timeTag } from './parts.ts'

export interface Tried {
  readonly attempts: readonly Attempt[]
  readonly said: Said
  readonly target: Target | null
}

/** Every call that was made, what DingTalk answered, and in which words, where they changed. */
export function attemptsStep(delivery: Delivery, tried: Tried, view: View): Html {
  const { say } = view.speech
  const { attempts } = tried
  const last = attempts.slice(-SHOWN_ATTEMPTS)
  if (last.length === 0) return step(say('tries'), noAttempt(delivery, view))
  const above = shownAbove(delivery, tried.said)
  const isPlain = last.every(({ wording }) => wording === above?.wording)
  const lines = last.map((attempt, i) => {
    const isSame = isPlain || (i > 0 && last[i - 1]?.wording === attempt.wording)
    return attemptLine(attempt, isSame ? '' : inWhichWords(attempt, above, tried, view), view)
  })
  return step(say('tries'), html`<ol class="tries">${lines}</ol>`)
}

const SHOWN_ATTEMPTS = 30

function noAttempt({ state, triedWith, toldBy }: Delivery, { speech }: View): Html {
  const isOwn = isOver(state) || triedWith !== null || toldBy !== null
  const where =
    triedWith === null
      ? ''
      : html` ${speech.say('tries_with')} <a href="/deliveries/${triedWith.delivery}"><code>${triedWith.delivery}</code></a>`
  return html`<p class="note">${speech.say(isOwn ? 'no_tries_own' : 'no_tries')}${where}</p>`
}

/** Those that stand above are not drawn a second time, and of a long history not all are kept. */
function inWhichWords(
  { at, wording }: Attempt,
  above: Saying | null,
  { said, target }: Tried,
  view: View,
): Html | '' {
  const { say } = view.speech
  if (wording === undefined) return ''
  if (wording === above?.wording) return html`<p class="under">${say('words_above')}</p>`
  const saying = [...said.earlier, ...(said.last ? [said.last] : [])].find(
    (each) => each.wording === wording,
  )
  if (!saying) return html`<p class="under">${say('words_gone')}</p>`
  return html`<details id="words-${at}-${wording}"><summary>${say('words_then')}</summary>${drawnWords(saying.words, target, view)}</details>`
}

const OUTCOMES = {
  sent: ['good', 'tick'],
  retry: ['warn', 'clock'],
  unknown: ['warn', 'question'],
  reject: ['bad', 'cross'],
} as const

function attemptLine(attempt: Attempt, words: Html | '', view: View): Html {
  const { say, exact, lang } = view.speech
  const { outcome, at, tookMs, reason, code, detail, receipt, recipients } = attempt
  const [tone, shape] = OUTCOMES[outcome]
  const advice = reason && adviceOn(reason, detail, lang)
  return html`<li><p>${mark(tone, shape, reason ?? say('sent'))} ${timeTag(at, view, exact(at))} <span class="under num">${say('took', tookMs)}</span></p>
${recipients.length > 0 ? html`<p class="under">${say('to_people', recipients.join(', '))}</p>` : ''}
${code === null ? '' : html`<p>${say('code')} <code>${code}</code></p>`}${detail === null ? '' : html`<p>${view.speech.why(detail)}</p>`}${receipt === null ? '' : html`<p class="under">${say('receipt')} <code class="id">${receipt}</code></p>`}
${words}
${advice ? html`<dl class="advice"><div><dt>${say('advice')}</dt><dd>${advice.happened}</dd></div><div><dt>${say('bridge_does')}</dt><dd>${advice.bridge}</dd></div><div><dt>${say('you_do')}</dt><dd>${advice.remedy}</dd></div></dl>` : ''}</li>`
}
