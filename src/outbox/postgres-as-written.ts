import { type Delivery, NO_PROGRESS, type Words } from '../domain/delivery.ts'
import { MOST_WORDINGS } from '../domain/wording.ts'
import { searchable, searchTextOf } from './search-text.ts'
import type { DeliveryChange, Settlement } from './store.ts'
import { titleOf, writeAbout } from './summary.ts'

/** Brings a settlement to at most one entry a row. See `postgres-settle.ts`. */
export function asWritten(settlement: Settlement) {
  const merged = new Map<string, DeliveryChange>()
  for (const change of settlement.changes) {
    merged.set(change.id, { ...merged.get(change.id), ...change })
  }
  const removed = (id: string) => merged.get(id)?.remove === true
  const attempts = settlement.attempts.filter(({ delivery }) => !removed(delivery))
  const count = Map.groupBy(attempts, ({ delivery }) => delivery)
  const attemptsOf = (id: string): number => count.get(id)?.length ?? 0
  for (const id of count.keys()) if (!merged.has(id)) merged.set(id, { id })

  const isNew = new Set(settlement.created.map(({ id }) => id))
  return {
    created: settlement.created
      .filter(({ id }) => !removed(id))
      .map(({ id, receiver, targetName, channel, mutedUntil, expiresAt, placeOf, ...made }) => ({
        ...{ id, receiver, targetName, channel, mutedUntil, expiresAt, placeOf },
        ...textOf({ state: made.state, words: made.words, ...merged.get(id) }),
        notification: JSON.stringify(made.notification),
        search: searchTextOf(made.notification),
        about: writeAbout({ kind: 'digest', notification: made.notification }),
        attempts: attemptsOf(id),
      })),
    changes: [...merged.values()]
      .filter(({ id }) => !isNew.has(id))
      .map(({ standsFor, tried: _, ...change }) => ({
        ...textOf(change),
        ...(standsFor && {
          notification: JSON.stringify(standsFor.notification),
          about: writeAbout({ kind: 'digest', notification: standsFor.notification }),
          expiresAt: standsFor.expiresAt,
        }),
        attempts: attemptsOf(change.id),
      })),
    attempts: attempts.map((attempt) => [attempt.delivery, JSON.stringify(attempt)]),
    tried: [...merged.values()].flatMap(({ id, remove, tried = [] }) =>
      remove ? [] : lastOf(tried).map((words) => [id, words]),
    ),
  }
}

/** Each once, as the text that is kept. */
const lastOf = (tried: readonly Words[]): readonly string[] =>
  [...new Set(tried.map((words) => JSON.stringify(words)))].slice(-MOST_WORDINGS)

/** Words and progress as the text that is kept; a field that is left out stays left out. */
function textOf<T extends Partial<Pick<Delivery, (typeof TEXTS)[number]>>>(change: T) {
  const { words, triedWith, progress, detail } = change
  return {
    ...change,
    ...(words !== undefined && {
      words: words && JSON.stringify(words),
      title: readable(titleOf(words)),
      ...(words?.parts[0] && { found: searchable(words.parts[0].title) }),
    }),
    ...(triedWith !== undefined && { triedWith: triedWith && JSON.stringify(triedWith) }),
    ...(progress !== undefined && {
      progress: progress === NO_PROGRESS ? null : progressText(progress),
    }),
    ...(detail !== undefined && { detail: readable(detail) }),
  }
}

const TEXTS = ['words', 'triedWith', 'progress', 'detail'] as const

/** What is told of it stands first: a redrive asks for that. */
const progressText = ({ partsDone, owed, ...rest }: Delivery['progress']): string =>
  JSON.stringify({ partsDone, owed, ...rest })

/** jsonb takes no U+0000 and no half of a pair, and DingTalk's answers may hold anything. */
const readable = (text: string | null): string | null =>
  text === null ? null : text.toWellFormed().replaceAll('\0', '\uFFFD')
