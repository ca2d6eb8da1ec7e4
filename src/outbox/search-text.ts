import type { Notification } from '../domain/notification.ts'

/**
 * What a search for text looks through: names and label values, in lower case, each once. Kept in
 * a narrow table of its own, so that looking through a million costs a third of a second and
 * keeping it costs a webhook next to nothing. The title joins when words are made.
 */
export function searchTextOf({ alerts, group }: Notification): string {
  const found = new Set<string>()
  let room = MOST
  for (const labels of [group.labels, ...alerts.map((alert) => alert.labels)]) {
    if (room < LEAST_ROOM) break
    for (const name in labels) {
      const value = searchable(labels[name] ?? '')
      if (found.has(value) || value.length > room) continue
      found.add(value)
      room -= value.length
    }
  }
  return [...found].join(BETWEEN)
}

/** As it is compared; a title, or what somebody looks for. */
export const searchable = (text: string): string =>
  text.toLowerCase().slice(0, LONGEST).toWellFormed().replaceAll('\0', '\uFFFD')

/** Nobody looks for the end of a longer value. */
const LONGEST = 500
const MOST = 16_000
/** Thousands more alerts are not gone through for what is left. */
const LEAST_ROOM = 16
/** Characters that nobody types: no match goes from one value into the next. */
const BETWEEN = '\u001F'
/** In front of the title. */
export const BEFORE_TITLE = '\u001E'

/** The wildcards of LIKE as what they are. */
export const containing = (text: string): string =>
  `%${searchable(text).replace(/[\\%_]/g, (char) => `\\${char}`)}%`
