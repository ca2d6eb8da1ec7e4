import { html } from 'hono/html'
import type { RejectedBeginning } from '../../outbox/rejected.ts'
import type { SourceTraffic } from '../../telemetry/traffic.ts'
import type { AdminRoute } from '../admin-route.ts'
import { type Retaken, retakenOf, retryRejected } from '../api/retry-rejected.ts'
import type { Desk } from '../desk.ts'
import { mark } from '../look/symbols.ts'
import { readablePayload } from '../redact-payload.ts'
import type { Html, Page, View } from './page.ts'
import { askFirst, meaning, notice, ticked, timeTag } from './parts.ts'
import { action, page, seeOther } from './serve.ts'

/** What came with the right credential and could not be read, and a second chance for it. */
export const rejectedRoutes = (desk: Desk): readonly AdminRoute[] => [
  page(desk, '/rejected', (view) => rejectedPage(view, null)),
  action(desk, '/rejected/:id/retry', async (view, _form, c) => {
    const id = c.req.param('id') ?? ''
    const retaken = await retryRejected(id, desk)
    if (retaken.ok) return seeOther(`/rejected#r-${id}`)
    const { status, message } = retaken.error
    return { ...(await rejectedPage(view, message)), status }
  }),
]

async function rejectedPage(view: View, refusal: string | null): Promise<Page> {
  const { desk, speech } = view
  const { say } = speech
  const all = await desk.store.rejected(SHOWN)
  const kept = (source: string) => all.filter((each) => each.source === source).length
  // A body is kept for longer than it is counted, and of some refusals none is kept at all.
  const counted = [...(await desk.traffic()).sources].filter(
    ([name, { refused }]) => refused > kept(name),
  )
  const retaken = await Promise.all(all.map((each) => retakenOf(each.id, desk)))
  return {
    title: say('rejected'),
    name: 'rejected',
    body: html`<div class="head"><h1>${say('rejected')}</h1><p class="note">${say('rejected_note')}</p></div>
${refusal === null ? '' : notice('bad', ticked(say('still_refused', refusal)))}
${all.length === 0 ? html`<p class="card empty">${say('no_rejected')}</p>` : ''}
${counted.length === 0 ? '' : html`<section class="card" aria-labelledby="counted"><h2 id="counted">${say('refused')}</h2><p class="note">${say('not_kept')}</p><ul class="plain-list">${counted.map((each) => countedLine(each, view))}</ul></section>`}
${all.map((each, i) => rejectedCard(each, retaken[i] ?? null, view))}`,
  }
}

function countedLine([name, { refused, lastRefusal }]: [string, SourceTraffic], view: View): Html {
  const { say, number, ago } = view.speech
  const last =
    lastRefusal &&
    html`<p><code>${lastRefusal.code}</code> ${ticked(lastRefusal.message)}</p>${meaning(lastRefusal.code, view)}`
  return html`<li class="alert"><h3>${name} <span class="under num">${say('refused_n', number(refused), lastRefusal === null ? say('never') : ago(lastRefusal.at))}</span></h3>${last}</li>`
}

const SHOWN = 50
/** Of each: what is wrong with a body is rarely further down. */
const BODY_SHOWN = 4096

function rejectedCard(rejected: RejectedBeginning, retaken: Retaken | null, view: View): Html {
  const { say, count } = view.speech
  const { id, at, source, code, message, bytes, beginning } = rejected
  const auth = view.desk.plan().sources.get(source)?.auth ?? null
  return html`<section class="card" id="r-${id}" aria-labelledby="h-${id}">
<div class="card-head"><h2 id="h-${id}">${source} <code class="under">${code}</code></h2><span class="under">${timeTag(at, view)}</span></div>
<p>${ticked(message)}</p>
${meaning(code, view)}
<details><summary>${say('body')} <span class="under num">${count('body_bytes', bytes)}</span></summary><p class="hint">${say('hidden')}${bytes > BODY_SHOWN ? ` ${say('body_begins')}` : ''}</p><pre tabindex="0">${readablePayload(beginning, auth, BODY_SHOWN)}</pre></details>
<div class="actions after">${retaken ? takenLine(retaken, view) : askFirst(view, { action: `/rejected/${id}/retry`, name: 'try_again', question: 'try_again_ask', answer: 'try_again_yes', about: source })}</div>
</section>`
}

function takenLine({ at, deliveries }: Retaken, view: View): Html {
  const { say } = view.speech
  const links = deliveries.slice(0, 10)
  return html`<p>${mark('good', 'tick', say('tried_again', view.speech.ago(at)))} ${links.length === 0 ? say('taken_none') : links.map((id) => html`<a href="/deliveries/${id}">${say('delivery')} ${id.slice(-6)}</a> `)}</p>`
}
