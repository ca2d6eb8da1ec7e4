import type { DatabaseSync } from 'node:sqlite'
import type { Words } from '../domain/delivery.ts'
import { MOST_WORDINGS } from '../domain/wording.ts'
import { type DeliveryRow, wordsOf } from './delivery-rows.ts'

/** The words in which deliveries were tried before. Runs inside a transaction. */
export function openWordings(db: DatabaseSync) {
  const leave = db.prepare('DELETE FROM wordings WHERE delivery = ? AND words = ?')
  const put = db.prepare(
    `INSERT INTO wordings (delivery, n, words)
     VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM wordings WHERE delivery = ?1), ?2)`,
  )
  const forget = db.prepare(
    `DELETE FROM wordings WHERE delivery = ?1 AND n NOT IN
       (SELECT n FROM wordings WHERE delivery = ?1 ORDER BY n DESC LIMIT ${MOST_WORDINGS})`,
  )
  const list = db.prepare('SELECT words FROM wordings WHERE delivery = ? ORDER BY n')

  return {
    keep(delivery: string, tried: readonly Words[]): void {
      this.keepText(
        delivery,
        tried.map((words) => JSON.stringify(words)),
      )
    },

    keepText(delivery: string, tried: readonly string[]): void {
      for (const words of tried) {
        leave.run(delivery, words)
        put.run(delivery, words)
      }
      if (tried.length > 0) forget.run(delivery)
    },

    of: (delivery: string): Words[] => list.all(delivery).map((row) => wordsOf(row as DeliveryRow)),
  }
}
