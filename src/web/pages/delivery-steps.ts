import { html } from 'hono/html'
import type { Alert } from '../../domain/alert.ts'
import {
  type Attempt,
  type Delivery,
  isSaidAgain,
  toldAgainAt,
  type Words,
} from '../../domain/delivery.ts'
import { unreachable } from '../../domain/result.ts'
import type { Target } from '../../domain/target.ts'
import type { DeliveryList } from '../../outbox/query.ts'
import type { StoredWebhook } from '../../outbox/store.ts'
import type { ShownRequest } from '../../tools/requests.ts'
import type { TargetView } from '../api/target-view.ts'
import { adviceOn } from '../look/advice.ts'
import { conditionMark, mark, stateMark } from '../look/symbols.ts'
import { readablePayload } from '../redact-payload.ts'
import { latest } from './delivery-rows.ts'
import type { Routed } from './delivery-story.ts'
import { drawnMessage, requestDetails } from './drawn-message.ts'
import type { Html, View } from './page.ts'
import { labelChips, notice, timeTag } from './parts.ts'
import { traceOf } from './trace.ts'

/** The steps of a delivery's way, in their order: each a line of the timeline. */
const step = (name: string, body: unknown): Html => html`<li><h2>${name}</h2>${body}</li>`

export function arrivedStep(
  { notification, acceptedAt }: Delivery,
  webhook: StoredWebhook | null,
  view: View,
): Html {
  const { say, exact } = view.speech
  const { source, sourceType } = notification
  const auth = view.desk.plan().sources.get(source)?.auth ?? null
  const agent = webhook?.headers['user-agent'] ?? say('source')
  const isOurs = sourceType === 'dingbridge'
  const sentence = notification.draft
    ? say('by_hand')
    : isOurs
      ? say('arrived_by_us')
      : say('arrived_text', agent, source, sourceType)
  return step(
    say('arrived'),
    html`<p>${sentence} <span class="under">${timeTag(acceptedAt, view, exact(acceptedAt))}</span></p>
${webhook ? html`<details id="payload"><summary>${say('payload')}</summary><p class="hint">${say('hidden')}</p>${headerChips(webhook)}<pre tabindex="0">${readablePayload(webhook.body, auth)}</pre></details>` : html`<p class="note">${say('payload_gone')}</p>`}`,
  )
}

/** Some senders say in a header what came. */
const headerChips = ({ headers }: StoredWebhook): Html =>
  html`<p class="chips">${Object.entries(headers).map(([name, value]) => html`<span class="chip">${name}: ${value}</span>`)}</p>`

const SHOWN_ALERTS = 5

export function alertsStep(
  { kind, notification }: Delivery,
  folded: DeliveryList,
  view: View,
): Html {
  const { say } = view.speech
  if (kind === 'digest')
    return step(
      say('folds'),
      html`${latest(folded.items, view)}${folded.next === null ? '' : html`<p class="note">${say('folds_more', folded.items.length)}</p>`}`,
    )
  const { alerts } = notification
  const rest = alerts.slice(SHOWN_ALERTS, 100)
  return step(
    say('what_it_says'),
    html`${notification.notice ? notice('warn', notification.notice) : ''}${alerts.slice(0, SHOWN_ALERTS).map((alert) => alertLine(alert, view))}
${rest.length > 0 ? html`<details id="more-alerts"><summary>${say('more_alerts', alerts.length - SHOWN_ALERTS)}</summary>${rest.map((alert) => alertLine(alert, view))}</details>` : ''}`,
  )
}

function alertLine({ status, labels, annotations, startsAt }: Alert, view: View): Html {
  const { say, moment } = view.speech
  const isFiring = status === 'firing'
  const name = labels['alertname'] ?? annotations['title'] ?? annotations['summary'] ?? ''
  return html`<div class="alert"><h3>${mark(isFiring ? 'bad' : 'good', isFiring ? 'warn' : 'tick', say(status))} ${name} <span class="under">${say('since', moment(startsAt))}</span></h3>${annotations['summary'] ? html`<p>${annotations['summary']}</p>` : ''}${labelChips(labels)}</div>`
}

export function routedStep({ notification }: Delivery, routed: Routed, view: View): Html {
  const { say } = view.speech
  if (routed.kind !== 'tree') {
    const words = routed.kind === 'wished' ? 'routed_wish' : 'routed_wish_refused'
    return step(say('routed'), html`<p>${say(words, notification.receiver)}</p>`)
  }
  const { alerts, of, isSame } = routed
  const route = notification.route.join('.')
  const rest = of - alerts.length
  return step(
    say('routed'),
    html`${isSame ? html`<p class="note">${say('routed_now', route)}</p>` : notice('warn', say('routed_differs', route))}
${alerts.map((each) => html`${of > 1 ? html`<h3>${each.alert.labels['alertname'] ?? each.alert.fingerprint}</h3>` : ''}${traceOf(each, view)}`)}
${rest > 0 ? html`<p class="note">${say('other_alerts_same', rest)}</p>` : ''}`,
  )
}

export interface Said {
  /** Null: the settings have it no more. */
  readonly target: Target | null
  readonly wordsOfNow: Words | null
  readonly requests: readonly ShownRequest[]
}

export function messageStep(
  { words, state, attempts }: Delivery,
  { target, wordsOfNow, requests }: Said,
  view: View,
): Html {
  const { say } = view.speech
  const shown = words ?? wordsOfNow
  if (!shown) return step(say('message'), html`<p class="note">${say('message_none')}</p>`)
  const { parts, omitted, template } = shown
  const isAhead = words === null && state !== 'sent' && state !== 'discarded'
  return step(
    say('message'),
    html`${isAhead ? html`<p class="note">${say(attempts > 0 ? 'message_again' : 'message_now')}</p>` : ''}<p class="under">${say('template_used', template)}</p>
${parts.map((part, i) => html`${parts.length > 1 ? html`<h3>${say('part', i + 1, parts.length)}</h3>` : ''}${drawnMessage(part, target, view)}`)}
${omitted > 0 ? html`<p class="note">${say('omitted', omitted)}</p>` : ''}${requestDetails(requests, view)}`,
  )
}

export function attemptsStep(attempts: readonly Attempt[], view: View): Html {
  const { say } = view.speech
  const last = attempts.slice(-SHOWN_ATTEMPTS)
  return step(
    say('tries'),
    last.length === 0
      ? html`<p class="note">${say('no_tries')}</p>`
      : html`<ol class="tries">${last.map((attempt) => attemptLine(attempt, view))}</ol>`,
  )
}

const SHOWN_ATTEMPTS = 30

const OUTCOMES = {
  sent: ['good', 'tick'],
  retry: ['warn', 'clock'],
  unknown: ['warn', 'question'],
  reject: ['bad', 'cross'],
} as const

function attemptLine(attempt: Attempt, view: View): Html {
  const { say, exact, lang } = view.speech
  const { outcome, at, tookMs, reason, code, detail, receipt, recipients } = attempt
  const [tone, shape] = OUTCOMES[outcome]
  const advice = reason && adviceOn(reason, lang)
  return html`<li><p>${mark(tone, shape, reason ?? say('sent'))} ${timeTag(at, view, exact(at))} <span class="under num">${say('took', tookMs)}</span></p>
${recipients.length > 0 ? html`<p class="under">${say('to_people', recipients.join(', '))}</p>` : ''}
${code === null ? '' : html`<p>${say('code')} <code>${code}</code></p>`}${detail === null ? '' : html`<p>${detail}</p>`}${receipt === null ? '' : html`<p class="under"><code>${receipt}</code></p>`}
${advice ? html`<dl class="advice"><div><dt>${say('advice')}</dt><dd>${advice.happened}</dd></div><div><dt>${say('bridge_does')}</dt><dd>${advice.bridge}</dd></div><div><dt>${say('you_do')}</dt><dd>${advice.remedy}</dd></div></dl>` : ''}</li>`
}

/** `inTheWay`: the target of one that waits, where that is what it waits for. */
export function endStep(
  delivery: Delivery,
  attempts: readonly Attempt[],
  inTheWay: TargetView | null,
  view: View,
): Html {
  const { say } = view.speech
  const { state, toldBy, progress } = delivery
  return step(
    say('end'),
    html`<p>${stateMark(state, view.speech, toldBy !== null)} ${endWords(delivery, view)}</p>
${toldBefore(delivery, attempts, view)}${inTheWay ? targetLine(inTheWay, view) : ''}
${toldBy === null ? '' : html`<p><a href="/deliveries/${toldBy}">${say('folded_into')}</a></p>`}
${progress.refused.length > 0 ? html`<p>${say('refused_people')}:</p><ul>${progress.refused.map(({ user, because }) => html`<li><code>${user}</code> ${because}</li>`)}</ul>` : ''}`,
  )
}

/** What people heard once is history that stays, however it ends when it is said again. */
function toldBefore(delivery: Delivery, attempts: readonly Attempt[], view: View) {
  const { say, moment } = view.speech
  const { toldAt } = delivery
  const again = toldAgainAt(delivery, attempts)
  if (toldAt === null) return ''
  if (isSaidAgain(delivery)) return html`<p>${say('told_before', moment(toldAt))}</p>`
  return again === null ? '' : html`<p>${say('told_again', moment(again))}</p>`
}

function targetLine(place: TargetView, { speech }: View): Html {
  const { id, target, condition, configured, closed_because, last_failure, next_try_at } = place
  const next = next_try_at && speech.say('next_try', speech.ago(Date.parse(next_try_at)))
  const lines = [closed_because ?? last_failure?.detail, next].filter(Boolean)
  return html`<p><a href="/targets#t-${id}">${target ?? id.slice(0, 12)}</a> ${conditionMark(configured ? condition : 'gone', speech)} <span class="under">${lines.join(' · ')}</span></p>`
}

function endWords(delivery: Delivery, { speech }: View): string {
  const { state, targetName, expiresAt, mutedUntil, acceptedAt, toldAt, toldBy } = delivery
  const { say, moment, duration } = speech
  switch (state) {
    case 'waiting':
      return say('end_waiting', targetName, moment(expiresAt))
    case 'sending':
      return say('end_sending')
    case 'sent': {
      const took = duration((toldAt ?? acceptedAt) - (mutedUntil ?? acceptedAt))
      return say(toldBy === null ? 'end_sent' : 'end_folded', took)
    }
    case 'dead':
      return say(toldAt === null ? 'end_dead' : 'end_dead_again')
    case 'held':
      return say('end_held')
    case 'muted':
      return say('end_muted', moment(mutedUntil ?? acceptedAt))
    case 'discarded':
      return say('end_discarded')
    default:
      return unreachable(state)
  }
}
