import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '../../src/domain/clock.ts'
import { createClosures } from '../../src/send/closures.ts'
import { ADDRESSES, anApp, handClock, mapMemory } from './fakes.ts'

const WRONG = { scope: 'app', forMs: MINUTE } as const

test('what one replica shut, another one that never met it opens for all', async () => {
  const clock = handClock()
  const memory = mapMemory(clock)
  const [one, two] = [createClosures(memory, () => null), createClosures(memory, () => null)]
  const until = (closures: typeof one) => closures.until(ADDRESSES.group, anApp(), clock.now())
  await one.close(WRONG, ADDRESSES.group, anApp(), 'The secret is wrong.', clock.now())
  await two.forget(['ops', 'shop'], clock.now())
  clock.move(5 * SECOND)
  expect([await until(one), await until(two)]).toEqual([null, null])
})

test('a penalty of DingTalk’s is not forgotten with it', async () => {
  const clock = handClock()
  const closures = createClosures(mapMemory(clock), () => null)
  const punished = { scope: 'egress', forMs: MINUTE } as const
  await closures.close(punished, ADDRESSES.group, anApp(), 'Blocked.', clock.now())
  await closures.forget(['ops'], clock.now())
  expect(await closures.until(ADDRESSES.group, anApp(), clock.now())).toEqual({
    until: clock.now() + MINUTE,
    why: 'Blocked.',
  })
})

test('a ban with an end is not cut short by a call that was under way and says less', async () => {
  const clock = handClock()
  const closures = createClosures(mapMemory(clock), () => null)
  const close = (forMs: number, why: string) =>
    closures.close({ scope: 'api', forMs }, ADDRESSES.group, anApp(), why, clock.now())
  await close(10 * MINUTE, 'Banned until ten past.')
  await close(SECOND, 'Too many calls.')
  expect(await closures.until(ADDRESSES.group, anApp(), clock.now())).toEqual({
    until: clock.now() + 10 * MINUTE,
    why: 'Banned until ten past.',
  })
})

test.each([
  ['http://proxy:3128', true],
  [null, false],
])(
  'a block behind a proxy shuts the custom robots that go out by %s: %s',
  async (proxy, isShut) => {
    const clock = handClock()
    const closures = createClosures(mapMemory(clock), () => proxy)
    const { endpoints } = anApp()
    const app = anApp({ endpoints: { ...endpoints, proxy: 'http://proxy:3128' } })
    const blocked = { scope: 'egress', forMs: 5 * MINUTE } as const
    await closures.close(blocked, ADDRESSES.group, app, 'Blocked.', clock.now())
    const shut = await closures.until(ADDRESSES.robot, null, clock.now())
    expect(shut).toEqual(isShut ? { until: clock.now() + 5 * MINUTE, why: 'Blocked.' } : null)
  },
)

test('that an app is refused is news once for all replicas, and so is that it is taken again', async () => {
  const clock = handClock()
  const memory = mapMemory(clock)
  const [one, two] = [createClosures(memory, () => null), createClosures(memory, () => null)]
  const app = anApp()
  const asked = [one.refused(app, clock.now()), one.refused(app, clock.now())]
  expect(await Promise.all(asked)).toEqual([true, false])
  expect(await two.refused(app, clock.now())).toBe(false)
  expect(await one.refused({ ...app, name: 'shop' }, clock.now())).toBe(true)
  const taken = [two.accepted(app, clock.now()), two.accepted(app, clock.now())]
  expect(await Promise.all(taken)).toEqual([true, false])
  expect(await one.refused(app, clock.now())).toBe(true)
})
