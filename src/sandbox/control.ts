import { type Context, Hono } from 'hono'
import { isFields } from '../domain/fields.ts'
import type { SandboxEnv } from './dingtalk.ts'
import { readFaults } from './faults.ts'
import { changeLimits, type Limits, NO_LIMITS } from './limits.ts'
import type { Mention } from './streams.ts'
import type { Busiest } from './windows.ts'
import type { World } from './world.ts'

/** What tests and people ask the sandbox itself, under `/sandbox`. */
export function createControl(world: World): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()

  app.get('/messages', (c) => {
    const since = readSince(c.req.query('since'))
    if (since === null) return refuse(c, 'since: expected a message id (m12) or a time.')
    return c.json(world.arrivals.list(since))
  })
  app.delete('/messages', (c) => {
    world.arrivals.clear()
    return c.body(null, 204)
  })

  app.get('/faults', (c) => c.json(world.faults.list()))
  app.post('/faults', async (c) => {
    const faults = readFaults(await readJson(c))
    if (!faults.ok) return refuse(c, faults.error)
    world.faults.add(...faults.value)
    return c.json(world.faults.list(), 201)
  })
  app.delete('/faults', (c) => {
    world.faults.clear()
    return c.body(null, 204)
  })

  app.get('/limits', (c) => c.json(limitsReport(world)))
  app.post('/limits', async (c) => {
    const limits = changeLimits(world.limits, await readJson(c))
    if (!limits.ok) return refuse(c, limits.error)
    world.limits = limits.value
    return c.json(limitsReport(world))
  })
  app.delete('/limits', (c) => {
    world.limits = NO_LIMITS
    world.robots.clear()
    world.tally.clear()
    return c.body(null, 204)
  })

  app.get('/calls', (c) => c.json(Object.fromEntries(world.calls)))
  app.delete('/calls', (c) => {
    world.calls.clear()
    return c.body(null, 204)
  })

  app.post('/names', async (c) => {
    const names = await readJson(c)
    if (typeof names !== 'object' || names === null) return refuse(c, 'Expected {id: name}.')
    for (const [id, name] of Object.entries(names)) world.names.set(id, String(name))
    return c.json(Object.fromEntries(world.names))
  })

  // Somebody speaks to a robot whose app listens in Stream mode.
  app.get('/mentions', (c) => c.json(world.streams.list()))
  app.post('/mentions', async (c) => {
    const body = await readJson(c)
    const mention = mentionIn(body)
    if (!mention) return refuse(c, 'Expected {nick, text} as text, and group, title, user, app.')
    if (world.streams.say(mention.app ?? null, mention)) return c.json(world.streams.list(), 201)
    const message = 'Nobody listens in Stream mode: dingbridge discover does.'
    return c.json({ error: { code: 'nobody_listens', message } }, 409)
  })

  // Else DingTalk's own 200 for an unknown address would hide a slip of the pen.
  app.all('*', (c) => {
    const message = 'There are messages, faults, limits, calls, names and mentions.'
    return c.json({ error: { code: 'not_found', message } }, 404)
  })
  return app
}

export interface LimitsReport extends Limits {
  /** The busiest 60 s of each target so far; `over` counts from `robot_per_minute`, or from 20. */
  readonly busiest: readonly Busiest[]
  /** All `over` together: 0 means that nobody was flooded. */
  readonly over: number
}

export function limitsReport(world: World): LimitsReport {
  const busiest = world.tally.list()
  const over = busiest.reduce((sum, target) => sum + target.over, 0)
  return { ...world.limits, busiest, over }
}

function mentionIn(body: unknown): (Mention & { readonly app?: string }) | null {
  if (!isFields(body) || typeof body['nick'] !== 'string') return null
  const { nick, text = '' } = body
  const rest = ['group', 'title', 'user', 'app'].flatMap((key) =>
    body[key] === undefined ? [] : [[key, String(body[key])] as const],
  )
  return { nick, text: String(text), ...Object.fromEntries(rest) }
}

/** Undefined: everything. Null: not to be read. */
function readSince(text: string | undefined): string | number | undefined | null {
  if (text === undefined || text === '') return undefined
  if (/^m\d+$/.test(text)) return text
  const moment = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(moment) ? null : moment
}

async function readJson(c: Context<SandboxEnv>): Promise<unknown> {
  try {
    return await c.req.json()
  } catch {
    return null
  }
}

const refuse = (c: Context<SandboxEnv>, message: string): Response =>
  c.json({ error: { code: 'invalid', message } }, 400)
