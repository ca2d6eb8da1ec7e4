import { html } from 'hono/html'
import { muteAt } from '../../match/mute.ts'
import type { Route } from '../../match/route.ts'
import type { AdminRoute } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { mark } from '../look/symbols.ts'
import { labelTester } from './label-tester.ts'
import type { Html, Page, View } from './page.ts'
import { page } from './serve.ts'

/** The routing tree, what goes where, and who would hear of a set of labels. */
export const routesRoutes = (desk: Desk): readonly AdminRoute[] => [
  page(desk, '/routes', (view) => routes(view)),
]

async function routes(view: View): Promise<Page> {
  const { desk, speech } = view
  const { say } = speech
  const [counts, standing, traffic] = await Promise.all([
    countsOf(view),
    desk.store.standing(),
    desk.traffic(),
  ])
  const waiting = new Map<string, { waiting: number; dead: number }>()
  for (const { receiver, state, count } of standing.counts) {
    const before = waiting.get(receiver) ?? { waiting: 0, dead: 0 }
    if (state === 'waiting') before.waiting += count
    if (state === 'dead') before.dead += count
    waiting.set(receiver, before)
  }
  return {
    title: say('routes'),
    name: 'routes',
    isLive: true,
    body: html`<div class="head"><h1>${say('routes')}</h1></div>
<section class="card" aria-labelledby="tree"><div class="card-head"><h2 id="tree">${say('tree')}</h2><p class="note">${say('tree_note', counts.of)}</p></div>
<div id="tree-rows" data-live><ul class="route-tree">${routeLine(desk.plan().root)}</ul></div></section>
${labelTester(view)}`,
  }

  function routeLine(route: Route): Html {
    const { path, matchers, receiver, continue: goesOn, onMute, sendResolved, mute, active } = route
    const standing = waiting.get(receiver)
    const told = traffic.receivers.get(receiver)?.told ?? 0
    const names = (intervals: typeof mute) => intervals.map(({ name }) => name).join(', ')
    const flags = [
      goesOn && say('continues'),
      mute.length > 0 && say('mutes', names(mute)),
      active.length > 0 && say('active_in', names(active)),
      onMute === 'drop' && say('on_mute_drop'),
      !sendResolved && say('no_resolved'),
      route.template !== null && `${say('template')}: ${route.template}`,
    ].filter((flag) => flag !== false)
    const isQuiet = muteAt([route], speech.now) !== null
    return html`<li><div class="route"><div class="route-name"><span class="under mono">${path.split('.').at(-1)}</span> ${matchers.length > 0 ? matchers.map(({ text }) => html`<code class="chip">${text}</code> `) : html`<span class="under">${say('takes_all')}</span>`} → <strong>${receiver}</strong> ${isQuiet ? mark('quiet', 'moon', say('quiet_now')) : ''}
<span class="chips">${flags.map((flag) => html`<span class="chip">${flag}</span>`)}</span></div>
<div class="route-counts under num"><span>${say('matched', speech.number(counts.by.get(path) ?? 0))}</span><a href="/deliveries?${new URLSearchParams({ receiver }).toString()}">${say('told_n', speech.number(told))}</a><span>${say('waiting_n', speech.number(standing?.waiting ?? 0))}</span><span>${say('dead_n', speech.number(standing?.dead ?? 0))}</span></div></div>
${route.routes.length > 0 ? html`<ul>${route.routes.map((child) => routeLine(child))}</ul>` : ''}</li>`
  }
}

/** So many of the latest are counted by the route that they came by. */
const COUNTED = 100

async function countsOf({ desk }: View) {
  const { items } = await desk.store.list({ limit: COUNTED })
  const told = items.filter(({ kind }) => kind === 'notification')
  const by = new Map<string, number>()
  for (const { about } of told) {
    const path = about.route.join('.')
    by.set(path, (by.get(path) ?? 0) + 1)
  }
  return { by, of: told.length }
}
