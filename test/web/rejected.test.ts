import { describe, expect, test } from 'vitest'
import type { RejectedContext } from '../../src/outbox/store.ts'
import { aDesk, NOON } from './make-desk.ts'
import { type House, look, press } from './visit.ts'

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
