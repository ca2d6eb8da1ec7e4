import { describe, expect, test } from 'vitest'
import { wordingOf } from '../../src/domain/wording.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { aDesk, aNewDelivery, NOON, SETTINGS } from '../web/make-desk.ts'
import { aBench, answering, throughApp } from './make-bench.ts'

/** A terminal at a bridge with a dead letter, one that waits, and one that was told. */
async function atDesk(yaml = SETTINGS) {
  const desk = await aDesk(yaml)
  const notification = aNotification([anAlert({ labels: { alertname: '磁盘满' } })])
  await desk.accept(
    'chat',
    aNewDelivery('d1'),
    aNewDelivery('d2'),
    aNewDelivery('d3', { notification }),
  )
  const detail = 'DingTalk refuses the words.'
  const attempt = {
    delivery: 'd1',
    at: NOON,
    tookMs: 12,
    part: 0,
    recipients: [],
    outcome: 'reject',
    reason: 'message',
    code: 'invalidParameter.msgParam.invalid',
    detail,
    receipt: null,
  } as const
  await desk.settle('chat', {
    attempts: [attempt],
    changes: [
      { id: 'd1', state: 'dead', reason: 'message', detail },
      { id: 'd2', state: 'sent', toldAt: NOON },
    ],
  })
  return { ...desk, ...aBench({ fetch: throughApp(desk.admin) }) }
}

describe('deliveries list', () => {
  test('prints columns, the newest first', async () => {
    const { run } = await atDesk()
    expect(await run('deliveries', 'list')).toEqual({
      code: 0,
      complained: '',
      printed: `\
ID  STATE    WHY      ACCEPTED              RECEIVER  TARGET  ALERTS  TITLE
d3  waiting           2026-11-22 12:00:00Z  sre       chat    1       磁盘满
d2  sent              2026-11-22 12:00:00Z  sre       chat    1       HighErrorRate
d1  dead     message  2026-11-22 12:00:00Z  sre       chat    1       HighErrorRate
`,
    })
  })

  test('narrows, and says how to go on', async () => {
    const { run } = await atDesk()
    const first = await run('deliveries', 'list', '--state', 'dead,waiting', '--limit', '1')
    expect(first.printed).toContain('d3  waiting')
    const cursor = /--cursor (\S+)/.exec(first.complained)?.[1] ?? ''
    const second = await run('deliveries', 'list', '--state', 'dead,waiting', '--cursor', cursor)
    expect(second.printed).toMatch(/^ID.*\nd1 {2}dead.*\n$/)
  })

  test('gives JSON to programs', async () => {
    const { run } = await atDesk()
    const { printed } = await run('deliveries', 'list', '-q', '磁盘', '--format', 'json')
    expect(JSON.parse(printed)).toMatchObject({ items: [{ id: 'd3' }], next: null })
  })

  test('of nothing prints nothing', async () => {
    const { run } = await atDesk()
    expect(await run('deliveries', 'list', '--receiver', 'dba')).toEqual({
      code: 0,
      printed: '',
      complained: 'There is none.\n',
    })
  })

  test.each([
    [['list', '--receiver', 'sree'], 'There is none. No receiver is called "sree"; there are '],
    [['list', '--target', 'chad'], 'There is none. No target is called "chad"; there are chat, '],
  ])('a name that is misspelt is told with those that there are: %j', async (words, begins) => {
    const { run } = await atDesk()
    const { complained } = await run('deliveries', ...words)
    expect(complained.slice(0, begins.length)).toBe(begins)
  })
})

test('deliveries show tells the story of one', async () => {
  const { run } = await atDesk()
  expect(await run('deliveries', 'show', 'd1')).toEqual({
    code: 0,
    complained: '',
    printed: `\
HighErrorRate

id           d1
state        dead (message)
why          DingTalk refuses the words.
to           sre → chat (group)
from         prod, webhook w-d1
alerts       1
labels       alertname="HighErrorRate"
accepted     2026-11-22 12:00:00Z
attempt      2026-11-22 12:00:00Z part 1, 12 ms: reject message invalidParameter.msgParam.invalid DingTalk refuses the words.
`,
  })
})

test.each([
  ['dead', { form: 'full' }, 'not taken'],
  ['dead', { form: 'plain' }, 'not taken, in the plain second form'],
  ['held', { form: 'full' }, 'perhaps told'],
] as const)('of one that is %s with %j words it says: %s', async (state, over, line) => {
  const { run, settle } = await atDesk()
  const parts = [
    { msgKey: 'sampleMarkdown', title: 'Disk', text: 'Disk is full.', buttons: [] } as const,
  ]
  const words = { template: 'alert', parts, omitted: 0, ...over } as const
  await settle('chat', { changes: [{ id: 'd3', state, reason: 'message', words }] })
  const { printed } = await run('deliveries', 'show', 'd3')
  expect(/^words {8}(.*)$/m.exec(printed)?.[1]).toBe(line)
  expect(printed).toContain('── Disk\nDisk is full.\n')
})

test('of several tries it says which words each had, and what became of them', async () => {
  const { run, settle } = await atDesk()
  const wordsOf = (text: string) => {
    const part = { msgKey: 'sampleMarkdown', title: 'Disk', text, buttons: [] } as const
    return { template: 'alert', parts: [part], omitted: 0, form: 'full' } as const
  }
  const [first, second] = [{ ...wordsOf('80 %'), standWith: 'd3' }, wordsOf('90 %')]
  const said = { delivery: 'd3', at: NOON, tookMs: 5, part: 0, recipients: [], receipt: null }
  const call = { ...said, outcome: 'retry', reason: 'rate', code: '410100', detail: null } as const
  const attempts = [first, second].map((words) => ({ ...call, wording: wordingOf(words) }))
  const pointer = { delivery: 'd3', wording: wordingOf(first) }
  const changes = [
    { id: 'd3', tried: [first, second] },
    { id: 'd1', triedWith: pointer },
  ]
  await settle('chat', { attempts, changes })
  expect((await run('deliveries', 'show', 'd3')).printed.split('\n').slice(-13)).toEqual([
    'attempt      2026-11-22 12:00:00Z part 1, words 1, 5 ms: retry rate 410100',
    'attempt      2026-11-22 12:00:00Z part 1, words 2, 5 ms: retry rate 410100',
    '',
    'words 1      of a digest that is gone, not taken, the next try makes others',
    ...['', '── Disk', '80 %', ''],
    'words 2      not taken, the next try makes others',
    ...['', '── Disk', '90 %', ''],
  ])
  expect((await run('deliveries', 'show', 'd1')).printed).toContain(
    'words        of one message with others, which stands with d3, not taken\n\n── Disk\n80 %\n',
  )
})

describe('deliveries redrive and discard', () => {
  test('say of each what became of it, and 1 when one could not be', async () => {
    const { run } = await atDesk()
    expect(await run('deliveries', 'redrive', 'd1', 'd2')).toEqual({
      code: 1,
      printed: 'd1 waiting\n',
      complained:
        'http://127.0.0.1:8081 answers 409 wrong_state: d2 is sent and cannot be redriven: it has to be dead, held or discarded. To say again what was told, ask for it: {"again": true}, or --again.\n',
    })
    expect(await run('deliveries', 'discard', 'd1', 'd3')).toEqual({
      code: 0,
      printed: 'd1 discarded\nd3 discarded\n',
      complained: '',
    })
  })

  test('say again what was told, where that is wished', async () => {
    const { run } = await atDesk()
    expect(await run('deliveries', 'redrive', 'd2', '--again')).toEqual({
      ...{ code: 0, printed: 'd2 waiting\n', complained: '' },
    })
    const { printed } = await run('deliveries', 'show', 'd2')
    expect(printed).toMatch(/^first told {3}2026-11-22 12:00:00Z$/m)
    expect(printed).toMatch(/^sent again {3}once$/m)
  })

  test('say where those went that were sent to another receiver', async () => {
    const { run } = await atDesk()
    const { code, printed, complained } = await run(
      ...['deliveries', 'redrive', 'd1', 'd2', '--receiver', 'dba'],
    )
    expect([code, printed]).toEqual([1, expect.stringMatching(/^d1 sent to dba as \w+\n$/)])
    expect(complained).toContain('409 wrong_state: d2 is sent and cannot be sent elsewhere')
  })

  test('take all of a receiver that ended lately', async () => {
    const { run } = await atDesk()
    const whole = ['deliveries', 'redrive', '--receiver', 'sre', '--since', '2h']
    expect(await run(...whole)).toMatchObject({ code: 0, printed: 'd1 waiting\n' })
    expect(await run(...whole)).toMatchObject({
      code: 0,
      printed: '',
      complained: 'Nothing of sre died or was held in the last 2h.\n',
    })
  })

  test.each([
    ['neither', ['redrive']],
    ['half', ['redrive', '--receiver', 'sre']],
    ['both', ['redrive', 'd1', '--receiver', 'sre', '--since', '2h']],
    ['no duration', ['redrive', '--receiver', 'sre', '--since', 'yesterday']],
    ['again whom', ['redrive', '--again']],
    ['again elsewhere', ['redrive', 'd2', '--again', '--receiver', 'dba']],
    ['no id', ['discard']],
    ['no such state', ['list', '--state', 'gone']],
    ['no address', ['list', '--url', 'bridge:8081']],
  ])('%s is wrong usage', async (_, args) => {
    const { run, asked } = await atDesk()
    const { code, printed, complained } = await run('deliveries', ...args)
    expect([code, printed, asked]).toEqual([2, '', []])
    expect(complained).toMatch(/^error: /)
  })
})

describe('the bridge', () => {
  const CLOSED = `${SETTINGS}\nadmin: { auth: { bearer_token: admin-S3CRET } }`

  test('that asks for a token gets it from a file or from the environment', async () => {
    const { admin } = await atDesk(CLOSED)
    const fetch = throughApp(admin)
    const readInput = async () => Buffer.from('admin-S3CRET\n')
    const list = ['deliveries', 'list', '--state', 'held']
    const bare = await aBench({ fetch }).run(...list)
    expect(bare).toMatchObject({ code: 1 })
    expect(bare.complained).toContain('401 unauthorized')
    expect(bare.complained).toContain('DINGBRIDGE_TOKEN')
    const env = { DINGBRIDGE_TOKEN: 'admin-S3CRET' }
    expect((await aBench({ fetch, env }).run(...list)).code).toBe(0)
    const wrong = await aBench({ fetch, env: { DINGBRIDGE_TOKEN: 'other' } }).run(...list)
    expect(wrong.complained).toContain('is not the one it expects')
    const file = await aBench({ fetch, readInput }).run(...list, '--token-file', 'token')
    expect(file.code).toBe(0)
  })

  test('that does not run is named', async () => {
    const fetch = () => Promise.reject(new Error('ECONNREFUSED'))
    const { code, complained } = await aBench({ fetch }).run('deliveries', 'list')
    expect(code).toBe(1)
    expect(complained).toBe(
      'No bridge answers at http://127.0.0.1:8081 (ECONNREFUSED). Does it run? See --url, or give its settings with -c.\n',
    )
  })

  test('that is something else is said so', async () => {
    const bench = aBench({ fetch: answering(502, 'Bad gateway') })
    const { code, complained } = await bench.run('deliveries', 'list', '--url', 'http://proxy/')
    expect(code).toBe(1)
    expect(complained).toContain('http://proxy answers 502')
    expect(complained).toContain('no answer of a dingbridge')
  })
})
