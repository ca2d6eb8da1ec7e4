import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openProbe } from '../../src/process.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { BUILT_IN_TEMPLATES } from '../support/bench.ts'
import { aHouse, type StoryHouse } from '../support/house.ts'
import { anAlertNamed } from '../support/webhook.ts'
import { aBench } from '../tools/make-bench.ts'

/** Every secret that settings can hold has this word in it. */
const PLANTED = /planted[\w-]*/g

const SETTINGS = `
server: { listen: "127.0.0.1:0" }
admin: { listen: "127.0.0.1:0", auth: { bearer_token: planted-admin } }
store: { url: "sqlite:./bridge.db" }
external_url: https://ding.example.com
delivery: { retry_for: 1h }
dingtalk:
  api_url: \${SANDBOX}
  oapi_url: \${SANDBOX}
  default_app: good
  apps:
    good: { app_key: dinggood, app_secret: planted-good, robot_code: dinggood, agent_id: 42 }
    bad: { app_key: dingbad, app_secret: planted-bad, robot_code: dingbad }
    far: { app_key: dingfar, app_secret: planted-far, robot_code: dingfar, api_url: "http://127.0.0.1:1" }
    proxied: { app_key: dingpro, app_secret: planted-proxied, robot_code: dingpro, proxy: "http://me:planted-proxy@127.0.0.1:1" }
    shop: { corp_id: dingcorp, suite_key: suite, suite_secret: planted-suite, robot_code: suiterobot }
sources:
  - { name: bearer, type: alertmanager, auth: { bearer_token: [planted-bearer, planted-older] } }
  - { name: basic, type: alertmanager, auth: { username: prom, password: planted-password } }
  - { name: signed, type: grafana, auth: { hmac_secret: planted-hmac } }
  - { name: header, type: generic, auth: { header_token: planted-header } }
  - { name: query, type: generic, auth: { query_token: planted-query } }
receivers:
  - name: all
    targets:
      - { group: cidGood }
      - { group: cidRefused }
      - { group: cidPage }
      - { users: [zhao], mobiles: ["13800000000"] }
      - { group: cidBad, app: bad }
      - { group: cidFar, app: far }
      - { group: cidProxied, app: proxied }
      - { group: cidShop, app: shop }
      - { work_notification: { template_id: tpl, users: [zhao], data: { a: b } } }
      - { robot: { access_token: planted-robot, secret: SECplanted-robot } }
      - { robot: { access_token: planted-unknown } }
      - { robot: { access_token: planted-page, secret: SECplanted-page } }
      - { robot: { url: "http://127.0.0.1:1/robot/send?access_token=planted-far-robot" } }
route: { receiver: all }
`

test('no secret is seen in a log, an answer, a page, a metric, a message, a command or the database', async () => {
  const house = await aHouse(SETTINGS)
  const { sandbox } = house
  sandbox.limits({
    bad: { keys: ['dingbad'], groups: ['cidRefused'] },
  })
  const page = '<html><title>502 Bad Gateway</title></html>'
  sandbox.faults(
    { match: { target: 'cidPage' }, answer: { status: 502, body: page } },
    { match: { target: 'planted-page' }, answer: { reset: true } },
    // A far side that quotes what it was sent.
    {
      match: { target: 'planted-unknown' },
      answer: { body: { errcode: 300005, errmsg: 'token planted-unknown is not exist' } },
    },
  )

  const answers = [
    await house.post('/webhook/bearer', anAlertNamed('A'), {
      authorization: 'Bearer planted-bearer',
    }),
    await house.post('/webhook/bearer', anAlertNamed('A'), {
      authorization: 'Bearer planted-wrong',
    }),
    await house.post('/webhook/bearer', '{', { authorization: 'Bearer planted-bearer' }),
    await house.post('/webhook/basic', anAlertNamed('A'), {
      authorization: basic('planted-wrong'),
    }),
    // As Gitea repeats its secret in what it sends; nobody can read it, so it is kept for people.
    await house.post(
      '/webhook/bearer',
      { secret: 'planted-body', alerts: 7 },
      { authorization: 'Bearer planted-bearer' },
    ),
    await house.post('/webhook/basic', anAlertNamed('B'), {
      authorization: basic('planted-password'),
    }),
    await house.post('/webhook/signed', anAlertNamed('A'), {
      'x-grafana-alerting-signature': 'planted-signature',
    }),
    await house.post('/webhook/header', { title: 'C' }, { 'x-token': 'planted-wrong' }),
    await house.post('/webhook/query?token=planted-query', { title: 'D' }),
    await house.post('/webhook/query?token=planted-wrong', { title: 'D' }),
    await house.post('/webhook/query?access_token=planted-query', { title: 'D' }),
  ]
  const statuses = answers.map(({ status }) => status)
  expect(statuses.slice(0, 7)).toEqual([202, 401, 400, 401, 400, 202, 401])
  expect(new Set(statuses.slice(7))).toEqual(new Set([401, 202]))

  const tried = () => house.events.filter(({ type }) => type === 'attempt.ended').length
  await house.until('many attempts', () => tried() >= 20)
  await house.until('an end at each of the 13 targets', async () => {
    const ends = (await house.rows('waiting', 'sent', 'dead', 'held')).filter(
      ({ state, reason }) => state === 'sent' || reason !== null,
    )
    return new Set(ends.map(({ targetName }) => targetName)).size === 13
  })
  house.clock.advance(60_000)
  await house.until('more attempts', () => tried() >= 25)
  expect(await house.reload(SETTINGS.replace('username: prom, ', ''))).toBe(false)
  expect(await house.reload(SETTINGS.replace('receiver: all }', 'receiver: al }'))).toBe(false)
  expect(await house.reload(SETTINGS)).toBe(true)

  const rows = await house.rows('waiting', 'sending', 'sent', 'dead', 'held')
  const pages = await Promise.all(rows.map(({ words }) => pageOf(house, words?.parts[0]?.text)))
  expect(pages.join()).toContain('<html')
  const admin = await adminAnswers(house)
  expect(JSON.parse(admin.rejected).items[0].body).toBe('{"secret":"<secret>","alerts":7}')
  const seen = {
    ...admin,
    ...(await printed(house)),
    events: inspect(house.events, { depth: null, maxArrayLength: null, maxStringLength: null }),
    log: logOf(house),
    answers: answers.map(({ body }) => JSON.stringify(body)).join('\n'),
    pages: pages.join('\n'),
    messages: sandbox.messages().map(({ msgParam, title }) => JSON.stringify([msgParam, title])),
    plan: JSON.stringify(rows),
    database: tablesOf(house).join('\n'),
    files: readdirSync(house.folder)
      .filter((file) => file.startsWith('bridge.db'))
      .map((file) => readFileSync(join(house.folder, file), 'latin1'))
      .join('\n'),
  }
  expect(seen.log.split('\n').length).toBeGreaterThan(30)
  expect(seen.database.length).toBeGreaterThan(1_000)
  for (const [where, text] of Object.entries(seen)) {
    const found = new Set(String(text).match(PLANTED))
    // A refused body is kept as it came, so that it can be tried again; people see it without.
    if (where === 'database' || where === 'files') found.delete('planted-body')
    expect({ where, secrets: [...found] }).toEqual({ where, secrets: [] })
  }

  // Access tokens stay in one table on purpose: a restart must not fetch them anew.
  const tokens = new Set(
    sandbox
      .messages()
      .flatMap(({ request }) => request.headers['x-acs-dingtalk-access-token'] ?? []),
  )
  expect(tokens.size).toBeGreaterThan(0)
  for (const token of tokens) {
    const { files, ...elsewhere } = seen
    expect(files).toContain(token)
    expect(JSON.stringify(elsewhere)).not.toContain(token)
  }
})

/** Everything that the admin listener shows, to those who may and to those who may not. */
async function adminAnswers(house: StoryHouse) {
  const { adminUrl } = house.bridge()
  const ask = async (path: string, token: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sent = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    return (await fetch(`${adminUrl}${path}`, { headers, ...sent })).text()
  }
  const get = (path: string) => ask(path, 'planted-admin')
  const deliveries = await get('/api/v1/deliveries?limit=200')
  const { items } = JSON.parse(deliveries) as { items: readonly { id: string }[] }
  const each = await Promise.all(items.map(({ id }) => get(`/api/v1/deliveries/${id}`)))
  expect(each.join().length).toBeGreaterThan(1_000)
  return {
    deliveries,
    delivery: each.join('\n'),
    metrics: await get('/metrics'),
    config: await get('/api/v1/config'),
    rejected: await get('/api/v1/rejected'),
    targets: await get('/api/v1/targets'),
    explanation: await ask('/api/v1/explain', 'planted-admin', {
      source: 'bearer',
      payload: anAlertNamed('A'),
      headers: { authorization: 'Bearer planted-bearer' },
    }),
    strangers: await ask('/api/v1/config', 'planted-other'),
  }
}

/** What the commands say of the same settings, right and wrong ones. */
async function printed(house: StoryHouse) {
  const config = join(house.folder, 'bridge.yaml')
  const wrong = join(house.folder, 'wrong.yaml')
  writeFileSync(wrong, SETTINGS.replaceAll('app_secret:', 'app_secrt:').replace('hmac_secret', 'x'))
  const payload = JSON.stringify(anAlertNamed('A'))
  const bench = aBench({
    load: (file) => loadPlan(file, { SANDBOX: house.sandbox.url }, BUILT_IN_TEMPLATES),
    readInput: async () => Buffer.from(payload),
    openProbe: () => openProbe('test'),
  })
  const run = async (...args: readonly string[]) => {
    const { printed, complained } = await bench.run(...args)
    expect(`${printed}${complained}`).not.toBe('')
    return `${printed}${complained}`
  }
  return {
    checked: await run('check', '--online', '-c', config),
    refused: await run('check', '-c', wrong),
    explained: await run('explain', '-c', config, '-s', 'bearer', '-p', 'payload.json'),
  }
}

const basic = (password: string): string =>
  `Basic ${Buffer.from(`prom:${password}`).toString('base64')}`

async function pageOf(house: StoryHouse, text: string | undefined): Promise<string> {
  const path = /%2Fn%2F([\w.~-]+)/.exec(text ?? '')?.[1]
  if (!path) return ''
  return fetch(`${house.bridge().url}/n/${path}`).then((response) => response.text())
}

/** In words and in colours, down to the last detail. */
function logOf({ events }: StoryHouse): string {
  const lines: string[] = []
  for (const format of ['json', 'pretty'] as const) {
    const emit = createLog({ level: 'debug', format }, (line) => void lines.push(line))
    for (const event of events) emit(event)
  }
  return lines.join('\n')
}

/** All rows of all tables but the one where access tokens are remembered. */
function tablesOf({ folder }: StoryHouse): readonly string[] {
  const db = new DatabaseSync(join(folder, 'bridge.db'), { readOnly: true })
  try {
    const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all()
    const names = tables.map(({ name }) => String(name)).filter((name) => name !== 'memory')
    return names.flatMap((name) =>
      db
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .map((row) => Object.values(row).map(legible).join(' ')),
    )
  } finally {
    db.close()
  }
}

function legible(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value)
  const isZipped = value[0] === 0x1f && value[1] === 0x8b
  return Buffer.from(isZipped ? gunzipSync(value) : value).toString('utf8')
}
