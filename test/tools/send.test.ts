import { describe, expect, onTestFinished, test } from 'vitest'
import { err, ok } from '../../src/domain/result.ts'
import { realChance, realClock } from '../../src/process.ts'
import { listenSandbox } from '../../src/sandbox/listen.ts'
import { tellOnce } from '../../src/tell-once.ts'
import { captured } from '../ingest/make.ts'
import { planOf } from '../web/make-desk.ts'
import { aBench, answering } from './make-bench.ts'

const BY_HAND = ['send', '--receiver', 'sre', '--title', 'Disk full', '--text', 'On db-1.']

const HEAD = `
dingtalk: { region: intl, apps: { ops: { app_key: dingops, app_secret: app-S3CRET } } }
receivers: [{ name: sre, targets: [{ group: cidSre }] }]
route: { receiver: sre }`

describe('send through a running bridge', () => {
  test('asks it to wait, as news of its own, and prints the outcome', async () => {
    const deliveries = [{ id: 'd1', state: 'sent' }]
    const { run, asked } = aBench({ fetch: answering(200, { id: 'w', deliveries }) })
    expect(await run(...BY_HAND)).toEqual({ code: 0, printed: 'd1 sent\n', complained: '' })
    const [{ body, ...request }] = asked as [(typeof asked)[0]]
    expect(request).toEqual({
      url: 'http://127.0.0.1:8080/webhook/generic?receiver=sre',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        prefer: 'wait=30',
        'idempotency-key': 'send-1795348800000',
      },
      timeoutMs: 40_000,
    })
    expect(JSON.parse(Buffer.from(body!).toString())).toEqual({
      title: 'Disk full',
      text: 'On db-1.',
    })
  })

  test.each([
    ['a dead letter', 200, [{ id: 'd1', state: 'dead', reason: 'config' }], 'd1 dead config\n'],
    [
      'one of two',
      200,
      [
        { id: 'd1', state: 'sent' },
        { id: 'd2', state: 'held' },
      ],
      'd1 sent\nd2 held\n',
    ],
    ['what is not over', 202, ['d1'], 'd1 waiting\n'],
    ['what nobody hears', 200, [], ''],
  ])('%s is 1', async (_, status, deliveries, printed) => {
    const { run } = aBench({ fetch: answering(status, { id: 'w', deliveries }) })
    expect(await run(...BY_HAND)).toMatchObject({ code: 1, printed })
  })

  test('sends a payload as it is to the source that reads it', async () => {
    const readInput = async () => Buffer.from('{"version":"4"}')
    const fetch = answering(200, { id: 'w', deliveries: [] })
    const { run, asked } = aBench({ fetch, readInput })
    await run('send', '-r', 'sre', '-p', '-', '-s', 'prod', '--wait', '5s', '--url', 'http://b/')
    expect(asked[0]).toMatchObject({
      url: 'http://b/webhook/prod?receiver=sre',
      headers: { prefer: 'wait=5' },
      body: Buffer.from('{"version":"4"}'),
    })
  })

  test('goes to where the settings that are named listen, for a receiver that they have', async () => {
    const plan = planOf(`${HEAD}
server: { listen: 0.0.0.0:9301 }
sources: [{ name: any, type: generic, auth: none }]
`)
    const load = () => ok({ plan, warnings: [], place: () => ({ file: '', line: 1, column: 1 }) })
    const fetch = answering(200, { id: 'w', deliveries: [{ id: 'd1', state: 'sent' }] })
    const { run, asked } = aBench({ load, fetch })
    expect((await run(...BY_HAND, '-c', 'good.yaml')).code).toBe(0)
    expect((await run(...BY_HAND, '-c', 'good.yaml', '--url', 'http://b')).code).toBe(0)
    expect(asked.map(({ url }) => url)).toEqual([
      'http://127.0.0.1:9301/webhook/any?receiver=sre',
      'http://b/webhook/generic?receiver=sre',
    ])
    expect(await run('send', '-c', 'x', '-r', 'sree', '--title', 'T', '--text', 'X')).toMatchObject(
      {
        code: 2,
        complained: 'error: There is no receiver "sree". The settings have: sre.\n',
      },
    )
  })

  test('asks nobody where the settings that are named cannot be read', async () => {
    const issue = { file: 'x', line: 1, column: 1, code: 'env_missing', message: 'A is not set' }
    const load = () => err([{ ...issue, severity: 'error' as const }])
    const { run, asked } = aBench({ load })
    const said = await run(...BY_HAND, '-c', 'x')
    expect([said.code, said.complained.includes('give --url'), asked]).toEqual([1, true, []])
  })

  test.each([
    [['-r', 'sre']],
    [['-r', 'sre', '--title', 'T']],
    [['-r', 'sre', '--title', 'T', '--text', 'X', '--payload', 'f', '--source', 's']],
    [['-r', 'sre', '--payload', 'f']],
    [['--title', 'T', '--text', 'X']],
    [['-r', 'sre', '--title', 'T', '--text', 'X', '--wait', '1m']],
    [['-r', 'sre', '--title', 'T', '--text', 'X', '--wait', '5']],
  ])('%j is wrong usage', async (args) => {
    const { run, asked } = aBench()
    expect((await run('send', ...args)).code).toBe(2)
    expect(asked).toEqual([])
  })
})

describe('send --local', () => {
  async function withoutBridge() {
    const sandbox = await listenSandbox({ clock: realClock })
    onTestFinished(() => sandbox.close())
    const plan = planOf(`
dingtalk:
  api_url: ${sandbox.url}
  oapi_url: ${sandbox.url}
  apps: { ops: { app_key: dingops, app_secret: app-S3CRET } }
groups: { sre: cidSecretGroup }
sources: [{ name: prod, type: alertmanager, auth: { bearer_token: hook-S3CRET } }]
receivers: [{ name: sre, targets: [{ group: sre, name: chat }] }]
route: { receiver: sre }
`)
    const readTicket = () => Promise.reject(new Error('There is no ticket.'))
    const parts = { clock: realClock, chance: realChance, version: '1.2.3', readTicket }
    const bench = aBench({
      load: () => ok({ plan, warnings: [], place: () => ({ file: '', line: 1, column: 1 }) }),
      readInput: async () => captured('am033-one-firing'),
      tellOnce: (_plan, webhook, waitMs) =>
        tellOnce(webhook, waitMs, { ...parts, emit: () => {}, plan: () => plan }),
    })
    return { sandbox, ...bench }
  }

  test('tells a title and a text, and says where', async () => {
    const { sandbox, run } = await withoutBridge()
    expect(await run(...BY_HAND, '--local')).toEqual({
      code: 0,
      printed: 'chat sent\n',
      complained: '',
    })
    const [message] = sandbox.messages()
    expect(message).toMatchObject({ target: 'cidSecretGroup' })
    expect(message!.text).toContain('On db-1.')
  })

  test('tells a payload of a source that asks senders for a token', async () => {
    const { sandbox, run } = await withoutBridge()
    const args = ['send', '--local', '-r', 'sre', '-p', 'payload.json', '-s', 'prod']
    expect(await run(...args)).toMatchObject({ code: 0, printed: 'chat sent\n' })
    expect(sandbox.messages()).toHaveLength(1)
  })

  test('says why DingTalk did not take it', async () => {
    const { sandbox, run } = await withoutBridge()
    await fetch(`${sandbox.url}/sandbox/limits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bad: { groups: ['cidSecretGroup'] } }),
    })
    const { code, printed } = await run(...BY_HAND, '--local', '--wait', '1s')
    expect(code).toBe(1)
    expect(printed).toMatch(/^chat waiting config: /)
  })

  test('names the receivers when there is no such one', async () => {
    const { run } = await withoutBridge()
    const args = ['send', '--local', '-r', 'nobody', '--title', 'T', '--text', 'X']
    expect(await run(...args)).toMatchObject({
      code: 2,
      complained: 'error: There is no receiver "nobody". The settings have: sre.\n',
    })
  })
})
