import { html } from 'hono/html'
import { type Labels, labelsOf } from '../../domain/labels.ts'
import type { DeliverySummary } from '../../outbox/summary.ts'
import { deliveryView } from '../api/delivery-view.ts'
import { stateMark } from '../look/symbols.ts'
import { firstSteps } from './first-steps.ts'
import type { Html, View } from './page.ts'
import { labelChips, timeTag } from './parts.ts'

/** The last few, one line each and always as high. */
export function latest(deliveries: readonly DeliverySummary[], view: View): Html {
  const { speech } = view
  if (deliveries.length === 0) return firstSteps(view)
  return html`<ul class="rows">${deliveries.map((delivery) => {
    const { id, title, receiver, target, labels } = deliveryView(delivery)
    const about = [receiver, target, ...refusedMark(delivery, view), ...inShort(labels)]
    return html`<li><span>${stateMark(delivery.state, speech, delivery.toldBy !== null)}</span>
<span class="what"><a class="clip title-link" href="/deliveries/${id}">${title}</a><span class="clip under">${about.join(' · ')}</span></span>
<span class="when">${timeTag(delivery.acceptedAt, view)}</span></li>`
  })}</ul>`
}

/** A page of deliveries as a table; on a phone its columns go under the title. */
export function deliveryTable(deliveries: readonly DeliverySummary[], view: View): Html {
  const { say } = view.speech
  return html`<table class="deliveries"><colgroup><col class="col-state"><col><col class="col-when wide-only"><col class="col-tries wide-only"></colgroup>
<thead><tr><th scope="col">${say('state')}</th><th scope="col">${say('delivery')}</th><th scope="col" class="wide-only">${say('accepted')}</th><th scope="col" class="end wide-only">${say('attempts')}</th></tr></thead>
<tbody id="delivery-rows" data-live="rows">${deliveries.map((delivery) => row(delivery, view))}</tbody></table>`
}

function row(delivery: DeliverySummary, view: View): Html {
  const { speech } = view
  const shown = deliveryView(delivery)
  const { id, title, receiver, target, source, attempts, labels, alerts } = shown
  const isDigest = delivery.kind === 'digest'
  return html`<tr id="d-${id}"><td>${stateMark(delivery.state, speech, delivery.toldBy !== null)}</td>
<td><a class="clip title-link" href="/deliveries/${id}">${title}</a>
<span class="clip under">${receiver} · ${target} · ${source} · ${isDigest ? `${speech.say('digest')}, ` : ''}${speech.count('alert_count', alerts)}${[...(delivery.reason ? [delivery.reason] : []), ...refusedMark(delivery, view)].map((word) => ` · ${word}`)}</span>
<span class="wide-only one-line">${labelChips(withoutName(labels), 6)}</span><span class="narrow-only under">${timeTag(delivery.acceptedAt, view)}</span></td>
<td class="wide-only">${timeTag(delivery.acceptedAt, view)}<span class="clip under num">${speech.moment(delivery.acceptedAt)}</span></td>
<td class="end wide-only">${attempts}</td></tr>`
}

/** Told, and yet not to all: nobody would look further where it only says that it was sent. */
const refusedMark = ({ progress }: DeliverySummary, { speech }: View): readonly string[] =>
  progress.refused.length > 0 ? [speech.say('not_everybody')] : []

/** What tells the alerts of a storm apart, as far as a line has room. */
const inShort = (labels: Labels): readonly string[] =>
  Object.entries(withoutName(labels))
    .slice(0, 6)
    .map(([name, value]) => `${name}=${value}`)

/** The title has said that already. */
const withoutName = (labels: Labels): Labels =>
  labelsOf(Object.entries(labels).filter(([name]) => name !== 'alertname'))
