import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Attempt, type NewDelivery, NO_PROGRESS } from '../../src/domain/delivery.ts'
import { labelsOf } from '../../src/domain/labels.ts'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { FRESH_LINE, type Line } from '../../src/outbox/line.ts'
import type { NewWebhook, OutboxStore, Settlement } from '../../src/outbox/store.ts'
import { summaryOf } from '../../src/outbox/summary.ts'
import { aNewDelivery, aNotification, anAlert, NOON } from '../support/make.ts'

const SECOND = 1_000

/** What every store does. `open` gives a fresh one; `reopen` the same data after a restart. */
export function storeContract(
  open: () => Promise<OutboxStore>,
  reopen: () => Promise<OutboxStore>,
) {
  let store: OutboxStore

  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  const accept = (id: string, ...deliveries: ReturnType<typeof aNewDelivery>[]) =>
    store.accept(aWebhook(id), deliveries, NOON)

  async function claimOne(now = NOON, worker = 'w1'): Promise<Line> {
    const { lines } = await store.claim(worker, 10, now, now + 15 * SECOND)
    expect(lines).toHaveLength(1)
    return lines[0]!
  }

  describe('accept', () => {
    test('an accepted delivery waits in its line, whole', async () => {
      const labels = labelsOf([
        ['__proto__', 'p'],
        ['constructor', 'c'],
        ['toJSON', 'j'],
      ])
      const notification = aNotification([anAlert({ labels })])
      expect(await accept('w', aNewDelivery('d1', { notification }))).toEqual({
        id: 'w',
        deliveries: ['d1'],
        duplicate: false,
      })
      const line = await claimOne()
      expect(line).toMatchObject({ target: 'target-a', waiting: 1, interrupted: false })
      expect(line.head.notification).toEqual(notification)
      expect(Object.getPrototypeOf(line.head.notification.alerts[0].labels)).toBeNull()
    })

    test('the same notification within its window is a duplicate and answers with the first ids', async () => {
      const dedup = { group: 'g', key: 'k', windowMs: 120 * SECOND }
      await store.accept(aWebhook('w1', { dedup }), [aNewDelivery('d1')], NOON)
      const again = await store.accept(
        aWebhook('w2', { dedup }),
        [aNewDelivery('d2')],
        NOON + SECOND,
      )
      expect(again).toEqual({ id: 'w1', deliveries: ['d1'], duplicate: true })
      expect((await store.find({ limit: 10 })).items.map(({ id }) => id)).toEqual(['d1'])
    })

    test('only the latest of a group can be repeated: firing, resolved, firing are three', async () => {
      const send = (id: string, key: string) =>
        store.accept(
          aWebhook(id, { dedup: { group: 'g', key, windowMs: 120 * SECOND } }),
          [aNewDelivery(`d-${id}`)],
          NOON,
        )
      await send('w1', 'firing')
      await send('w2', 'resolved')
      expect(await send('w3', 'firing')).toMatchObject({ id: 'w3', duplicate: false })
    })

    test('after its window the same notification is told again', async () => {
      const dedup = { group: 'g', key: 'k', windowMs: 120 * SECOND }
      await store.accept(aWebhook('w1', { dedup }), [], NOON)
      const later = await store.accept(aWebhook('w2', { dedup }), [], NOON + 120 * SECOND)
      expect(later.duplicate).toBe(false)
    })

    test('two that arrive together with one key are one', async () => {
      const dedup = { group: 'g', key: 'k', windowMs: 120 * SECOND }
      const answers = await Promise.all(
        ['w1', 'w2', 'w3'].map((id) =>
          store.accept(aWebhook(id, { dedup }), [aNewDelivery(`d-${id}`)], NOON),
        ),
      )
      expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    })

    test('a full store says so, and takes again what fits', async () => {
      const maxWaiting = 2
      await store.accept(
        aWebhook('w1', { maxWaiting }),
        [aNewDelivery('d1'), aNewDelivery('d2')],
        NOON,
      )
      await expect(
        store.accept(aWebhook('w2', { maxWaiting }), [aNewDelivery('d3')], NOON),
      ).rejects.toThrow(StoreUnavailable)
      await store.discard(['d1'], NOON)
      const third = await store.accept(aWebhook('w3', { maxWaiting }), [aNewDelivery('d3')], NOON)
      expect(third.deliveries).toEqual(['d3'])
    })

    test('a webhook is kept as it came', async () => {
      await accept('w')
      expect(await store.webhook('w')).toMatchObject({
        source: 'alertmanager',
        acceptedAt: NOON,
        headers: { 'user-agent': 'Alertmanager/0.33.1' },
        wished: null,
      })
      expect(Buffer.from((await store.webhook('w'))!.body).toString()).toBe('{"version":"4"}')
      expect(await store.webhook('other')).toBeNull()
    })

    test('so is the receiver that its sender asked for, which may be anything', async () => {
      const wished = 'db "nobody" 值班'
      await store.accept(aWebhook('w', { wished }), [], NOON)
      expect(await store.webhook('w')).toMatchObject({ wished })
    })
  })

  describe('lines', () => {
    test('a line is claimed by one worker at a time', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      expect((await claimOne()).head.id).toBe('d1')
      expect((await store.claim('w2', 10, NOON, NOON + SECOND)).lines).toEqual([])
    })

    test('lines of different targets are claimed together', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2', { target: 'target-b' }))
      const { lines } = await store.claim('w1', 10, NOON, NOON + SECOND)
      expect(lines.map(({ target }) => target).sort()).toEqual(['target-a', 'target-b'])
    })

    test('deliveries of a target come in the order of acceptance', async () => {
      await accept('w', aNewDelivery('z'), aNewDelivery('a'), aNewDelivery('m'))
      const seen: string[] = []
      for (let i = 0; i < 3; i++) {
        const line = await claimOne()
        seen.push(line.head.id)
        await store.settle('w1', sent(line), NOON)
      }
      expect(seen).toEqual(['z', 'a', 'm'])
      expect((await store.claim('w1', 10, NOON, NOON)).lines).toEqual([])
    })

    test('a line that is given back for later is not due before', async () => {
      await accept('w', aNewDelivery('d1'))
      const line = await claimOne()
      const next = { kind: 'release', dueAt: NOON + 10 * SECOND } as const
      await store.settle('w1', { ...nothing(line), next }, NOON)
      await accept('w2', aNewDelivery('d2'))
      const early = await store.claim('w1', 10, NOON + 9 * SECOND, NOON)
      expect(early).toEqual({ lines: [], nextDue: NOON + 10 * SECOND })
      expect((await claimOne(NOON + 10 * SECOND)).waiting).toBe(2)
    })

    test('what is remembered of a target comes back with its line', async () => {
      await accept('w', aNewDelivery('d1'))
      const memory = { ...FRESH_LINE, failures: 3, slots: [{ at: NOON, kept: true }], closed: true }
      await store.settle('w1', { ...nothing(await claimOne()), memory }, NOON)
      expect(await claimOne()).toMatchObject(memory)
    })

    test('a worker that lost its lease writes nothing', async () => {
      await accept('w', aNewDelivery('d1'))
      const mine = await claimOne(NOON, 'w1')
      const theirs = await claimOne(NOON + 15 * SECOND, 'w2')
      expect(await store.settle('w1', sent(mine), NOON)).toBe(false)
      expect((await store.get('d1'))!.state).toBe('waiting')
      expect(await store.settle('w2', sent(theirs), NOON)).toBe(true)
    })

    test('a lease that is renewed is nobody else’s, and only its holder renews it', async () => {
      await accept('w', aNewDelivery('d1'))
      await claimOne(NOON, 'w1')
      await store.renew('w2', ['target-a'], NOON + 600 * SECOND)
      await store.renew('w1', ['target-a', 'unknown'], NOON + 30 * SECOND)
      const theirs = (now: number) => store.claim('w2', 10, now, now + SECOND)
      expect((await theirs(NOON + 29 * SECOND)).lines).toEqual([])
      expect((await theirs(NOON + 30 * SECOND)).lines).toHaveLength(1)
    })

    test('what is being sent stays at the head, whatever a mute lets go meanwhile', async () => {
      await accept(
        'w',
        aNewDelivery('muted', { mutedUntil: NOON + 20 * SECOND }),
        aNewDelivery('d2'),
      )
      await begin(await claimOne())
      const line = await claimOne(NOON + 60 * SECOND, 'w2')
      expect(line).toMatchObject({ interrupted: true, waiting: 2, head: { id: 'd2' } })
    })

    test('a delivery whose worker went away while sending comes back as interrupted', async () => {
      await accept('w', aNewDelivery('d1'))
      await begin(await claimOne())
      const line = await claimOne(NOON + 60 * SECOND, 'w2')
      expect(line).toMatchObject({ interrupted: true, head: { id: 'd1', state: 'sending' } })
    })

    test('after a restart nothing waits for the lease of the dead', async () => {
      await accept('w', aNewDelivery('d1'))
      await begin(await claimOne())
      await store.close()
      store = await reopen()
      expect(await claimOne(NOON, 'w2')).toMatchObject({ interrupted: true })
    })

    test('waking makes a line due now', async () => {
      await accept('w', aNewDelivery('d1'))
      const next = { kind: 'release', dueAt: NOON + 600 * SECOND } as const
      await store.settle('w1', { ...nothing(await claimOne()), next }, NOON)
      await store.wake('all', NOON + SECOND)
      expect((await claimOne(NOON + SECOND)).head.id).toBe('d1')
    })
  })

  describe('mutes', () => {
    test('what a mute drops is listed, never claimed, takes no room, and can be sent after all', async () => {
      const ci = aNewDelivery('ci', { dropped: 'Muted by weekends.' })
      await store.accept(aWebhook('w', { maxWaiting: 0 }), [ci], NOON)
      expect(await store.get('ci')).toMatchObject({
        state: 'discarded',
        detail: 'Muted by weekends.',
        reason: null,
        toldAt: null,
      })
      expect((await store.find({ states: ['discarded'], limit: 9 })).items).toHaveLength(1)
      expect(await store.claim('w1', 10, NOON, NOON + SECOND)).toEqual({ lines: [], nextDue: null })
      await store.redrive(['ci'], NOON, NOON + 60 * SECOND)
      expect((await claimOne(NOON + SECOND)).head.id).toBe('ci')
    })

    test('what a mute drops is kept no longer than what was told', async () => {
      await accept('w', aNewDelivery('ci', { dropped: 'Muted by weekends.' }))
      while (await store.sweep(NOON + SECOND, NOON + SECOND));
      expect(await store.get('ci')).toBeNull()
    })

    test('a muted delivery is told when its mute ends', async () => {
      await accept('w', aNewDelivery('d1', { mutedUntil: NOON + 60 * SECOND }))
      expect((await store.get('d1'))!.state).toBe('muted')
      expect(await store.claim('w1', 10, NOON, NOON)).toEqual({
        lines: [],
        nextDue: NOON + 60 * SECOND,
      })
      const line = await claimOne(NOON + 60 * SECOND)
      expect(line.head).toMatchObject({
        id: 'd1',
        state: 'waiting',
        mutedUntil: NOON + 60 * SECOND,
      })
    })

    test('others of the same target do not wait for it', async () => {
      await accept(
        'w',
        aNewDelivery('muted', { mutedUntil: NOON + 60 * SECOND }),
        aNewDelivery('d2'),
      )
      const line = await claimOne()
      expect(line.head.id).toBe('d2')
      await store.settle('w1', sent(line), NOON)
      expect((await store.claim('w1', 10, NOON, NOON)).nextDue).toBe(NOON + 60 * SECOND)
    })
  })

  describe('settle', () => {
    test('the attempt, the state and the words are written together', async () => {
      await accept('w', aNewDelivery('d1'))
      const line = await claimOne()
      const words = { template: 'alert', parts: [], omitted: 0, form: 'full' } as const
      const attempt = anAttempt('d1')
      await store.settle(
        'w1',
        {
          ...nothing(line),
          attempts: [attempt],
          changes: [{ id: 'd1', state: 'dead', words, reason: 'message', detail: 'Too long.' }],
        },
        NOON,
      )
      expect(await store.get('d1')).toMatchObject({
        state: 'dead',
        attempts: 1,
        words,
        reason: 'message',
        detail: 'Too long.',
      })
      expect(await store.attempts('d1')).toEqual([attempt])
    })

    test('a digest is a row of its own, goes before the others, and says what it told', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      const line = await claimOne()
      await store.settle('w1', folding(line, 'digest', ['d1', 'd2']), NOON)
      expect((await store.waiting('w1', 'target-a', 10)).map(({ id }) => id)).toEqual(['digest'])
      const told = { state: 'sent', toldAt: NOON + SECOND } as const
      await store.settle(
        'w1',
        { ...nothing(line), changes: ['digest', 'd1', 'd2'].map((id) => ({ id, ...told })) },
        NOON + SECOND,
      )
      expect((await store.folded('digest')).map(({ id, state }) => [id, state])).toEqual([
        ['d1', 'sent'],
        ['d2', 'sent'],
      ])
      expect(await store.get('digest')).toMatchObject({ kind: 'digest', state: 'sent' })
    })

    test('what waits in a line is for its worker, and for whoever only looks', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      await claimOne()
      const seen = async (worker: string | null) =>
        (await store.waiting(worker, 'target-a', 10)).map(({ id }) => id)
      expect(await seen('w1')).toEqual(['d1', 'd2'])
      expect(await seen('w2')).toEqual([])
      expect(await seen(null)).toEqual(['d1', 'd2'])
    })

    test('two may change places', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'), aNewDelivery('d3'))
      const line = await claimOne()
      const changes = [
        { id: 'd1', placeOf: 'd3' },
        { id: 'd3', placeOf: 'd1' },
      ]
      await store.settle('w1', { ...nothing(line), changes }, NOON)
      await claimOne()
      const order = (await store.waiting('w1', 'target-a', 10)).map(({ id }) => id)
      expect(order).toEqual(['d3', 'd2', 'd1'])
    })

    test('a digest that told nothing goes, and those it folded wait again in order', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      const line = await claimOne()
      await store.settle('w1', folding(line, 'digest', ['d1', 'd2']), NOON)
      const back = { state: 'waiting', toldBy: null } as const
      await store.settle(
        'w1',
        {
          ...nothing(line),
          changes: [{ id: 'digest', remove: true }, ...['d1', 'd2'].map((id) => ({ id, ...back }))],
        },
        NOON,
      )
      expect(await store.get('digest')).toBeNull()
      expect(await claimOne()).toMatchObject({ waiting: 2, head: { id: 'd1', toldBy: null } })
    })
  })

  test('a delivery that moves to another line holds nobody up in its former one', async () => {
    await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
    const line = await claimOne()
    const moveTo = { line: 'target-a~owed', dueAt: NOON + 60 * SECOND }
    await store.settle('w1', { ...nothing(line), changes: [{ id: 'd1', moveTo }] }, NOON)
    const next = await claimOne()
    expect(next.head.id).toBe('d2')
    await store.settle('w1', sent(next), NOON)
    expect((await store.claim('w1', 10, NOON, NOON)).nextDue).toBe(NOON + 60 * SECOND)
    expect(await claimOne(NOON + 60 * SECOND)).toMatchObject({
      target: 'target-a~owed',
      head: { id: 'd1' },
    })
  })

  describe('people', () => {
    test('what came for a group in one line since then is found', async () => {
      const inGroup = (id: string, key: string, over: Partial<NewDelivery> = {}) =>
        aNewDelivery(id, { notification: aNotification([anAlert()], { group: { key } }), ...over })
      const key = '{}:{alertname="Dïsk 100%"}'
      await accept('w1', inGroup('before', key))
      const at = NOON + 60 * SECOND
      const rows = [
        inGroup('same', key),
        inGroup('other', '{}'),
        inGroup('beside', key, { target: 'b' }),
      ]
      await store.accept(aWebhook('w2'), rows, at)
      const found = await store.find({ line: 'target-a', acceptedSince: at, group: key, limit: 9 })
      expect(found.items.map(({ id }) => id)).toEqual(['same'])
    })

    test('one that is sent elsewhere is discarded, and others as old as it take its place', async () => {
      await accept('w', aNewDelivery('d1'))
      const line = await claimOne()
      await store.settle(
        'w1',
        { ...nothing(line), changes: [{ id: 'd1', state: 'dead', reason: 'config' }] },
        NOON,
      )
      const others = ['d2', 'd3'].map((id) =>
        aNewDelivery(id, { target: `target-${id}`, receiver: 'dba' }),
      )
      const from = ['dead', 'waiting'] as const
      const redirect = () => store.redirect('d1', from, others, 'Sent to dba.', NOON + 60 * SECOND)
      expect([await redirect(), await redirect()]).toEqual([true, false])
      expect(await store.get('d1')).toMatchObject({ state: 'discarded', detail: 'Sent to dba.' })
      const { lines } = await store.claim('w1', 10, NOON + 60 * SECOND, NOON + 90 * SECOND)
      expect(lines.map(({ head }) => head).sort((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject(
        ['d2', 'd3'].map((id) => ({
          ...{ id, state: 'waiting', receiver: 'dba', webhook: 'w', redrives: 1 },
          ...{ acceptedAt: NOON, target: `target-${id}` },
        })),
      )
    })

    test('a dead letter that is redriven goes to the end of its line', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      const line = await claimOne()
      await store.settle('w1', { ...nothing(line), changes: [{ id: 'd1', state: 'dead' }] }, NOON)
      expect(await store.redrive(['d1', 'd2', 'none'], NOON, NOON + SECOND)).toEqual(['d1'])
      const next = await claimOne()
      expect(next).toMatchObject({ waiting: 2, head: { id: 'd2' } })
      expect(await store.get('d1')).toMatchObject({ redrives: 1, expiresAt: NOON + SECOND })
    })

    test('words that nobody took go with a redrive, whoever was refused besides', async () => {
      const words = { template: 'alert', parts: [], omitted: 0, form: 'full' } as const
      const refused = [{ user: 'u\u00001', because: 'quota' }]
      const ends = {
        d1: { partsDone: 0, owed: null, refused: [], receipts: [] },
        d2: { partsDone: 0, owed: null, refused, receipts: [] },
        d3: { partsDone: 1, owed: null, refused, receipts: [] },
        d4: { partsDone: 0, owed: ['u2'], refused: [], receipts: [] },
      }
      const ids = Object.keys(ends)
      await accept('w', ...ids.map((id) => aNewDelivery(id)))
      const changes = Object.entries(ends).map(
        ([id, progress]) => ({ id, state: 'dead', words, progress }) as const,
      )
      await store.settle('w1', { ...nothing(await claimOne()), changes }, NOON)
      expect(await store.redrive(ids, NOON, NOON + SECOND)).toEqual(ids)
      const rows = await Promise.all(ids.map((id) => store.get(id)))
      expect(rows.map((row) => row!.words)).toEqual([null, null, words, words])
    })

    test('one that is sent is said again only where a person says so in so many words', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      const line = await claimOne()
      const words = { template: 'alert', parts: [], omitted: 0, form: 'full' } as const
      const progress = { partsDone: 1, owed: null, refused: [], receipts: ['q1'] }
      const told = { state: 'sent', toldAt: NOON, words, progress } as const
      const moveTo = { line: 'target-a~owed', dueAt: NOON }
      await store.settle('w1', { ...nothing(line), changes: [{ id: 'd1', ...told, moveTo }] }, NOON)
      const at = NOON + SECOND
      expect(await store.redrive(['d1'], at, at + SECOND)).toEqual([])
      expect(await store.redrive(['d1', 'none'], at, at + SECOND, true)).toEqual(['d1'])
      expect(await store.get('d1')).toMatchObject({
        ...{ state: 'waiting', target: 'target-a', toldAt: NOON, redrives: 1 },
        ...{ words: null, progress: NO_PROGRESS, expiresAt: at + SECOND },
      })
      // Behind what waits already.
      expect(await claimOne(at)).toMatchObject({ waiting: 2, head: { id: 'd2' } })
    })

    test('what a digest told is said again by itself, and a digest is not', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      const line = await claimOne()
      await store.settle('w1', folding(line, 'digest', ['d1', 'd2']), NOON)
      const changes = ['digest', 'd1', 'd2'].map(
        (id) => ({ id, state: 'sent', toldAt: NOON }) as const,
      )
      await store.settle('w1', { ...nothing(line), changes }, NOON)
      const again = store.redrive(['digest', 'd1'], NOON, NOON + SECOND, true)
      expect(await again).toEqual(['d1'])
      expect(await store.get('d1')).toMatchObject({ state: 'waiting', toldBy: null, toldAt: NOON })
      expect((await store.folded('digest')).map(({ id }) => id)).toEqual(['d2'])
      expect(await claimOne()).toMatchObject({ waiting: 1, head: { id: 'd1' } })
    })

    test('a dead letter is one also for those who say again', async () => {
      await accept('w', aNewDelivery('d1'))
      const line = await claimOne()
      const progress = { partsDone: 1, owed: null, refused: [], receipts: [] }
      const dead = { id: 'd1', state: 'dead', progress } as const
      await store.settle('w1', { ...nothing(line), changes: [dead] }, NOON)
      expect(await store.redrive(['d1'], NOON, NOON + SECOND, true)).toEqual(['d1'])
      // What people have is not told to them again.
      expect(await store.get('d1')).toMatchObject({ state: 'waiting', progress })
    })

    test('a discarded delivery is told no more', async () => {
      await accept('w', aNewDelivery('d1'))
      expect(await store.discard(['d1', 'none'], NOON)).toEqual(['d1'])
      expect((await store.claim('w1', 10, NOON, NOON)).lines).toEqual([])
    })

    test('pages go from the newest to the oldest, each row once', async () => {
      for (let i = 0; i < 7; i++) await accept(`w${i}`, aNewDelivery(`d${i}`))
      const first = await store.find({ limit: 3 })
      const second = await store.find({ limit: 3, ...(first.next && { cursor: first.next }) })
      const third = await store.find({ limit: 3, ...(second.next && { cursor: second.next }) })
      const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id))
      expect(ids).toEqual(['d6', 'd5', 'd4', 'd3', 'd2', 'd1', 'd0'])
      expect(third.next).toBeNull()
    })

    test('a list says in short what finding says in full', async () => {
      const labels = labelsOf([
        ['__proto__', 'p'],
        ['toJSON', 'j'],
        ['odd', '\u0000"\\'],
      ])
      const notification = aNotification([anAlert({ labels }), anAlert({ labels })])
      await accept('w', aNewDelivery('d1', { notification }), aNewDelivery('d2'))
      const message = { msgKey: 'sampleText', title: 'Two disks', text: '', buttons: [] } as const
      const words = { template: 'alert', parts: [message], omitted: 0, form: 'full' } as const
      const line = await claimOne()
      const changes = [{ id: 'd2', words }]
      await store.settle('w1', { ...nothing(line), changes }, NOON)
      const query = { limit: 10, text: 'p' }
      for (const asked of [{ limit: 1 }, { limit: 10 }, query]) {
        const { items, next } = await store.find(asked)
        expect(await store.list(asked)).toEqual({ items: items.map(summaryOf), next })
      }
      const [second, first] = (await store.list({ limit: 10 })).items
      expect(second?.title).toBe('Two disks')
      expect(first).toMatchObject({ title: null, about: { alerts: 2, status: 'firing' } })
      expect(Object.getPrototypeOf(first?.about.labels)).toBeNull()
    })

    test('rows are found by state, receiver, target, webhook and words', async () => {
      const notification = aNotification([anAlert({ labels: { team: '100%_支付' } })])
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2', { receiver: 'dba', notification }))
      const ids = async (query: object) =>
        (await store.find({ limit: 10, ...query })).items.map(({ id }) => id)
      expect(await ids({ receiver: 'dba' })).toEqual(['d2'])
      expect(await ids({ text: '100%_支付' })).toEqual(['d2'])
      expect(await ids({ text: '100_支付' })).toEqual([])
      const title = '2 "Disks" full'
      const message = { msgKey: 'sampleText', title, text: '', buttons: [] } as const
      const words = { template: 'alert', parts: [message], omitted: 0, form: 'full' } as const
      const line = await claimOne()
      await store.settle('w1', { ...nothing(line), changes: [{ id: 'd1', words }] }, NOON)
      expect(await ids({ text: '"Disks' })).toEqual(['d1'])
      expect(await ids({ text: 'sampleText' })).toEqual([])
      expect(await ids({ states: ['sent'] })).toEqual([])
      expect(await ids({ webhook: 'w', target: 'sre/1' })).toEqual(['d2', 'd1'])
      await store.discard(['d1'], NOON + SECOND)
      expect(await ids({ endedSince: NOON + SECOND })).toEqual(['d1'])
      expect(await ids({ endedSince: NOON + 2 * SECOND })).toEqual([])
    })
  })

  test('lists of several states and of either name of a target come newest first, each row once', async () => {
    const targets = ['a', 'b', 'a', 'b', 'a', 'b']
    for (const [i, target] of targets.entries()) {
      const targetName = target === 'a' ? 'b' : 'other'
      const delivery = aNewDelivery(`d${i}`, { target, targetName })
      await store.accept(aWebhook(`w${i}`), [delivery], NOON + i)
    }
    await store.discard(['d1', 'd2', 'd5'], NOON)
    const ids = async (query: object) =>
      (await store.find({ limit: 4, ...query })).items.map(({ id }) => id)
    expect(await ids({ states: ['waiting', 'discarded', 'waiting'] })).toEqual([
      'd5',
      'd4',
      'd3',
      'd2',
    ])
    expect(await ids({ target: 'b', states: ['discarded'] })).toEqual(['d5', 'd2', 'd1'])
    const page = await store.find({ limit: 4, target: 'b' })
    expect(page.items.map(({ id }) => id)).toEqual(['d5', 'd4', 'd3', 'd2'])
    expect(await ids({ target: 'b', cursor: page.next! })).toEqual(['d1', 'd0'])
  })

  test('a search within a list finds what has the words, newest first, each row once', async () => {
    for (let i = 0; i < 12; i++) {
      const labels = { alertname: i % 3 === 0 ? 'DiskFull' : 'NodeDown', n: `${i}` }
      const [target, targetName] = i % 2 === 0 ? ['a', 'b'] : ['b', 'other']
      const receiver = i % 4 === 0 ? 'dba' : 'sre'
      const notification = aNotification([anAlert({ labels })])
      const delivery = aNewDelivery(`d${i}`, { target, targetName, receiver, notification })
      await store.accept(aWebhook(`w${i}`), [delivery], NOON + i)
    }
    await store.discard(['d0', 'd3', 'd6'], NOON)
    const { lines } = await store.claim('w1', 9, NOON + 20, NOON + 40)
    for (const line of lines) await store.settle('w1', sent(line), NOON + 20)
    const pages = async (query: object) => {
      const ids: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = await store.find({ limit: 2, ...query, ...(cursor && { cursor }) })
        ids.push(...page.items.map(({ id }) => id))
        cursor = page.next
      }
      return ids
    }
    for (const within of [
      {},
      { states: ['discarded'] },
      { states: ['sent', 'waiting'] },
      { states: ['sent', 'discarded'], target: 'b' },
      { receiver: 'sre' },
      { target: 'b' },
      { target: 'b', receiver: 'dba' },
    ] as const) {
      const all = (await store.find({ limit: 100, ...within })).items
      const disks = all.filter(
        ({ notification: { alerts } }) => alerts[0].labels['alertname'] === 'DiskFull',
      )
      expect(await pages({ ...within, text: 'diskfull' })).toEqual(disks.map(({ id }) => id))
    }
  })

  test('a search is for names, label values and titles, whatever their case', async () => {
    const labels = { alertname: 'DiskFull', team: 'ÉQUIPE-Stockage', rack: 'R7' }
    const notification = aNotification([anAlert({ labels, annotations: { note: 'unseen' } })])
    await accept('w', aNewDelivery('d1', { notification }))
    const found = async (text: string) => (await store.find({ limit: 9, text })).items.length
    expect(await Promise.all(['iskf', 'équipe', 'r7'].map(found))).toEqual([1, 1, 1])
    expect(await Promise.all(['unseen', 'alertname', 'fullé'].map(found))).toEqual([0, 0, 0])
    const message = { msgKey: 'sampleText', title: 'Ärger', text: '', buttons: [] } as const
    const words = { template: 'alert', parts: [message], omitted: 0, form: 'full' } as const
    const line = await claimOne()
    const again = { ...words, parts: [{ ...message, title: 'Übel' }] }
    for (const each of [words, again]) {
      const changes = [{ id: 'd1', words: each }]
      const next = { kind: 'hold', leaseUntil: NOON + 30 * SECOND } as const
      await store.settle('w1', { ...nothing(line), changes, next }, NOON)
    }
    expect(await Promise.all(['übel', 'ärger', 'diskfull'].map(found))).toEqual([1, 0, 1])
  })

  describe('standing', () => {
    const counts = async () =>
      (await store.standing()).counts
        .map(({ target, receiver, state, count }) => `${target} ${receiver} ${state} ${count}`)
        .sort()

    test('what is not over is counted by target, receiver and state, sending as waiting', async () => {
      await accept(
        'w',
        aNewDelivery('d1'),
        aNewDelivery('d2'),
        aNewDelivery('d3', { receiver: 'dba' }),
        aNewDelivery('d4', { target: 'target-b', mutedUntil: NOON + SECOND }),
      )
      const line = await claimOne()
      await begin(line)
      expect(await counts()).toEqual([
        'target-a dba waiting 1',
        'target-a sre waiting 2',
        'target-b sre muted 1',
      ])
      const ends = [
        { id: 'd1', state: 'dead' as const },
        { id: 'd2', state: 'held' as const },
        { id: 'd3', state: 'sent' as const },
      ]
      await store.settle('w1', { ...nothing(line), changes: ends }, NOON)
      await store.discard(['d4'], NOON)
      expect(await counts()).toEqual(['target-a sre dead 1', 'target-a sre held 1'])
      await store.redrive(['d1', 'd2'], NOON, NOON + SECOND)
      expect(await counts()).toEqual(['target-a sre waiting 2'])
    })

    test('a digest is not counted beside those it folds, and swept rows are not counted', async () => {
      await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
      const line = await claimOne()
      await store.settle('w1', folding(line, 'digest', ['d1', 'd2']), NOON)
      expect(await counts()).toEqual(['target-a sre waiting 2'])
      const dead = { state: 'dead' as const, toldBy: null }
      const changes = [
        { id: 'digest', remove: true as const },
        { id: 'd1', ...dead },
      ]
      await store.settle('w1', { ...nothing(line), changes }, NOON)
      await store.sweep(NOON, NOON + 91 * 86_400_000)
      expect(await counts()).toEqual(['target-a sre waiting 1'])
    })

    test('a line says since when it waits, from the end of a mute, and how its target is', async () => {
      await accept('w1', aNewDelivery('muted', { mutedUntil: NOON + 30 * SECOND }))
      await store.accept(aWebhook('w2'), [aNewDelivery('late')], NOON + 60 * SECOND)
      const line = await claimOne(NOON + 60 * SECOND)
      expect(await store.standing()).toMatchObject({
        lines: [{ target: 'target-a', waitingSince: NOON + 30 * SECOND, notBefore: 0 }],
      })
      const memory = { ...FRESH_LINE, closed: true, unhealthySince: NOON }
      const next = { kind: 'release', dueAt: NOON + 90 * SECOND } as const
      await store.settle('w1', { ...nothing(line), memory, next }, NOON)
      expect((await store.standing()).lines).toEqual([
        {
          ...memory,
          target: 'target-a',
          waitingSince: NOON + 30 * SECOND,
          notBefore: NOON + 90 * SECOND,
        },
      ])
      await store.discard(['muted', 'late'], NOON)
      expect((await store.standing()).lines[0]!.waitingSince).toBeNull()
    })
  })

  test('how some deliveries are is answered in the order asked, for those that are there', async () => {
    await accept('w', aNewDelivery('d1'), aNewDelivery('d2'))
    const changes = [{ id: 'd1', state: 'dead' as const, reason: 'network' as const }]
    await store.settle('w1', { ...nothing(await claimOne()), changes }, NOON)
    expect(await store.states(['d2', 'gone', 'd1'])).toEqual([
      { id: 'd2', state: 'waiting', reason: null },
      { id: 'd1', state: 'dead', reason: 'network' },
    ])
    expect(await store.states([])).toEqual([])
  })

  test('memory is kept until its time, and over a restart', async () => {
    await store.remember('token', 'abc', NOON + SECOND)
    await store.remember('token', 'def', NOON + 2 * SECOND)
    await store.close()
    store = await reopen()
    expect(await store.recall('token', NOON)).toBe('def')
    expect(await store.recall('token', NOON + 2 * SECOND)).toBeNull()
  })

  test('all that is remembered by keys that begin alike is recalled together, in their order', async () => {
    await store.remember('seen:b', '2', NOON + 2)
    await store.remember('seen:a', '1', NOON + 1)
    await store.remember('seem:a', 'other', NOON + 2)
    await store.remember('seen;', 'other', NOON + 2)
    expect(await store.recallAll('seen:', NOON)).toEqual(['1', '2'])
    expect(await store.recallAll('seen:', NOON + 1)).toEqual(['2'])
  })

  test('a tally adds up whoever adds, and begins anew after its time', async () => {
    const until = NOON + SECOND
    const adding = [1, 2, 3].map((by) => store.tally('calls', by, NOON, until))
    expect(Math.max(...(await Promise.all(adding)))).toBe(6)
    expect(await store.recall('calls', NOON)).toBe('6')
    expect(await store.tally('calls', 0, until, until + SECOND)).toBe(0)
  })

  test('what one holder leases is nobody else’s until its time, or until it lets go', async () => {
    const lease = (holder: string, now: number, until: number) =>
      store.lease('turn', holder, NOON + now, NOON + until)
    const both = ['c', 'd'].map((name) => store.lease('contended', name, NOON, NOON + SECOND))
    expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1)
    expect([await lease('a', 0, 10), await lease('b', 0, 10)]).toEqual([true, false])
    expect([await lease('a', 5, 15), await lease('b', 14, 20)]).toEqual([true, false])
    expect([await lease('b', 15, 30), await lease('a', 16, 16)]).toEqual([true, false])
    expect([await lease('b', 17, 17), await lease('a', 17, 30)]).toEqual([true, true])
  })

  test('refused bodies are kept for people to see', async () => {
    const rejected = {
      id: 'r1',
      at: NOON,
      source: 'prod',
      code: 'bad_json',
      message: 'Line 1.',
      body: Buffer.from('{'),
      context: { method: 'PUT', headers: { 'x-event': 'ping' }, receiver: 'sre' },
    }
    await store.keepRejected(rejected)
    const { body, context: _, ...head } = rejected
    const [kept] = await store.rejected(10)
    expect(kept).toEqual({ ...head, bytes: 1, beginning: new Uint8Array(body) })
    const whole = await store.rejectedWebhook('r1')
    expect({ ...whole, body: Buffer.from(whole!.body) }).toEqual(rejected)
    await store.keepRejected({ ...rejected, id: 'r0', context: null })
    expect(await store.rejectedWebhook('r0')).toMatchObject({ context: null })
    expect(await store.rejectedWebhook('r2')).toBeNull()
  })

  test('of large refused bodies the beginning is listed, whatever they consist of', async () => {
    const noise = Buffer.alloc(300_000)
    for (let i = 0; i < noise.length; i += 32) sha256(`${i}`).copy(noise, i)
    const bodies = [noise, Buffer.alloc(300_000, 'x'), Buffer.alloc(0)]
    for (const [i, body] of bodies.entries())
      await store.keepRejected({ id: `r${i}`, at: NOON - i, ...REFUSAL, body, context: null })
    expect(await store.rejected(10)).toEqual(
      bodies.map((body, i) => ({
        ...{ id: `r${i}`, at: NOON - i, ...REFUSAL, bytes: body.length },
        beginning: new Uint8Array(body.subarray(0, 16_384)),
      })),
    )
  })

  test('sweeping removes what ended long ago and leaves what waits, is dead or is new', async () => {
    await accept('w1', aNewDelivery('old'))
    await store.settle('w1', sent(await claimOne()), NOON)
    await accept('w2', aNewDelivery('dead'))
    const line = await claimOne()
    await store.settle('w1', { ...nothing(line), changes: [{ id: 'dead', state: 'dead' }] }, NOON)
    await accept('w3', aNewDelivery('waits'))
    const day = 86_400_000
    expect(await store.sweep(NOON + SECOND, NOON + 30 * day)).toBe(false)
    expect((await store.find({ limit: 10 })).items.map(({ id }) => id)).toEqual(['waits', 'dead'])
    expect(await store.webhook('w1')).toBeNull()
    await store.sweep(NOON + SECOND, NOON + 91 * day)
    expect((await store.find({ limit: 10 })).items.map(({ id }) => id)).toEqual(['waits'])
  })

  async function begin(line: Line): Promise<void> {
    const leaseUntil = NOON + 30 * SECOND
    const changes = [{ id: line.head.id, state: 'sending' as const }]
    await store.settle(
      'w1',
      { ...nothing(line), changes, next: { kind: 'hold', leaseUntil } },
      NOON,
    )
  }
}

export const aWebhook = (id: string, over: Partial<NewWebhook> = {}): NewWebhook => ({
  id,
  source: 'alertmanager',
  sourceType: 'alertmanager',
  body: Buffer.from('{"version":"4"}'),
  headers: { 'user-agent': 'Alertmanager/0.33.1' },
  wished: null,
  dedup: null,
  maxWaiting: 1_000,
  ...over,
})

const nothing = (line: Line): Settlement => ({
  target: line.target,
  attempts: [],
  changes: [],
  created: [],
  memory: FRESH_LINE,
  next: { kind: 'release', dueAt: NOON },
})

const sent = (line: Line): Settlement => ({
  ...nothing(line),
  changes: [{ id: line.head.id, state: 'sent', toldAt: NOON }],
})

const folding = (line: Line, digest: string, ids: readonly string[]): Settlement => ({
  ...nothing(line),
  created: [{ ...aNewDelivery(digest), state: 'sending', words: null, placeOf: ids[0]! }],
  changes: ids.map((id) => ({ id, state: 'sending', toldBy: digest })),
  next: { kind: 'hold', leaseUntil: NOON + 30 * SECOND },
})

const anAttempt = (delivery: string): Attempt => ({
  delivery,
  at: NOON,
  tookMs: 12,
  part: 0,
  recipients: [],
  outcome: 'reject',
  reason: 'message',
  code: 'invalidParameter.msgParam.tooLong',
  detail: 'Too long.',
  receipt: null,
})

const REFUSAL = { source: 'prod', code: 'bad_json', message: 'Line 1.' }

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
