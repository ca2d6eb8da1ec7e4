import { html } from 'hono/html'
import type { Delivery } from '../../domain/delivery.ts'
import type { NonEmpty } from '../../domain/result.ts'
import type { AlertDecisions } from '../../match/decider.ts'
import type { DeliveryList } from '../../outbox/query.ts'
import type { Routed } from './delivery-story.ts'
import type { Html, View } from './page.ts'
import { notice, step } from './parts.ts'
import { traceOf } from './trace.ts'

/** How a delivery came to its receiver: the tree with each matcher's verdict, or who asked for it. */
export function routedStep({ notification }: Delivery, routed: Routed, view: View): Html {
  const { say } = view.speech
  if (routed.kind === 'wished' || routed.kind === 'wish_refused') {
    const isWished = routed.kind === 'wished'
    const differs = isWished ? 'routed_wish_now_refused' : 'routed_wish_now_granted'
    return step(
      say('routed'),
      html`<p>${say(isWished ? 'routed_wish' : 'routed_wish_refused', notification.receiver)}</p>${routed.isSame ? '' : notice('warn', say(differs))}`,
    )
  }
  const { alerts, of } = routed
  const route = notification.route.join('.')
  const ways = waysOf(alerts)
  const shown = ways.slice(0, SHOWN_WAYS)
  const rest = of - shown.reduce((sum, way) => sum + way.length, 0)
  return step(
    say('routed'),
    html`${
      routed.kind === 'redirected'
        ? html`<p>${say('routed_elsewhere', notification.receiver)}</p>`
        : routed.isSame
          ? html`<p class="note">${say('routed_now', route)}</p>`
          : notice('warn', say('routed_differs', route))
    }
${shown.map((way) => html`${of > 1 ? html`<h3>${wayWords(way, of, view)}</h3>` : ''}${traceOf(way[0], view)}`)}
${rest > 0 ? html`<p class="note">${view.speech.count('other_alerts_same', rest)}</p>` : ''}`,
  )
}

const SHOWN_WAYS = 3

/** Alerts whose matchers all came to the same verdicts went one way, which is told once. */
function waysOf(alerts: readonly AlertDecisions[]): readonly NonEmpty<AlertDecisions>[] {
  const ways = new Map<string, [AlertDecisions, ...AlertDecisions[]]>()
  for (const each of alerts) {
    const key = JSON.stringify([each.visits, each.deciders, each.decisions], (name, value) =>
      name === 'actual' ? undefined : value,
    )
    const way = ways.get(key)
    if (way) way.push(each)
    else ways.set(key, [each])
  }
  return [...ways.values()]
}

function wayWords(way: NonEmpty<AlertDecisions>, of: number, { speech }: View): string {
  const [{ alert }] = way
  const name = alert.labels['alertname'] ?? alert.fingerprint
  if (way.length === of) return speech.say('all_alike', speech.number(of))
  return way.length === 1 ? name : speech.say('and_alike', name, speech.number(way.length - 1))
}

/** A digest is routed by nobody: those that it told were, each by itself. */
export function routedStepOfDigest(folded: DeliveryList, view: View): Html {
  const { say } = view.speech
  const ways = Map.groupBy(folded.items, ({ receiver, about: { route } }) =>
    route.length > 0 ? `${route.join('.')} → ${receiver}` : receiver,
  )
  // Of a long list only the beginning is here, and that is not to be counted.
  const count = (rows: readonly unknown[]) =>
    folded.next === null ? html` <span class="num">×${rows.length}</span>` : ''
  return step(
    say('routed'),
    html`<p class="note">${say('routed_each')}</p><ul>${[...ways].map(([way, rows]) => html`<li><code>${way}</code>${count(rows)}</li>`)}</ul>`,
  )
}
