import type { App } from '../domain/app.ts'
import { DAY, type Instant, SECOND } from '../domain/clock.ts'
import type { Closure } from '../domain/outcome.ts'
import type { Address } from '../domain/target.ts'
import type { Memory } from './gateway.ts'

/**
 * What is shut besides single lines: an app's API, a whole app, an organisation's quota, an
 * egress address. Kept in the store, so that a restart does not run into the same wall, and read
 * again every few seconds, so that replicas learn of each other's walls.
 */
export interface Closures {
  /** Until when a call to this address must wait, and why; null when nothing is in its way. */
  until(address: Address, app: App | null, now: Instant): Promise<Shut | null>
  /** A later end stays: a call that was under way meanwhile may be refused with less. */
  close(
    closure: Closure,
    address: Address,
    app: App | null,
    why: string,
    now: Instant,
  ): Promise<void>
  /** DingTalk refuses the settings of the whole app; true where that is news. */
  refused(app: App, now: Instant): Promise<boolean>
  /** DingTalk took something of the app; true where it was refused before. */
  accepted(app: App, now: Instant): Promise<boolean>
  /** Forgets what a repaired setting of these apps may have opened, whoever closed it. */
  forget(apps: Iterable<string>, now: Instant): Promise<void>
}

export interface Shut {
  readonly until: Instant
  readonly why: string
}

const FRESH_FOR = 5 * SECOND
/** An app that nobody tries in so long is news again when it is refused. */
const REFUSED_FOR = 30 * DAY

/** `robotProxy`: the way out to a custom robot, which belongs to no app. */
export function createClosures(memory: Memory, robotProxy: RobotProxy): Closures {
  const known = new Map<string, { readonly shut: Shut | null; readonly readAt: Instant }>()

  async function read(key: string, now: Instant): Promise<Shut | null> {
    const cached = known.get(key)
    if (cached && now - cached.readAt < FRESH_FOR) return cached.shut
    const text = await memory.recall(key)
    const shut = text ? (JSON.parse(text) as Shut) : null
    known.set(key, { shut, readAt: now })
    return shut
  }

  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: the targets of an app are refused, and taken again, at the same moment. */
  function inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const asked = turn.then(ask)
    turn = asked.catch(() => {})
    return asked
  }

  return {
    refused: ({ name }, now) =>
      inTurn(async () => {
        const known = await memory.recall(refusalOf(name))
        await memory.remember(refusalOf(name), 'refused', now + REFUSED_FOR)
        return !known
      }),

    accepted: ({ name }, now) =>
      inTurn(async () => {
        if (!(await memory.recall(refusalOf(name)))) return false
        await memory.remember(refusalOf(name), '', now)
        return true
      }),

    async until(address, app, now) {
      const all = await Promise.all(keysOf(address, app, robotProxy).map((key) => read(key, now)))
      return all.reduce<Shut | null>(
        (worst, shut) =>
          shut && shut.until > now && shut.until > (worst?.until ?? 0) ? shut : worst,
        null,
      )
    },

    async close(closure, address, app, why, now) {
      const key = keyOf(closure.scope, address, app, robotProxy)
      if (!key) return
      const shut: Shut = { until: now + closure.forMs, why }
      const before = await read(key, now)
      if (before && before.until > shut.until) return
      known.set(key, { shut, readAt: now })
      await memory.remember(key, JSON.stringify(shut), shut.until)
    },

    async forget(apps, now) {
      for (const key of Array.from(apps, keyOfApp)) {
        known.delete(key)
        if (await memory.recall(key)) await memory.remember(key, '', now)
      }
    },
  }
}

type RobotProxy = (url: string) => string | null

const SCOPES = ['api', 'app', 'org', 'egress'] as const

const keysOf = (address: Address, app: App | null, robotProxy: RobotProxy): string[] =>
  SCOPES.map((scope) => keyOf(scope, address, app, robotProxy)).filter((key) => key !== null)

const refusalOf = (app: string): string => `refused:app:${app}`

const keyOfApp = (name: string): string => `closed:app:${name}`

function keyOf(
  scope: Closure['scope'],
  address: Address,
  app: App | null,
  robotProxy: RobotProxy,
): string | null {
  switch (scope) {
    case 'target':
      return null
    case 'api':
      return app && `closed:api:${app.name}:${address.channel}`
    case 'app':
      return app && keyOfApp(app.name)
    case 'org':
      return app?.org ? `closed:org:${app.org}` : app && keyOfApp(app.name)
    case 'egress': {
      const url = urlOf(address, app)
      const proxy = app ? app.endpoints.proxy : robotProxy(url)
      return `closed:egress:${proxy ?? 'direct'}:${hostOf(url)}`
    }
  }
}

/** One region's two families share their gatekeeper: the host without its first name. */
const hostOf = (url: string): string => new URL(url).host.replace(/^o?api\./, '')

const urlOf = (address: Address, app: App | null): string =>
  app?.endpoints.apiUrl ?? (address.channel === 'robot' ? address.url : '')
