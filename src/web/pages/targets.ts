import { html } from 'hono/html'
import { problem } from '../../server/problem.ts'
import type { AdminRoute } from '../admin-route.ts'
import { type TargetView, targetViews } from '../api/target-view.ts'
import { testTarget } from '../api/test-target.ts'
import type { Desk } from '../desk.ts'
import { conditionMark } from '../look/symbols.ts'
import { tokenField } from './frame.ts'
import { messagePage } from './message-page.ts'
import type { Html, Page, View } from './page.ts'
import { askFirst, gauge, notice } from './parts.ts'
import { action, page, seeOther } from './serve.ts'
import { cardId, standingOf, targetName } from './target-standing.ts'

/** Where messages go: how each place is, how much of its pace is used, and a way to try it. */
export const targetsRoutes = (desk: Desk): readonly AdminRoute[] => [
  page(desk, '/targets', (view) => targets(view)),
  action(desk, '/targets/:id/probe', async (view, form, c) => {
    const key = c.req.param('id') ?? ''
    const target = desk.plan().targets.get(key)
    if (!target) return missing(view)
    await desk.knock([key])
    const card = cardId({ id: key, receiver: form.get('receiver') ?? target.receiver })
    return seeOther(`/targets?done=probed#${card}`)
  }),
  action(desk, '/targets/:id/test', async (view, _form, c) => {
    const [delivery] = (await testTarget(c.req.param('id') ?? '', desk)) ?? []
    return delivery === undefined ? missing(view) : seeOther(`/deliveries/${delivery}`)
  }),
]

const missing = (view: View): Page =>
  messagePage(view, problem('unknown_target', view.speech.say('not_configured')))

async function targets(view: View): Promise<Page> {
  const { desk, speech, url } = view
  const { say } = speech
  const all = await targetViews(desk)
  const sorted = all.toSorted((a, b) => badness(b) - badness(a))
  return {
    title: say('targets'),
    name: 'targets',
    isLive: true,
    body: html`<div class="head"><h1>${say('targets')}</h1></div>
${url.searchParams.get('done') === 'probed' ? notice('good', say('probed')) : ''}
${sorted.length === 0 ? html`<p class="empty">${say('no_targets')}</p>` : ''}
<div class="columns">${sorted.map((target) => targetCard(target, view))}</div>`,
  }
}

/** What needs somebody comes first. */
const badness = (target: TargetView): number =>
  BADNESS[standingOf(target)] + Number(target.dead + target.held > 0)

const BADNESS = { unhealthy: 16, gone: 8, closed: 4, retrying: 2, open: 0 } as const

function targetCard(target: TargetView, view: View): Html {
  const { speech } = view
  const { receiver, channel, app, configured } = target
  const name = targetName(target)
  const card = cardId(target)
  return html`<section class="card target" id="${card}" aria-labelledby="n-${card}">
<div class="card-head"><h2 id="n-${card}">${name}</h2><span id="c-${card}" data-live>${conditionMark(standingOf(target), speech)}</span></div>
<p class="under">${receiver}${channel === null ? '' : ` · ${speech.say(channel)}`}${app === null || app === undefined ? '' : ` · ${app}`}</p>
<div id="s-${card}" data-live>${standing(target, view)}</div>
${configured ? buttons(target, view) : html`<p class="note">${speech.say('gone_do')}</p>`}
</section>`
}

function standing(target: TargetView, { speech }: View): Html {
  const { say, why, number, moment, ago, duration } = speech
  const counts = (['waiting', 'muted', 'held', 'dead'] as const).map(
    (state) =>
      html`<div><dt>${say(state)}</dt><dd class="num"><a href="/deliveries?${new URLSearchParams({ state, target: target.id }).toString()}">${number(target[state])}</a></dd></div>`,
  )
  const at = (text: string | null) => (text === null ? null : Date.parse(text))
  const [closed, sick, retrying, waiting, next] = [
    at(target.closed_until),
    at(target.unhealthy_since),
    at(target.retrying_since),
    at(target.waiting_since),
    at(target.next_try_at),
  ]
  const { pace, last_failure, configured } = target
  const shut = target.closed_because === last_failure?.detail ? '' : why(target.closed_because)
  const lines = [
    // Of an unhealthy one the next try says that, and nobody tries one that is gone.
    configured &&
      closed !== null &&
      sick === null &&
      `${say('closed_until', moment(closed))} ${shut}`,
    configured && sick !== null && say('unhealthy_since', moment(sick)),
    configured && retrying !== null && sick === null && say('retrying_since', moment(retrying)),
    waiting !== null && say('waits_since', moment(waiting)),
    configured && next !== null && waiting !== null && say('next_try', ago(next)),
  ].filter((line) => line !== false)
  const words =
    pace && say('pace_of', number(pace.used), number(pace.messages), duration(pace.per_ms))
  return html`<dl class="counts">${counts}</dl>
${pace && words ? html`<p class="under num">${say('pace')}: ${words}</p>${gauge(pace.used, pace.messages, words, 'warn')}` : ''}
<div class="lines under">${last_failure && standingOf(target) !== 'open' ? html`<p class="why" title="${why(last_failure.detail)}"><code>${last_failure.reason}</code> ${why(last_failure.detail)}</p>` : ''}<p>${lines.join(' · ')}</p></div>`
}

function buttons(target: TargetView, view: View): Html {
  const { id, receiver } = target
  const name = targetName(target)
  return html`<div class="actions"><form method="post" action="/targets/${id}/probe">${tokenField(view)}<input type="hidden" name="receiver" value="${receiver}"><button class="act">${view.speech.say('probe')}<span class="sr"> ${name}</span></button></form>
${askFirst(view, { action: `/targets/${id}/test`, name: 'test', question: 'test_ask', answer: 'test_yes', about: name })}</div>`
}
