import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '../domain/clock.ts'
import type { Words } from '../domain/delivery.ts'
import { BEFORE_TITLE, searchable } from './search-text.ts'

/** Keeps what a delivery is found by, as its line moves on. Runs inside a transaction. */
export function openSearch(db: DatabaseSync) {
  const put = db.prepare('INSERT INTO search (accepted_at, id, text) VALUES (?, ?, ?)')
  const title = db.prepare(
    `UPDATE search SET text = substr(text, 1, instr(text || ?1, ?1) - 1) || ?1 || ?2
     WHERE id = ?3 AND accepted_at = (SELECT accepted_at FROM deliveries WHERE id = ?3)`,
  )
  return {
    put(at: Instant, made: { id: string; search: string; words: Words | null }): void {
      put.run(at, made.id, `${made.search}${BEFORE_TITLE}${titleOf(made.words)}`)
    },
    title(id: string, words: Words): void {
      title.run(BEFORE_TITLE, titleOf(words), id)
    },
  }
}

const titleOf = (words: Words | null): string => searchable(words?.parts[0]?.title ?? '')
