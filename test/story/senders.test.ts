import { expect, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'

const SETTINGS = `${HEAD}
sources:
  - { name: forge, type: github, auth: none }
  - { name: locked, type: uptime-kuma, auth: { header_token: s3cret-token } }
receivers: [{ name: chat, targets: [{ group: cidChat, pace: 1000/1s, digest: "off" }] }]
route: { receiver: chat }
`

const posted = (name: string, minutes: number, over = {}) => ({
  labels: { alertname: name },
  annotations: {},
  startsAt: new Date(Date.now() - 60_000).toISOString(),
  endsAt: new Date(Date.now() + minutes * 60_000).toISOString(),
  generatorURL: 'http://prometheus.example.com/graph',
  ...over,
})

test('what Prometheus posts again each minute is told when it is new or changed', async () => {
  const house = await aHouse(SETTINGS)
  const post = (...alerts: readonly object[]) => house.post('/webhook/auto', alerts)
  const first = await post(posted('Disk', 4))
  expect(first.body).toMatchObject({ duplicate: false, source: 'prometheus', type: 'prometheus' })
  const again = await post(posted('Disk', 5))
  expect(again.body).toMatchObject({ id: first.body.id, deliveries: [], duplicate: true })
  await post(posted('Disk', 6), posted('Memory', 6))
  await post(posted('Disk', -1), posted('Memory', 7))
  await post(posted('Disk', -1), posted('Memory', 8))
  await house.settled()
  const titles = house.sandbox.messages().map(({ title }) => title)
  expect(titles).toEqual([
    '🔴 firing · Disk',
    '🔴 firing · Memory',
    expect.stringMatching(/resolved · Disk/),
  ])
})

const run = (conclusion: string, number: number) => ({
  action: 'completed',
  workflow_run: {
    name: 'build',
    run_number: number,
    conclusion,
    head_branch: 'main',
    head_sha: '0123456789abcdef',
    head_commit: { message: 'Count in cents', author: { name: 'li.lei' } },
    run_started_at: `2026-11-22T06:0${number}:00Z`,
    updated_at: `2026-11-22T06:0${number}:40Z`,
    html_url: `https://github.example.com/acme/pay/actions/runs/${number}`,
  },
  repository: { full_name: 'acme/pay', html_url: 'https://github.example.com/acme/pay' },
})

test('a success that follows a failure is told as fixed, and the next one is not', async () => {
  const house = await aHouse(SETTINGS)
  for (const [i, conclusion] of ['failure', 'cancelled', 'success', 'success'].entries())
    await house.post('/webhook/forge', run(conclusion, i + 1), { 'x-github-event': 'workflow_run' })
  await house.settled()
  const titles = house.sandbox.messages().map(({ title }) => title.split(' · ')[0])
  expect(titles).toEqual(['❌ failed', '⚪ cancelled', '✅ fixed', '✅ succeeded'])
})

test('the one address for all says whom it took a webhook for', async () => {
  const house = await aHouse(SETTINGS)
  const github = await house.post('/webhook/auto', run('success', 1), { 'x-github-event': 'ping' })
  expect(github.body).toMatchObject({ source: 'forge', type: 'github', ignored: true })
  const generic = await house.post('/webhook/auto', { title: 'Backup failed' })
  expect(generic.body).toMatchObject({ source: 'generic', deliveries: [expect.any(String)] })
})

test('the one address for all guesses for nobody who has to prove himself', async () => {
  const house = await aHouse(SETTINGS)
  const monitor = { heartbeat: { status: 0 }, monitor: { id: 1, name: 'shop' }, msg: 'down' }
  const answer = await house.post('/webhook/auto', monitor)
  expect([answer.status, answer.body.error.message]).toEqual([
    401,
    'It looks like uptime-kuma, which has to prove itself here. Send it to /webhook/<source>.',
  ])
  const odd = await house.post('/webhook/auto', { nothing: 'known' })
  expect([odd.status, odd.body.error.code]).toEqual([400, 'unrecognised'])
})
