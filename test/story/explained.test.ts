import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { Decider } from '../../src/match/decider.ts'
import type { Explanation } from '../../src/tools/explain.ts'
import { runCommand } from '../support/bench.ts'
import { aHouse, HEAD, post, type StoryHouse } from '../support/house.ts'
import { aWebhook } from '../support/webhook.ts'

/*
 * Why was it said, and to whom? The page of a delivery and `explain` on its payload are asked, each
 * in its own way: the answers have to be one.
 */

const SETTINGS = `${HEAD}
sources:
  - { name: prod, type: alertmanager, auth: none }
  - { name: forge, type: github, auth: none }
  - { name: bot, type: dingtalk-robot, auth: { query_token: robot-key } }
  - { name: guest, type: generic, receivers: [pay], auth: { bearer_token: guest-token } }
  - name: shop
    type: generic
    auth: none
    map: { fields: { title: '{{what}}' }, labels: { team: '{{crew}}' } }
receivers:
  - { name: rest, targets: [{ group: cidRest }] }
  - { name: db, targets: [{ group: cidDb }] }
  - { name: pay, targets: [{ group: cidPay, name: chat, matchers: ['severity!="info"'] }] }
  - { name: code, targets: [{ robot: { access_token: code-robot } }] }
route:
  receiver: rest
  routes:
    - { matchers: ['team="db"', 'alertname=~"Disk.*"'], receiver: db, continue: true }
    - { matchers: ['team=~"pay|db"'], receiver: pay }
    - { matchers: ['__type__="github"', 'event="workflow_run"'], receiver: code }
    - { matchers: ['team="night"'], receiver: db, mute_time_intervals: [always] }
    - { matchers: ['__type__="dingtalk-robot"'], receiver: code }
time_intervals: [{ name: always, time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] }]
`

const RUN = {
  action: 'completed',
  workflow_run: { id: 1, name: 'build', run_number: 7, conclusion: 'failure', status: 'completed' },
  repository: { full_name: 'acme/shop', html_url: 'https://git.example.com/acme/shop' },
}

interface Case {
  readonly path: string
  readonly body: object
  readonly headers?: Record<string, string>
  /** Which route each delivery came by, and which matchers took it there. */
  readonly decided: readonly string[]
}

const CASES: Readonly<Record<string, Case>> = {
  'a group of alerts that two routes share': {
    path: '/webhook/prod',
    body: aWebhook([
      { labels: { alertname: 'DiskFull', team: 'db' }, fingerprint: 'a' },
      { labels: { alertname: 'Slow', team: 'pay' }, fingerprint: 'b' },
      { labels: { alertname: 'Other' }, fingerprint: 'c' },
    ]),
    decided: [
      'route.routes[0] → db: team="db", alertname=~"Disk.*"',
      'route.routes[1] → pay: team=~"pay|db"',
      'route → rest: no team="db", no team=~"pay|db", no __type__="github", no team="night", no __type__="dingtalk-robot"',
    ],
  },
  'an event that a header names': {
    path: '/webhook/forge',
    body: RUN,
    headers: { 'x-github-event': 'workflow_run', 'x-github-delivery': 'd-1' },
    decided: ['route.routes[2] → code: __type__="github", event="workflow_run"'],
  },
  'a body with a mapping': {
    path: '/webhook/shop',
    body: { what: 'Basket lost', crew: 'pay' },
    decided: ['route.routes[1] → pay: team=~"pay|db"'],
  },
  'a muted one': {
    path: '/webhook/prod',
    body: aWebhook([{ labels: { alertname: 'Batch', team: 'night' } }]),
    decided: ['route.routes[3] → db: team="night"'],
  },
  'a message for a custom robot': {
    path: '/robot/send?access_token=robot-key',
    body: { msgtype: 'text', text: { content: 'hello' } },
    decided: ['route.routes[4] → code: __type__="dingtalk-robot"'],
  },
  'a receiver that its sender names': {
    path: '/webhook/guest?receiver=pay',
    body: { title: 'Backup failed' },
    headers: { authorization: 'Bearer guest-token' },
    decided: [],
  },
  'a receiver that its sender may not name': {
    path: '/webhook/guest?receiver=db',
    body: { title: 'Backup failed', team: 'pay' },
    headers: { authorization: 'Bearer guest-token' },
    decided: [],
  },
  'a receiver that nobody has': {
    path: '/webhook/prod?receiver=nobody',
    body: aWebhook([{ labels: { alertname: 'DiskFull', team: 'db' } }]),
    decided: [],
  },
}

test.each(Object.entries(CASES))('%s', async (_, { path, body, headers, decided }) => {
  const house = await aHouse(SETTINGS)
  await house.post(path, body, headers)
  await house.settled()
  const said: string[] = []
  for (const { id } of (await house.bridge().store.find({ limit: 10 })).items)
    said.push(...(await saidByAll(house, id)))
  expect([...new Set(said)].toSorted()).toEqual(decided.toSorted())
})

/** What page, API and command say took a delivery its way: all three the same. */
async function saidByAll(house: StoryHouse, id: string): Promise<readonly string[]> {
  const detail = await detailOf(house, id)
  const byApi = await explainedByApi(house, detail)
  expect(byApi.deliveries.map(placeOf)).toContainEqual(placeOf(detail))
  const answers = {
    page: decidersOnPage(await pageOf(house, id)),
    api: byApi.decided_by.flat().map(deciderLine),
    cli: decidersOfCli(await explainedByCli(house, detail)),
  }
  const ofThisRoute = (lines: readonly string[]) => [
    ...new Set(lines.filter((line) => line.startsWith(`${detail.route} → `))),
  ]
  const page = ofThisRoute(answers.page)
  expect([ofThisRoute(answers.api), ofThisRoute(answers.cli)]).toEqual([page, page])
  return page
}

test('what a digest told came its own way, and both pages name each other', async () => {
  const house = await aHouse(SETTINGS.replace('group: cidDb ', 'group: cidDb, pace: 1/1m '))
  const ids: string[] = []
  for (const name of ['DiskFull', 'DiskSlow', 'DiskLost']) {
    const body = aWebhook([{ labels: { alertname: name, team: 'db' }, fingerprint: name }], {
      groupKey: name,
    })
    ids.push((await house.post('/webhook/prod', body)).body.deliveries[0]!)
  }
  await house.until('all are told', async () => {
    house.clock.advance(10_000)
    return (await house.rows('waiting', 'sending')).length === 0
  })
  const rows = await Promise.all(ids.map((id) => detailOf(house, id)))
  const digest = rows.at(-1)!.told_by!
  const folded = rows.filter(({ told_by: by }) => by === digest)
  expect(folded.length).toBeGreaterThan(1)
  const shown = await pageOf(house, digest)
  expect(shown).toContain(
    `<code>route.routes[0] → db</code> <span class="num">×${folded.length}</span>`,
  )
  for (const { id } of folded) {
    expect(await saidByAll(house, id)).toEqual([
      'route.routes[0] → db: team="db", alertname=~"Disk.*"',
    ])
    const page = await pageOf(house, id)
    expect(page).toContain(`<a href="/deliveries/${digest}">It was told as part of a digest</a>`)
    expect(page).toContain('It was told in the words of another delivery')
    expect(shown).toContain(`/deliveries/${id}`)
  }
})

test('what is sent again came the way it came, and what a person sent elsewhere says so', async () => {
  const house = await aHouse(SETTINGS)
  const body = aWebhook([{ labels: { alertname: 'Slow', team: 'pay' } }])
  const decided = ['route.routes[1] → pay: team=~"pay|db"']
  const id = (await house.post('/webhook/prod', body)).body.deliveries[0]!
  await house.settled()
  const redrive = (wish: object) =>
    post(`${house.bridge().adminUrl}/api/v1/deliveries/${id}/redrive`, wish)
  await redrive({ again: true })
  await house.settled()
  expect(await saidByAll(house, id)).toEqual(decided)

  const refused = { code: 'invalidParameter.msgParam.invalid', message: 'no' }
  const match = { path: '/v1.0/robot/groupMessages/send' }
  house.sandbox.faults({ match, times: 2, answer: { status: 400, body: refused } })
  await redrive({ again: true })
  await house.settled()
  const dead = await pageOf(house, id)
  expect(dead).toContain('DingTalk did not take them')
  expect(dead).toContain('What the full form would be now')
  await redrive({ receiver: 'db' })
  await house.settled()
  expect(await saidByAll(house, id)).toEqual(decided)
  const [other] = (await house.rows('sent')).filter(({ receiver }) => receiver === 'db')
  const page = await pageOf(house, other!.id)
  expect(page).toContain('A person sent it to db instead.')
  expect(decidersOnPage(page)).toEqual(decided)
})

test('a receiver that a source may name no more is told to whoever asks later', async () => {
  const house = await aHouse(SETTINGS)
  const headers = { authorization: 'Bearer guest-token' }
  const send = async (receiver: string) =>
    (await house.post(`/webhook/guest?receiver=${receiver}`, { title: receiver }, headers)).body
      .deliveries[0]!
  const [pay, db] = [await send('pay'), await send('db')]
  await house.settled()
  expect(await house.reload(SETTINGS.replace('receivers: [pay]', 'receivers: [db]'))).toBe(true)
  expect(await pageOf(house, pay)).toContain('its sender would not be given that receiver')
  expect(await pageOf(house, db)).toContain('its sender would be given what it asked for')
})

test('what was sent to a receiver by name says so, and why a name was not taken', async () => {
  const house = await aHouse(SETTINGS)
  const authorization = 'Bearer guest-token'
  const pages: string[] = []
  for (const receiver of ['pay', 'db', 'nobody']) {
    const path = `/webhook/guest?receiver=${receiver}`
    const sent = await house.post(
      path,
      { title: 'Backup failed', team: receiver },
      { authorization },
    )
    pages.push(await pageOf(house, sent.body.deliveries[0] ?? ''))
  }
  expect(pages[0]).toContain('It was sent to the receiver pay by name; no route was asked.')
  for (const page of pages.slice(1)) {
    expect(page).toContain('Such a message goes to rest, the receiver of the root')
    expect(page).not.toContain('it would go another way')
  }
  expect(pages[1]).toContain('Sent for receiver “db”, which this source may not name.')
  expect(pages[2]).toContain('Sent for receiver “nobody”, which does not exist.')
})

interface Detail {
  readonly id: string
  readonly source: string
  readonly receiver: string
  readonly target: string
  readonly route: string
  readonly accepted_at: string
  readonly payload: string
  readonly headers: Readonly<Record<string, string>>
  readonly wished: string | null
  readonly told_by?: string
}

const placeOf = ({ receiver, target, route }: Pick<Detail, 'receiver' | 'target' | 'route'>) =>
  [receiver, target, route].join(' ')

const detailOf = async (house: StoryHouse, id: string): Promise<Detail> =>
  (await fetch(`${house.bridge().adminUrl}/api/v1/deliveries/${id}`)).json() as Promise<Detail>

async function pageOf(house: StoryHouse, id: string): Promise<string> {
  const headers = { accept: 'text/html' }
  return (await fetch(`${house.bridge().adminUrl}/deliveries/${id}`, { headers })).text()
}

async function explainedByApi(
  house: StoryHouse,
  { source, payload, headers, accepted_at: at, wished }: Detail,
): Promise<Explanation> {
  const question = { source, payload, headers, at, ...(wished !== null && { receiver: wished }) }
  const { status, body } = await post(`${house.bridge().adminUrl}/api/v1/explain`, question)
  expect(status).toBe(200)
  return body as unknown as Explanation
}

async function explainedByCli(
  house: StoryHouse,
  { source, payload, headers, accepted_at: at, wished }: Detail,
): Promise<string> {
  const config = join(house.folder, 'explained.yaml')
  const yaml = readFileSync(join(house.folder, 'bridge.yaml'), 'utf8')
  writeFileSync(config, yaml.replaceAll('${SANDBOX}', house.sandbox.url))
  const asked = Object.entries(headers).flatMap(([name, value]) => [
    '--header',
    `${name}: ${value}`,
  ])
  const wish = wished === null ? [] : ['--receiver', wished]
  const args = ['explain', '--config', config, '--source', source, '--payload', 'p', '--at', at]
  const { code, out, err } = await runCommand([...args, ...asked, ...wish], { p: payload })
  expect([code, err]).toEqual([0, ''])
  return stripVTControlCharacters(out)
}

const deciderLine = ({ route, receiver, matchers, refusals }: Decider): string =>
  lineOf(
    `${route} → ${receiver}`,
    matchers,
    refusals.map(({ matcher }) => matcher),
  )

const lineOf = (way: string, matchers: readonly string[], refusals: readonly string[]): string =>
  `${way}: ${matchers.length > 0 ? matchers.join(', ') : `no ${refusals.join(', no ')}`}`

function decidersOnPage(html: string): readonly string[] {
  const lines = html.matchAll(
    /<p class="decider"><strong>Decided by<\/strong> (.*?) <span class="under">(.*?)<\/span><\/p>/gs,
  )
  return [...lines].map(([, because = '', way = '']) => {
    const named = [...because.matchAll(/<code>(.*?)<\/code>/g)].map(([, text = '']) =>
      unescaped(text),
    )
    return because.startsWith('<code>') ? lineOf(way, named, []) : lineOf(way, [], named)
  })
}

const decidersOfCli = (text: string): readonly string[] =>
  [...text.matchAll(/^ {2}decided by (.*)$/gm)].map(([, line = '']) =>
    line.replace('nothing below it matched: ', '').replaceAll(/(: |, )not /g, '$1no '),
  )

const unescaped = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&gt;', '>')
