import { expect, test } from 'vitest'
import { StoreUnavailable } from '../src/domain/store-unavailable.ts'
import { createRounds, type RoundsDeps } from '../src/rounds.ts'
import { NOON } from './support/make.ts'

/** Some rounds of everything, `over` in the place of what is well: how often each was done. */
async function someRounds(over: Partial<RoundsDeps>) {
  const end = new AbortController()
  let slept = 0
  const done = { sweep: 0, calls: 0, traffic: 0 }
  const said = new Set<string>()
  const rounds = createRounds({
    clock: {
      now: () => NOON,
      sleep: async () => void (++slept === 20 && end.abort()),
    },
    store: {
      async sweep() {
        done.sweep += 1
        return false
      },
    },
    calls: {
      async settle() {
        done.calls += 1
        return new Map()
      },
    },
    traffic: {
      async settle() {
        done.traffic += 1
      },
    },
    emit: (event) => said.add(event.type === 'bug' ? `bug in ${event.where}` : event.type),
    keepMs: () => 60_000,
    ...over,
  })
  await rounds.go(end.signal)
  const going = Object.entries(done).flatMap(([what, times]) => (times > 2 ? [what] : []))
  return { going, said: [...said] }
}

const fails = (error: Error) => () => Promise.reject(error)
const oops = new TypeError('Oops.')
const away = new StoreUnavailable('Away.')

test.each<[string, Partial<RoundsDeps>, { going: string[]; said: string[] }]>([
  ['nothing', {}, { going: ['sweep', 'calls', 'traffic'], said: [] }],
  [
    'sweeping',
    { store: { sweep: fails(oops) } },
    { going: ['calls', 'traffic'], said: ['bug in sweep'] },
  ],
  [
    'counting calls',
    { calls: { settle: fails(oops) } },
    { going: ['sweep', 'traffic'], said: ['bug in count'] },
  ],
  [
    'counting traffic',
    { traffic: { settle: fails(oops) } },
    { going: ['sweep', 'calls'], said: ['bug in count'] },
  ],
  [
    'the settings, at once',
    {
      keepMs: () => {
        throw oops
      },
    },
    { going: ['calls', 'traffic'], said: ['bug in sweep'] },
  ],
  [
    'the store, which is away',
    { store: { sweep: fails(away) }, traffic: { settle: fails(away) } },
    { going: ['calls'], said: [] },
  ],
])('with a fault in %s the other rounds go on', async (_, over, expected) => {
  expect(await someRounds(over)).toEqual(expected)
})
