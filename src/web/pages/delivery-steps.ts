import { html } from 'hono/html'
import type { Alert } from '../../domain/alert.ts'
import { SECOND } from '../../domain/clock.ts'
import { type Attempt, type Delivery, isSaidAgain, toldAgainAt } from '../../domain/delivery.ts'
import { unreachable } from '../../domain/result.ts'
import { isDropped } from '../../match/dropped.ts'
import type { DeliveryList } from '../../outbox/query.ts'
import type { StoredWebhook } from '../../outbox/store.ts'
import { summaryOf } from '../../outbox/summary.ts'
import { isBegun } from '../../send/cargo.ts'
import { deliveryView } from '../api/delivery-view.ts'
import type { TargetView } from '../api/target-view.ts'
import { conditionMark, mark, stateMark } from '../look/symbols.ts'
import { readablePayload } from '../redact-payload.ts'
import type { Said } from '../said.ts'
import { latest } from './delivery-rows.ts'
import type { Html, View } from './page.ts'
import { labelChips, notice, step, timeTag } from './parts.ts'
import { becauseIn } from './refused-person.ts'
import { cardId } from './target-standing.ts'

/*
 * The steps of a delivery's way, in their order; what was said and tried has files of its own,
 * `message-step.ts` and `attempts-step.ts`.
 */

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
const MOST_ALERTS = 100

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
  const rest = alerts.slice(SHOWN_ALERTS, MOST_ALERTS)
  return step(
    say('what_it_says'),
    html`${notification.notice ? notice('warn', notification.notice) : ''}${alerts.slice(0, SHOWN_ALERTS).map((alert) => alertLine(alert, view))}
${rest.length > 0 ? html`<details id="more-alerts"><summary>${view.speech.count('more_alerts', alerts.length - SHOWN_ALERTS)}</summary>${rest.map((alert) => alertLine(alert, view))}${alerts.length > MOST_ALERTS ? html`<p class="note">${view.speech.count('alerts_unshown', alerts.length - MOST_ALERTS)}</p>` : ''}</details>` : ''}`,
  )
}

function alertLine(alert: Alert, view: View): Html {
  const { say, moment } = view.speech
  const { status, labels, annotations, startsAt, endsAt } = alert
  const isFiring = status === 'firing'
  const span =
    isFiring || endsAt === null
      ? say('since', moment(startsAt))
      : say('from_to', moment(startsAt), moment(endsAt))
  const name = labels['alertname'] ?? annotations['title'] ?? annotations['summary'] ?? ''
  return html`<div class="alert"><h3>${mark(isFiring ? 'bad' : 'good', isFiring ? 'warn' : 'tick', say(status))} ${name} <span class="under">${span}</span></h3>${annotations['summary'] ? html`<p>${annotations['summary']}</p>` : ''}${labelChips(labels)}</div>`
}

export interface Standing {
  readonly attempts: readonly Attempt[]
  readonly said: Said
  /** The target of one that waits. */
  readonly place: TargetView | null
  /** What told it in its place. */
  readonly teller: Delivery | null
}

export function endStep(delivery: Delivery, standing: Standing, view: View): Html {
  const { say } = view.speech
  const { attempts, place, teller } = standing
  const { state, toldBy, progress } = delivery
  const inTheWay = place && (place.condition !== 'open' || !place.configured) ? place : null
  return step(
    say('end'),
    html`<p>${stateMark(state, view.speech, toldBy !== null)} ${endWords(delivery, standing, view)}</p>
${toldBefore(delivery, attempts, teller, view)}${inTheWay ? targetLine(inTheWay, delivery.targetName, view) : ''}
${toldBy === null ? '' : html`<p><a href="/deliveries/${toldBy}">${say(teller?.kind === 'notification' ? 'told_with_end' : 'folded_into')}</a>${teller ? html` <span class="under">${deliveryView(summaryOf(teller)).title}</span>` : ''}</p>`}
${progress.refused.length > 0 ? html`<p>${say('refused_people')}:</p><ul>${progress.refused.map(({ user, because }) => html`<li><code class="id">${user}</code> ${becauseIn(because, view.speech)}</li>`)}</ul>` : ''}`,
  )
}

/** What people heard once is history that stays, however it ends when it is said again. */
function toldBefore(
  delivery: Delivery,
  attempts: readonly Attempt[],
  teller: Delivery | null,
  view: View,
) {
  const { say, moment } = view.speech
  const { toldAt } = delivery
  const again = toldAgainAt(delivery, attempts, teller)
  if (toldAt === null) return ''
  if (isSaidAgain(delivery)) return html`<p>${say('told_before', moment(toldAt))}</p>`
  return again === null ? '' : html`<p>${say('told_again', moment(again))}</p>`
}

function targetLine(place: TargetView, name: string, { speech }: View): Html {
  const { condition, configured, closed_because, last_failure, next_try_at } = place
  const next =
    configured && next_try_at && speech.say('next_try', speech.ago(Date.parse(next_try_at)))
  const lines = [speech.why(closed_because ?? last_failure?.detail), next].filter(Boolean)
  return html`<p><a href="/targets#${cardId(place)}">${name}</a> ${conditionMark(configured ? condition : 'gone', speech)} <span class="under">${lines.join(' · ')}</span></p>`
}

/** How it stands, in a sentence. */
export function endWords(
  delivery: Delivery,
  { said, teller }: Pick<Standing, 'said' | 'teller'>,
  { speech }: View,
): string {
  const { state, targetName, expiresAt, mutedUntil, acceptedAt, toldAt, toldBy } = delivery
  const { say, moment, duration } = speech
  switch (state) {
    case 'waiting':
      return say('end_waiting', targetName, moment(expiresAt))
    case 'sending':
      return say('end_sending')
    case 'sent': {
      const took = (toldAt ?? acceptedAt) - (mutedUntil ?? acceptedAt)
      const isAlone = toldBy === null || teller?.kind === 'notification'
      if (isAlone && took < SECOND) return say('end_sent_at_once')
      return say(isAlone ? 'end_sent' : 'end_folded', duration(took))
    }
    case 'dead':
      if (isBegun(delivery.progress)) return say('end_dead_partly')
      if (said.last?.fate === 'unknown') return say('end_dead_unknown')
      return say(toldAt === null ? 'end_dead' : 'end_dead_again')
    case 'held':
      return say('end_held')
    case 'muted':
      return say('end_muted', moment(mutedUntil ?? acceptedAt))
    case 'discarded':
      return say(isDropped(delivery) ? 'end_dropped' : 'end_discarded')
    default:
      return unreachable(state)
  }
}
