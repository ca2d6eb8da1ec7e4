import { nearest } from '../expression/nearest.ts'

/** What to put at the end of a clause about a wrong name: the valid one that is near, if any. */
export function suggestion(written: string, valid: Iterable<string>): string {
  const name = nearest(written, valid)
  return name === null ? '' : `; did you mean \`${name}\`?`
}
