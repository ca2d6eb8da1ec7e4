import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '../domain/clock.ts'
import type { Words } from '../domain/delivery.ts'
import { BEFORE_TITLE, searchable } from './search-text.ts'

/** Keeps what a delivery is found by and listed as, while its line moves on. Runs inside a transaction. */
export function openSearch(db: DatabaseSync) {
  const put = db.prepare(
    `INSERT INTO search (accepted_at, id, text, receiver, target, target_name)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const sumUp = db.prepare(
    `INSERT INTO summaries (delivery, about) VALUES (?1, ?2)
     ON CONFLICT DO UPDATE SET about = excluded.about`,
  )
  const title = db.prepare(
    `UPDATE search SET text = substr(text, 1, instr(text || ?1, ?1) - 1) || ?1 || ?2
     WHERE id = ?3 AND accepted_at = (SELECT accepted_at FROM deliveries WHERE id = ?3)`,
  )
  return {
    put(at: Instant, target: string, made: Searched): void {
      const { id, receiver, targetName } = made
      const title = made.words ? `${BEFORE_TITLE}${titleOf(made.words)}` : ''
      put.run(at, id, `${made.search}${title}`, receiver, target, targetName)
      sumUp.run(id, made.about)
    },
    about(id: string, about: string): void {
      sumUp.run(id, about)
    },
    title(id: string, words: Words): void {
      title.run(BEFORE_TITLE, titleOf(words), id)
    },
  }
}

interface Searched {
  readonly id: string
  readonly receiver: string
  readonly targetName: string
  readonly search: string
  readonly about: string
  readonly words: Words | null
}

const titleOf = (words: Words | null): string => searchable(words?.parts[0]?.title ?? '')
