import { type Clock, type Instant, SECOND } from '../domain/clock.ts'
import { type Arrival, type Arrivals, createArrivals } from './arrivals.ts'
import { createFaults, type Faults } from './faults.ts'
import { createIds, type Ids } from './ids.ts'
import { type Limits, NO_LIMITS, REAL_ROBOT_PER_MINUTE } from './limits.ts'
import { createStreams, type Streams } from './streams.ts'
import { createTokens, type Tokens } from './tokens.ts'
import { createGate, createTally, type Gate, type Tally } from './windows.ts'

/** Everything that one sandbox remembers; what grows with every call is written with `remember`. */
export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly tokens: Tokens
  readonly arrivals: Arrivals
  readonly faults: Faults
  /** Messages of a robot, 60 s. */
  readonly robots: Gate
  /** Calls of an app to an API, 1 s. */
  readonly apps: Gate
  readonly tally: Tally
  /** How often each path was called. */
  readonly calls: Map<string, number>
  /** What a task did with each of its recipients, by task id. */
  readonly tasks: Map<string, Task>
  /** What each person was sent on which day: `day/user`. */
  readonly days: Map<string, PersonsDay>
  /** When a custom robot said what: `token/msgUuid`. */
  readonly uuids: Map<string, Instant>
  /** Names for the chat page: chats, people and robots by their ids. */
  readonly names: Map<string, string>
  readonly streams: Streams
  limits: Limits
}

export interface Task {
  readonly told: readonly string[]
  readonly invalid: readonly string[]
  readonly forbidden: readonly { readonly code: string; readonly userid: string }[]
}

export interface PersonsDay {
  readonly count: number
  /** Digests of the words, and when they were said. */
  readonly words: Map<string, Instant>
}

export function createWorld(clock: Clock, random: () => number): World {
  const ids = createIds(random)
  return {
    clock,
    ids,
    tokens: createTokens(clock, ids),
    arrivals: createArrivals(clock),
    faults: createFaults(),
    robots: createGate(60 * SECOND),
    apps: createGate(SECOND),
    tally: createTally(),
    calls: new Map(),
    tasks: new Map(),
    days: new Map(),
    uuids: new Map(),
    names: new Map(),
    streams: createStreams(ids, clock.now),
    limits: NO_LIMITS,
  }
}

export function arrive(world: World, arrival: Arrival): void {
  const allowed = world.limits.robot_per_minute ?? REAL_ROBOT_PER_MINUTE
  const keys = arrival.channel === 'users' ? arrival.recipients : [arrival.target]
  if (arrival.channel !== 'work_notification')
    for (const key of keys) world.tally.add(key, world.clock.now(), allowed)
  world.arrivals.add(arrival)
}

/** Whether this robot may say one more thing to this chat or person now. */
export function robotMaySend(world: World, robot: string, target: string): boolean {
  const { robot_per_minute, robot_penalty_ms } = world.limits
  const key = `${robot} ${target}`
  return world.robots.pass(key, world.clock.now(), robot_per_minute, robot_penalty_ms)
}

/** Forgets everything, as a new sandbox would. */
export function forget(world: World): void {
  world.limits = NO_LIMITS
  for (const part of [world.tokens, world.arrivals, world.faults, world.robots, world.apps])
    part.clear()
  for (const part of [
    world.tally,
    world.calls,
    world.tasks,
    world.days,
    world.uuids,
    world.names,
    world.streams,
  ])
    part.clear()
}
