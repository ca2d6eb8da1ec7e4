import { html } from 'hono/html'
import { type Instant, MINUTE } from '../../domain/clock.ts'
import { issueText, type SettingsIssue } from '../../settings/issue.ts'
import type { LastLoad } from '../../settings/reload.ts'
import type { Traffic } from '../../telemetry/traffic.ts'
import type { AdminRoute } from '../admin-route.ts'
import { type TargetView, targetViews } from '../api/target-view.ts'
import type { Desk } from '../desk.ts'
import { symbol, type Tone } from '../look/symbols.ts'
import { chart } from './chart.ts'
import { latest } from './delivery-rows.ts'
import { tokenField } from './frame.ts'
import type { Html, Page, View } from './page.ts'
import { gauge, meaning, notice, ticked, timeTag } from './parts.ts'
import { action, page, seeOther } from './serve.ts'
import { standingOf } from './target-standing.ts'
import { type Trouble, troubleList, troubleOf } from './trouble.ts'

/** The first look at three in the morning: does something need me? */
export const overviewRoutes = (desk: Desk): readonly AdminRoute[] => [
  page(desk, '/', (view) => overview(view)),
  action(desk, '/reload', async (view) => {
    const loaded = await desk.reload()
    return loaded.ok ? seeOther('/?done=reloaded') : { ...(await overview(view)), status: 422 }
  }),
]

async function overview(view: View): Promise<Page> {
  const { desk, speech, url } = view
  const [targets, recent, calls, traffic] = await Promise.all([
    targetViews(desk),
    desk.store.list({ limit: LATEST }),
    desk.calls(),
    desk.traffic(),
  ])
  const load = desk.lastLoad()
  const trouble = await troubleOf(targets, desk)
  const { say } = speech
  const done = url.searchParams.get('done') === 'reloaded' && load.successful
  return {
    title: say('overview'),
    name: 'overview',
    isLive: true,
    body: html`<div class="head"><h1>${say('overview')}</h1></div>
${done ? notice('good', say('reloaded')) : ''}
<div id="tiles" class="tiles" data-live>${tiles(targets, trouble, load, view)}</div>
<div id="refusal" data-live>${refusal(load, view)}</div>
<div class="columns now"><section class="card" aria-labelledby="trouble"><div class="card-head"><h2 id="trouble">${say('in_trouble')}</h2><a href="/targets">${say('all_targets')}</a></div>
<div id="trouble-rows" data-live>${troubleList(trouble, view)}</div></section>
<section class="card" aria-labelledby="traffic"><div class="card-head"><h2 id="traffic">${say('traffic')}</h2><p class="note">${say('last_hours')}</p></div>
<div id="chart" data-live>${chart(traffic.steps, view)}</div></section></div>
<section class="card" aria-labelledby="latest"><div class="card-head"><h2 id="latest">${say('latest')}</h2><a href="/deliveries">${say('all_deliveries')}</a></div>
<div id="rows" data-live>${latest(recent.items, view)}</div></section>
<section class="card" aria-labelledby="sources"><div class="card-head"><h2 id="sources">${say('sources')}</h2><p class="note">${say('last_hours')}</p></div>
<div id="source-rows" data-live>${sources(traffic, view)}</div></section>
<div class="columns">
<section class="card" aria-labelledby="budget"><h2 id="budget">${say('budget')}</h2>${budgets(calls, view)}</section>
<section class="card" aria-labelledby="settings"><div class="card-head"><h2 id="settings">${say('settings')}</h2></div>
<p class="note" id="loaded" data-live>${say(load.successful ? 'settings_loaded' : 'settings_tried', speech.ago(load.at))}</p>${load.successful ? warnings(load, view) : ''}
<form method="post" action="/reload">${tokenField(view)}<button class="act">${say('reload')}</button></form></section>
</div>`,
  }
}

const LATEST = 8

/** Always the same six, so that nothing moves when something breaks. */
function tiles(
  targets: readonly TargetView[],
  trouble: Trouble,
  load: LastLoad,
  { speech }: View,
): Html {
  const { say, number } = speech
  const sum = (key: 'waiting' | 'held' | 'dead' | 'muted') =>
    targets.reduce((total, target) => total + target[key], 0)
  const since = targets.flatMap(({ waiting_since }) => waiting_since ?? []).map(Date.parse)
  const oldest = since.length > 0 ? since.reduce((a, b) => Math.min(a, b)) : null
  const bad = trouble.targets.length + trouble.silent.length
  const isOnlyRetrying = trouble.silent.length === 0 && trouble.targets.every(isRetrying)
  const where = trouble.silent.length > 0 ? '#trouble' : '/targets'
  const muted = sum('muted')
  const isRefused = !load.successful
  const late = oldest !== null && speech.now - oldest > LATE
  return html`${tile('/deliveries?state=waiting,sending', say('in_line'), number(sum('waiting')), sum('waiting') > MANY ? 'warn' : '', muted > 0 ? `${number(muted)} ${say('muted')}` : '')}
${tile('/deliveries?state=waiting,sending', say('oldest'), oldest === null ? '–' : speech.duration(speech.now - oldest), late ? 'warn' : '', late ? say('needs_you') : '')}
${tile('/deliveries?state=dead', say('dead_letters'), number(sum('dead')), sum('dead') > 0 ? 'bad' : '', sum('dead') > 0 ? say('needs_you') : say('none'))}
${tile('/deliveries?state=held', say('held_count'), number(sum('held')), sum('held') > 0 ? 'warn' : '', sum('held') > 0 ? say('needs_you') : say('none'))}
${tile(where, say('in_trouble'), number(bad), bad === 0 ? '' : isOnlyRetrying ? 'warn' : 'bad', bad === 0 ? say('all_well') : isOnlyRetrying ? say('retrying') : say('needs_you'))}
${tile('#settings', say('settings'), isRefused ? say('settings_refused') : say('settings_ok'), isRefused ? 'bad' : '', isRefused ? say('needs_you') : speech.ago(load.at))}`
}

const isRetrying = (target: TargetView): boolean => standingOf(target) === 'retrying'

const LATE = 2 * MINUTE
const MANY = 100

function tile(href: string, name: string, value: string, tone: Tone | '', words: string): Html {
  const icon = tone === 'bad' ? symbol('cross') : tone === 'warn' ? symbol('warn') : ''
  return html`<a class="tile ${tone}" href="${href}"><span class="tile-name">${name}</span><span class="tile-value">${value}</span><span class="tile-say">${icon}${words}</span></a>`
}

function refusal({ successful, issues, at }: LastLoad, view: View) {
  if (successful) return ''
  const errors = issues.filter(({ severity }) => severity === 'error')
  return notice(
    'bad',
    html`<strong>${view.speech.say('settings_refused_title')}</strong> (${timeTag(at, view)})${issueList(errors, view)}`,
  )
}

/** The sentence as the log and `check` have it: with the place, to jump to. */
const issueList = (issues: readonly SettingsIssue[], view: View): Html =>
  html`<ul class="plain-list">${issues.slice(0, 20).map((issue) => html`<li>${ticked(issueText(issue))}${meaning(issue.code, view)}</li>`)}</ul>`

function warnings({ issues }: LastLoad, view: View) {
  if (issues.length === 0) return ''
  return html`<details class="after"><summary>${view.speech.say('settings_warnings', issues.length)}</summary>${issueList(issues, view)}</details>`
}

function sources(traffic: Traffic, view: View): Html {
  const { say, number } = view.speech
  const rows = [...view.desk.plan().sources.values()].map(({ name, type }) => {
    const seen = traffic.sources.get(name)
    const lastAt: Instant | null = seen?.lastAt ?? null
    return html`<tr><th scope="row"><span class="clip">${name}</span><span class="under">${type}</span></th>
<td>${lastAt === null ? html`<span class="under">${say('never')}</span>` : timeTag(lastAt, view)}</td>
<td class="end">${number(seen?.accepted ?? 0)}</td><td class="end wide-only">${number(seen?.alerts ?? 0)}</td><td class="end wide-only">${number(seen?.duplicates ?? 0)}</td>
<td class="end">${seen?.refused ? html`<a href="/rejected" title="${seen.lastRefusal?.code ?? ''}">${number(seen.refused)}</a>` : '0'}</td></tr>`
  })
  return html`<table><colgroup><col class="col-name"><col><col class="col-n"><col class="col-n wide-only"><col class="col-n wide-only"><col class="col-n"></colgroup>
<thead><tr><th scope="col">${say('source')}</th><th scope="col">${say('last_received')}</th><th scope="col" class="end">${say('webhooks')}</th><th scope="col" class="end wide-only">${say('alerts')}</th><th scope="col" class="end wide-only">${say('duplicates')}</th><th scope="col" class="end">${say('refused')}</th></tr></thead>
<tbody>${rows}</tbody></table>`
}

function budgets(calls: ReadonlyMap<string, number>, { desk, speech }: View) {
  const { say, number } = speech
  const orgs = [...desk.plan().orgs.values()]
  if (orgs.length === 0) return html`<p class="note">${say('no_budget')}</p>`
  return orgs.map(({ name, monthlyCalls }) => {
    const used = calls.get(name) ?? 0
    const words =
      monthlyCalls === null
        ? speech.count('budget_open', used)
        : say('budget_of', number(used), number(monthlyCalls))
    return html`<h3>${name}</h3><p class="note num">${words}</p>${monthlyCalls === null ? '' : gauge(used, monthlyCalls, `${name}: ${words}`)}`
  })
}
