import { nearest } from '../../expression/nearest.ts'
import type { Report } from '../report.ts'
import type { Config } from '../schema.ts'
import type { Path } from '../yaml/tree.ts'

/** Names that people use instead of ids: `groups:`, `people:` and `lists:`. */
export interface Directories {
  /** Name → openConversationId. */
  readonly groups: ReadonlyMap<string, string>
  /** The conversation that a target's `group:` means: a name, or an id as it is. */
  conversation(written: string, path: Path): string
  /** Ids and numbers behind names, `$lists`, `user:ID` and raw ids; sorted, each once. */
  recipients(written: readonly string[], path: Path): Recipients
  /** Tells which groups and lists nobody used. */
  reportUnused(): void
  /** A templated group may lead to every name. */
  useAllGroups(): void
}

export interface Recipients {
  readonly users: readonly string[]
  readonly mobiles: readonly string[]
}

interface Found {
  readonly users: Set<string>
  readonly mobiles: Set<string>
}

const nobody = (): Found => ({ users: new Set(), mobiles: new Set() })

export function createDirectories(config: Config, report: Report): Directories {
  const groups = new Map(Object.entries(config.groups))
  const people = new Map(Object.entries(config.people))
  const lists = new Map(Object.entries(config.lists))
  const used = new Set<string>()

  for (const [name, person] of people)
    if (person.user === undefined && person.mobile === undefined)
      report.missing(['people', name], `people.${name} needs \`user\` or \`mobile\``)

  /** Without a path nothing is told: it was told already, where the list stands. */
  const resolve = (
    written: string,
    path: Path | null,
    within: readonly string[],
    into: Found,
  ): void => {
    if (written.startsWith('$')) {
      expand(written.slice(1), path, within, into)
      return
    }
    const forced = written.startsWith('user:') ? written.slice('user:'.length) : null
    const person = forced === null ? people.get(written) : undefined
    if (person?.user !== undefined) into.users.add(person.user)
    else if (person?.mobile !== undefined) into.mobiles.add(person.mobile)
    else if (!person) into.users.add(forced ?? written)
    const meant = person || forced !== null || !path ? null : nearest(written, people.keys())
    if (path === null || meant === null) return
    const message = `\`${written}\` is taken as a user id; did you mean \`${meant}\`?`
    report.warn('doubtful_id', path, `${message} (if not, write user:${written})`)
  }

  const expand = (
    name: string,
    path: Path | null,
    within: readonly string[],
    into: Found,
  ): void => {
    const list = lists.get(name)
    used.add(`$${name}`)
    if (!list && path !== null) report.unknown('list', name, path, lists.keys())
    if (within.includes(name)) return
    for (const [index, each] of (list ?? []).entries()) {
      const at = path !== null && within.length === 0 ? ['lists', name, index] : null
      resolve(each, at, [...within, name], into)
    }
  }

  for (const name of lists.keys()) {
    expand(name, ['lists', name], [], nobody())
    const circle = circleFrom(name, lists)
    if (circle === null) continue
    const message = `lists lead back to themselves: ${circle.join(' → ')}`
    report.error('circular_reference', ['lists', name], message)
  }
  used.clear()

  return {
    groups,
    conversation(written, path) {
      used.add(written)
      const named = groups.get(written)
      if (named !== undefined) return named
      if (!written.startsWith('cid')) {
        const meant = nearest(written, groups.keys())
        if (meant !== null) used.add(meant)
        const remedy =
          meant === null
            ? 'define it under groups:, or use an id (cid…)'
            : `did you mean \`${meant}\`?`
        const message = `\`${written}\` is no name of groups: and does not look like a conversation id`
        report.warn('doubtful_id', path, `${message}; ${remedy}`)
      }
      return written
    },
    recipients(written, path) {
      const found = nobody()
      for (const [index, each] of written.entries()) {
        const at = [...path, index]
        const list = each.startsWith('$') && lists.has(each.slice(1))
        resolve(each, list ? null : at, [], found)
      }
      return { users: [...found.users].sort(), mobiles: [...found.mobiles].sort() }
    },
    reportUnused() {
      for (const name of groups.keys())
        if (!used.has(name))
          report.warn('unused_name', ['groups', name], `no target leads to the group \`${name}\``)
      for (const name of lists.keys())
        if (!used.has(`$${name}`))
          report.warn(
            'unused_name',
            ['lists', name],
            `nobody uses the list \`${name}\` as $${name}`,
          )
    },
    useAllGroups() {
      for (const name of groups.keys()) used.add(name)
    },
  }
}

/** The way from a list back to itself: `$a → $b → $a`. */
function circleFrom(
  start: string,
  lists: ReadonlyMap<string, readonly string[]>,
): readonly string[] | null {
  const seen = new Set<string>()
  const search = (name: string, way: readonly string[]): readonly string[] | null => {
    for (const each of lists.get(name) ?? []) {
      const next = each.slice(1)
      if (!each.startsWith('$')) continue
      if (next === start) return [...way, each]
      if (seen.has(next)) continue
      seen.add(next)
      const found = search(next, [...way, each])
      if (found) return found
    }
    return null
  }
  return search(start, [`$${start}`])
}
