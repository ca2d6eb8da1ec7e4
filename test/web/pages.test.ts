import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alert.ts'
import type { Attempt } from '../../src/domain/delivery.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import type { RejectedContext } from '../../src/outbox/rejected.ts'
import { EN } from '../../src/web/look/words-en.ts'
import { ZH_CN } from '../../src/web/look/words-zh-cn.ts'
import { PAGES } from '../../src/web/pages/page.ts'
import { aNotification, anAlert } from '../support/make.ts'
import {
  aDesk,
  aNewDelivery,
  type House,
  IDS,
  look,
  NOON,
  press,
  SECRETS,
  SETTINGS,
} from './make-desk.ts'

const diskFull = aNotification([
  anAlert({ labels: { alertname: 'DiskFull', team: 'db', __proto__x: 'p', constructor: 'c' } }),
])

const ATTEMPT: Attempt = {
  delivery: 'd1',
  at: NOON,
  tookMs: 12,
  part: 0,
  recipients: [],
  outcome: 'reject',
  reason: 'config',
  code: 'resource.not.found',
  detail: 'no robot',
  receipt: null,
}

/** A house in which something waits, something is dead, and something was refused. */
async function aBusyHouse(): Promise<House> {
  const house = await aDesk()
  await house.accept('chat', aNewDelivery('d1', { notification: diskFull }), aNewDelivery('d2'))
  await house.settle('chat', {
    changes: [
      { id: 'd2', state: 'dead', reason: 'message', detail: 'DingTalk refuses these words' },
    ],
  })
  await house.store.keepRejected({
    id: 'r1',
    at: NOON,
    source: 'prod',
    code: 'bad_payload',
    message: 'alerts: expected list',
    body: Buffer.from('{"alerts":{},"secret":"S3CRET-planted"}'),
    context: null,
  })
  return house
}

describe('every page', () => {
  test.each([...Object.values(PAGES), '/deliveries/d1', '/deliveries/d2', '/nothing', '/login'])(
    '%s loads from nobody else, can be framed by nobody, and shows no secret',
    async (path) => {
      const house = await aBusyHouse()
      const { headers, html } = await look(house, path)
      if (path === '/login') return expect(headers.get('location')).toBe('/')
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      )
      expect(headers.get('cache-control')).toBe('no-store')
      expect(
        [...html.matchAll(/(?:src|href|action)="(https?:[^"]*)"/g)].map(([, to]) => to),
      ).toEqual([])
      expect(html).not.toMatch(/ style="| on\w+="/)
      for (const secret of [...SECRETS, 'S3CRET-planted']) expect(html).not.toContain(secret)
    },
  )

  test('speaks the language of the settings, or the one that its reader chose', async () => {
    const house = await aDesk()
    expect((await look(house, '/')).html).toContain('<html lang="en">')
    const chosen = await look(house, '/?lang=zh-CN')
    expect(chosen.html).toContain('<h1>概览</h1>')
    const cookie = (chosen.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    expect((await look(house, '/targets', { cookie })).html).toContain('<h1>目标</h1>')
    const nonsense = await look(house, '/?lang=%3Cscript%3E')
    expect([nonsense.html.includes('<script>'), nonsense.headers.get('set-cookie')]).toEqual([
      false,
      null,
    ])
  })

  test('says what is said in one language in the other too', () => {
    const holes = (text: string) => (text.match(/\{\d\}/g) ?? []).sort()
    const keys = Object.keys(EN) as (keyof typeof EN)[]
    expect(Object.keys(ZH_CN).sort()).toEqual([...keys].sort())
    expect(keys.map((key) => [key, holes(ZH_CN[key])])).toEqual(
      keys.map((key) => [key, holes(EN[key])]),
    )
  })

  test('that is not there says so to people and to programs', async () => {
    const house = await aDesk()
    expect(await look(house, '/nothing')).toMatchObject({ status: 404 })
    expect(await look(house, '/deliveries/nothing')).toMatchObject({ status: 404 })
    expect((await house.get('/nothing')).body.error.code).toBe('not_found')
  })

  test.each(Object.values(PAGES))('%s shows markup as the characters that it is', async (path) => {
    const house = await aDesk()
    const evil = '<img src=x onerror=alert(1)>'
    const labels = { alertname: evil, [evil]: evil }
    const notification = aNotification([anAlert({ labels, annotations: { summary: evil } })])
    await house.accept('chat', aNewDelivery('d1', { notification }))
    const query = new URLSearchParams({ q: evil, labels: `${evil}=1`, done: evil, template: evil })
    expect((await look(house, `${path}?${query}`)).html).not.toContain(evil)
    expect((await look(house, '/deliveries/d1')).html).not.toContain(evil)
  })
})

test('the overview says what waits, what died, and which targets are in trouble', async () => {
  const house = await aBusyHouse()
  house.shuts.set(house.targets['chat']?.key ?? '', { until: NOON + 60_000, why: 'rate limit' })
  const tiles = [
    ...(await look(house, '/')).html.matchAll(/tile-name">([^<]*).*?tile-value">([^<]*)/g),
  ]
  expect(Object.fromEntries(tiles.map(([, name, value]) => [name, value]))).toEqual({
    Waiting: '1',
    'Oldest waits': '0 s',
    'Dead letters': '1',
    Held: '0',
    'In trouble': '1',
    Settings: 'in force',
  })
})

test('a target that is tried again and again is not shown as open, and says why', async () => {
  const house = await aBusyHouse()
  await house.settle('chat', {
    memory: { ...FRESH_LINE, retryingSince: NOON },
    next: { kind: 'release', dueAt: NOON + 5000 },
    changes: [],
  })
  const page = (await look(house, '/targets')).html
  expect(page.match(/<h2 id="n-[^"]*">chat.*?<span>(\w+)<\/span>/s)?.[1]).toBe('retrying')
  const overview = (await look(house, '/')).html
  expect(overview).toMatch(/class="tile warn" href="\/targets".*?tile-value">1</s)
  expect(overview).toMatch(/trouble-rows.*chat<\/a>.*retrying/s)
})

test('where nothing was delivered yet, the pages say where to post', async () => {
  const house = await aDesk()
  for (const path of ['/', '/deliveries'])
    expect((await look(house, path)).html).toMatch(/POST \/webhook\/prod.*POST \/webhook\/ci/s)
  expect((await look(house, '/deliveries?q=nothing')).html).not.toContain('POST /webhook')
})

test('many routes that the same one left unasked are one line, which can be opened', async () => {
  const routes = ['db', 'a', 'b', 'c', 'd'].map((t) => `{ receiver: dba, matchers: [team=${t}] }`)
  const tree = `route: { receiver: sre, routes: [${routes.join(', ')}] }`
  const house = await aDesk(SETTINGS.replace('route: { receiver: sre }', tree))
  await house.accept('chat', aNewDelivery('d1', { notification: diskFull }))
  const { html } = await look(house, '/deliveries/d1')
  expect(html).toMatch(/<summary>4 more not asked: route\.routes\[0\] took it<\/summary>/)
  expect(html).toContain('<li>route.routes[4] → dba</li>')
})

test('alerts whose matchers came to the same verdicts are shown as one', async () => {
  const tree = 'route: { receiver: sre, routes: [{ receiver: dba, matchers: [team=db] }] }'
  const house = await aDesk(SETTINGS.replace('route: { receiver: sre }', tree))
  const of = (count: number, team: string) =>
    Array.from({ length: count }, (_, i) =>
      anAlert({ labels: { alertname: `${team}${i}`, team, pod: `p${i}` } }),
    )
  const shown = async (id: string, alerts: Alert[]) => {
    const notification = aNotification(alerts as [Alert, ...Alert[]], { route: ['route'] })
    await house.accept('chat', aNewDelivery(id, { notification }))
    const { html } = await look(house, `/deliveries/${id}`)
    const step = html.slice(html.indexOf('Who should hear of it'))
    return [
      [...step.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, words]) => words),
      step.match(/class="decider"/g)?.length,
      /(\d+) more alerts are not shown here/.exec(step)?.[1],
    ]
  }
  expect(await shown('a', of(50, 'web'))).toEqual([
    ['All 50 alerts were decided alike'],
    1,
    undefined,
  ])
  expect(await shown('b', [...of(1, 'db'), ...of(99, 'web')])).toEqual([
    ['db0', 'web0 and 58 more, decided alike'],
    2,
    '40',
  ])
})

test('a refused reload is shown with what is wrong', async () => {
  const place = { file: 'b.yaml', line: 3, column: 1 }
  const issue = { ...place, code: 'unknown_key', message: 'no <key>', severity: 'error' } as const
  const lastLoad = () => ({ at: NOON, successful: false, issues: [issue] })
  const house = await aDesk(SETTINGS, { lastLoad })
  const { html } = await look(house, '/')
  expect(html).toContain('<li>b.yaml:3:1: unknown_key: no &lt;key&gt;</li>')
  expect((await press(house, '/reload')).status).toBe(422)
})

test.each([
  ['', ['d2', 'd1']],
  ['?state=dead', ['d2']],
  ['?q=diskfull', ['d1']],
  ['?receiver=dba', []],
  ['?state=nonsense', []],
])('deliveries%s lists %j', async (query, ids) => {
  const { html } = await look(await aBusyHouse(), `/deliveries${query}`)
  const listed = [...html.matchAll(/id="d-(\w+)"/g)].map(([, id]) => id)
  expect(listed.sort().reverse()).toEqual(ids)
})

describe('a delivery', () => {
  test('tells its story: labels of any name, the message drawn, every attempt with advice', async () => {
    const house = await aBusyHouse()
    await house.settle('chat', { attempts: [ATTEMPT] })
    const { html } = await look(house, '/deliveries/d1')
    for (const text of ['constructor=c', '__proto__x=p', 'resource.not.found', 'no robot'])
      expect(html).toContain(text)
    expect(html).toContain('<div class="bubble markdown">')
    expect(html).toContain('DingTalk refuses this app, robot or chat as it is configured.')
  })

  test('asks before it says again what was told, and names who hears it', async () => {
    const house = await aBusyHouse()
    const { delivery: _, ...attempt } = ATTEMPT
    const sent = { ...attempt, delivery: 'd1', outcome: 'sent', recipients: ['li.lei'] } as const
    await house.settle('chat', {
      attempts: [sent],
      changes: [{ id: 'd1', state: 'sent', toldAt: NOON }],
    })
    const { html } = await look(house, '/deliveries/d1')
    expect(html).toContain('action="/deliveries/d1/again"')
    expect(html).toContain('heard a second time by sre · chat (group): li.lei;')
    const answer = await press(house, '/deliveries/d1/again')
    expect(answer.headers.get('location')).toBe('/deliveries/d1?done=redriven')
    const after = (await look(house, '/deliveries/d1')).html
    expect(after).toContain('a person asked to say it again')
  })

  test.each([
    ['d2', 'redrive', 'waiting', 'redriven'],
    ['d1', 'discard', 'discarded', 'discarded_done'],
    ['d1', 'redrive', 'waiting', 'wrong_state'],
  ])('%s: %s makes it %s and says so', async (id, what, state, done) => {
    const house = await aBusyHouse()
    const answer = await press(house, `/deliveries/${id}/${what}`)
    expect(answer.headers.get('location')).toBe(`/deliveries/${id}?done=${done}`)
    expect((await house.store.get(id))?.state).toBe(state)
  })
})

test.each([
  ['severity="critical"', 'sre'],
  ['nonsense', 'is no label'],
])('the label tester says of %s: %s', async (labels, said) => {
  const { html } = await look(await aDesk(), `/routes?${new URLSearchParams({ labels })}`)
  expect(html).toContain(said)
})

test('a test of a target is told past routes, in its own name', async () => {
  const house = await aDesk()
  const chat = house.targets['chat']
  const answer = await press(house, `/targets/${chat?.key}/test`)
  expect(answer.headers.get('location')).toBe('/deliveries/d-1')
  expect(house.told.map(({ target, notification }) => [target.name, notification.route])).toEqual([
    ['chat', []],
  ])
  expect((await press(house, '/targets/none/test')).status).toBe(404)
  expect((await house.post(`/api/v1/targets/${chat?.key}/test`)).body).toEqual({
    deliveries: ['d-1'],
  })
})

test('a refusal whose body is not kept is counted where people look for it', async () => {
  const house = await aDesk()
  const refusal = { status: 400, code: 'bad_payload', message: 'alerts: expected list' }
  house.emit({ type: 'webhook.refused', source: 'ci', ...refusal })
  const { html } = await look(house, '/rejected')
  expect(html).toContain('A body is kept only where it came with the right credential.')
  expect(html).toContain('<code>bad_payload</code> alerts: expected list')
})

test('a delivery that was not told says why first, and whose words are shown', async () => {
  const house = await aDesk()
  await house.accept('chat', aNewDelivery('d1', { notification: diskFull }))
  const why = { reason: 'message', detail: 'DingTalk refuses these words' } as const
  const attempts = [{ ...ATTEMPT, ...why }]
  await house.settle('chat', { attempts, changes: [{ id: 'd1', state: 'dead', ...why }] })
  const { html } = await look(house, '/deliveries/d1')
  expect(html).toContain(
    '<span class="why"><code>message</code> DingTalk refuses these words</span>',
  )
  expect(html).toContain('Each try makes its words anew')
  const cookie = 'dingbridge_lang=zh-CN'
  expect((await look(house, '/deliveries/d1', { cookie })).html).toContain(
    '<span class="why"><code>message</code> 钉钉拒绝这些文字</span>',
  )
})

test('a delivery that waits for its target says what is in its way', async () => {
  const house = await aDesk()
  await house.accept('chat', aNewDelivery('d1'))
  const next = { kind: 'release', dueAt: NOON + 60_000 } as const
  await house.settle('chat', {
    memory: { ...FRESH_LINE, unhealthySince: NOON, closed: true },
    next,
  })
  const { html } = await look(house, '/deliveries/d1')
  expect(html).toMatch(/<a href="\/targets#t-[\w-]+">chat<\/a>.*unhealthy.*next try in 1 min/)
})

describe('a refused body', () => {
  const keep = ({ store }: House, body: string, context: RejectedContext | null = null) =>
    store.keepRejected({
      ...{ id: 'r2', at: NOON, source: 'ci', code: 'bad_payload', message: 'no' },
      ...{ body: Buffer.from(body), context },
    })

  test('that can be read by now is taken, once', async () => {
    const house = await aDesk()
    await keep(house, '{"title":"Now it works"}')
    expect((await press(house, '/rejected/r2/retry')).status).toBe(303)
    expect(house.accepted.map(({ source, reading }) => [source, reading.alerts.length])).toEqual([
      ['ci', 1],
    ])
    expect((await press(house, '/rejected/r2/retry')).status).toBe(409)
    expect(house.accepted).toHaveLength(1)
    expect((await look(house, '/rejected')).html).toContain('href="/deliveries/d-1"')
  })

  const context = { method: 'PUT', headers: { 'x-event': 'ping' }, receiver: 'sre' }
  test.each([
    ['beside it', context, {}],
    ['in memory, as early releases have it,', null, { 'rejected:r2': JSON.stringify(context) }],
  ])('that came with something, kept %s is read with that', async (_where, kept, memory) => {
    const house = await aDesk()
    await keep(house, '{"title":"Now it works"}', kept)
    for (const [key, value] of Object.entries(memory))
      await house.store.remember(key, value, NOON + 60_000)
    expect((await house.post('/api/v1/rejected/r2/retry')).status).toBe(202)
    const [taken] = house.accepted
    expect(taken?.request.method).toBe('PUT')
    expect(taken?.request.headers['x-event']).toBe('ping')
    expect(taken?.request.query.get('receiver')).toBe('sre')
  })

  test('that many later ones have pushed off the page is taken all the same', async () => {
    const house = await aDesk()
    const body = `{"title":"Now it works","text":"${'x'.repeat(20_000)}"}`
    await keep(house, body)
    for (let i = 0; i < 60; i++) {
      const refusal = { source: 'ci', code: 'bad_payload', message: 'no', context: null }
      const later = { id: `later${i}`, at: NOON + 1 + i, body: Buffer.from('{') }
      await house.store.keepRejected({ ...refusal, ...later })
    }
    expect((await house.post('/api/v1/rejected/r2/retry')).status).toBe(202)
    const taken = house.accepted.map(({ request }) => Buffer.from(request.body).toString())
    expect(taken).toEqual([body])
  })

  test('that still cannot be read says why', async () => {
    const house = await aDesk()
    await keep(house, '{"alerts":')
    const answer = await press(house, '/rejected/r2/retry')
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('It is still refused: The body is not JSON')
    expect((await house.post('/api/v1/rejected/none/retry')).body.error.code).toBe(
      'unknown_rejected',
    )
  })
})

test('no page tells the people of a target what only the API may', async () => {
  const house = await aBusyHouse()
  const pages = ['/', '/deliveries', '/routes', '/targets', '/rejected']
  const texts = await Promise.all(pages.map(async (path) => (await look(house, path)).html))
  for (const id of IDS) expect(texts.join('')).not.toContain(id)
})
