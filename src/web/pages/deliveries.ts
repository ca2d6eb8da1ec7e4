import { html } from 'hono/html'
import { DELIVERY_STATES } from '../../domain/delivery.ts'
import type { AdminRoute } from '../admin-route.ts'
import { queryOf } from '../api/delivery-query.ts'
import type { Desk } from '../desk.ts'
import { deliveryTable } from './delivery-rows.ts'
import { firstSteps } from './first-steps.ts'
import type { Html, Page, View } from './page.ts'
import { notice, option } from './parts.ts'
import { page } from './serve.ts'

/** Every delivery, narrowed down by what people remember of one. */
export const deliveriesRoutes = (desk: Desk): readonly AdminRoute[] => [
  page(desk, '/deliveries', (view) => deliveries(view)),
]

async function deliveries(view: View): Promise<Page> {
  const { desk, speech, url } = view
  const { say } = speech
  const asked = new URLSearchParams(
    [...url.searchParams].filter(([name, value]) => FILTERS.includes(name) && value !== ''),
  )
  const query = queryOf(asked)
  const found = query.ok ? await desk.store.list({ ...query.value, limit: SHOWN }) : null
  const isFirst = !asked.has('cursor')
  return {
    title: say('deliveries'),
    name: 'deliveries',
    isLive: true,
    body: html`<div class="head"><h1>${say('deliveries')}</h1>${isFirst ? html`<p id="newer" class="newer"><a href="${pathWith(asked, null)}">${say('newer_waiting')}</a></p>` : ''}</div>
<form class="card form" method="get" action="/deliveries" data-auto role="search">${filters(asked, view)}</form>
${query.ok ? '' : notice('bad', `${say('bad_filter')}: ${query.error}`)}
<section class="card" aria-label="${say('deliveries')}">
${found && found.items.length > 0 ? deliveryTable(found.items, view) : isFirst && asked.size === 0 ? firstSteps(view) : html`<p class="empty">${say('no_deliveries')}</p>`}
<nav class="pages" aria-label="${say('older')}">${isFirst ? '' : html`<a class="act" href="${pathWith(asked, null)}">${say('newest')}</a>`}${found?.next ? html`<a class="act" href="${pathWith(asked, found.next)}" rel="next">${say('older')}</a>` : ''}</nav>
</section>`,
  }
}

const SHOWN = 50
const FILTERS = ['state', 'receiver', 'target', 'q', 'cursor']

function filters(asked: URLSearchParams, { desk, speech }: View): Html {
  const { say } = speech
  const { receivers, targets } = desk.plan()
  const chosen = (name: string): string => asked.get(name) ?? ''
  const names = [...new Set([...targets.values()].map(({ name }) => name))]
  const states: readonly (readonly [string, string])[] = [
    ['waiting,sending', say('in_line')],
    ...DELIVERY_STATES.map((state) => [state, say(state)] as const),
  ]
  const select = (name: string, label: string, options: readonly (readonly [string, string])[]) =>
    html`<div class="field"><label for="f-${name}">${label}</label><select id="f-${name}" name="${name}">${option('', say('any'), chosen(name))}${withChosen(options, chosen(name)).map(([value, text]) => option(value, text, chosen(name)))}</select></div>`
  const same = (values: readonly string[]) => values.map((value) => [value, value] as const)
  return html`${select('state', say('state'), states)}
${select('receiver', say('receiver'), same([...receivers.keys()]))}
${select('target', say('target'), same(names))}
<div class="field wide"><label for="f-q">${say('search')}</label><input id="f-q" name="q" type="search" value="${chosen('q')}" placeholder="${say('search_hint')}"></div>
<button class="act main">${say('filter')}</button>${asked.size > 0 ? html`<a class="act" href="/deliveries">${say('clear')}</a>` : ''}`
}

/** What the address asks for is shown as chosen, also when the settings have it no more. */
const withChosen = (
  options: readonly (readonly [string, string])[],
  chosen: string,
): readonly (readonly [string, string])[] =>
  chosen === '' || options.some(([value]) => value === chosen)
    ? options
    : [...options, [chosen, chosen]]

function pathWith(asked: URLSearchParams, cursor: string | null): string {
  const query = new URLSearchParams(asked)
  query.delete('cursor')
  if (cursor !== null) query.set('cursor', cursor)
  return query.size > 0 ? `/deliveries?${query}` : '/deliveries'
}
