import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { openapi } from '../../src/web/api/openapi.ts'
import { aDesk, aNewDelivery, NOON } from './make-desk.ts'

const { paths, components } = openapi('1.2.3')

type Json = Record<string, unknown>

/** The same schema, but for that it refuses what it does not list. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const whole = Object.fromEntries(Object.entries(schema).map(([key, at]) => [key, strict(at)]))
  return 'properties' in whole ? { ...whole, additionalProperties: false } : whole
}

/** What the description says that a call answers with this status; null: nothing of its form. */
function described(method: string, path: string, status: number): z.ZodType | null {
  const operation = (paths as unknown as Record<string, Record<string, Json>>)[path]?.[method]
  const responses = operation?.['responses'] as Record<string, { content: Json }>
  expect(Object.keys(responses)).toContain(String(status))
  const content = responses[status]?.content['application/json'] as { schema?: Json }
  if (!content.schema) return null
  const $defs = JSON.stringify(strict(components.schemas))
  const text = JSON.stringify({ ...content.schema, $defs: JSON.parse($defs) })
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
}

/** A house in which everything happened that the API tells of. */
async function aFullDesk() {
  const desk = await aDesk()
  await desk.accept('chat', ...['d1', 'd2', 'd3', 'd4'].map((id) => aNewDelivery(id)))
  const attempt = {
    ...({ delivery: 'd1', at: NOON, tookMs: 12, part: 0, recipients: [] } as const),
    ...({ outcome: 'reject', reason: 'message', code: 'x' } as const),
    ...({ detail: 'No.', receipt: null } as const),
  }
  await desk.settle('chat', {
    attempts: [attempt],
    changes: [
      { id: 'd1', state: 'dead', reason: 'message', detail: 'No.' },
      { id: 'd2', state: 'sent', toldAt: NOON },
      { id: 'd3', state: 'dead', reason: 'config' },
    ],
  })
  return desk
}

test('an answer that a sender would get is described too', async () => {
  const { post } = await aFullDesk()
  const headers = { 'content-type': 'text/csv' }
  const { status, body } = await post('/api/v1/explain', { source: 'prod', payload: 'x', headers })
  expect(status).toBe(415)
  expect(described('post', '/api/v1/explain', 415)?.safeParse(body).error).toBeUndefined()
})

test.each(Object.keys(paths['/api/v1/deliveries']))(
  '%s is refused by one who may not',
  (method) => {
    for (const status of [401, 403, 503])
      expect(described(method, '/api/v1/deliveries', status)).not.toBeNull()
  },
)

describe('what the API answers is what it describes, and no more:', () => {
  test.each([
    ['get', '/api/v1/deliveries', '', 200],
    ['get', '/api/v1/deliveries', '?limit=1&state=dead', 200],
    ['get', '/api/v1/deliveries', '?limit=0', 400],
    ['get', '/api/v1/deliveries/{id}', 'd1', 200],
    ['get', '/api/v1/deliveries/{id}', 'd2', 200],
    ['get', '/api/v1/deliveries/{id}', 'none', 404],
    ['post', '/api/v1/deliveries/{id}/redrive', 'd1', 202],
    ['post', '/api/v1/deliveries/{id}/redrive', 'd2', 409],
    ['post', '/api/v1/deliveries/{id}/redrive', 'none', 404],
    ['post', '/api/v1/deliveries/{id}/discard', 'd3', 202],
    ['post', '/api/v1/deliveries/{id}/discard', 'd2', 409],
    ['get', '/api/v1/targets', '', 200],
    ['post', '/api/v1/targets/{id}/probe', 'chat', 202],
    ['post', '/api/v1/targets/{id}/probe', 'none', 404],
    ['post', '/api/v1/targets/{id}/test', 'chat', 202],
    ['get', '/api/v1/rejected', '', 200],
    ['post', '/api/v1/explain', '', 400],
  ])('%s %s%s is %i', async (method, path, rest, status) => {
    const { admin, targets } = await aFullDesk()
    const id = rest === 'chat' ? targets['chat']!.key : rest
    const address = path.includes('{id}') ? path.replace('{id}', id) : `${path}${rest}`
    const response = await admin.request(address, { method: method.toUpperCase() })
    expect(response.status).toBe(status)
    const schema = described(method, path, status)
    expect(schema?.safeParse(await response.json()).error).toBeUndefined()
    expect(schema).not.toBeNull()
  })
})
