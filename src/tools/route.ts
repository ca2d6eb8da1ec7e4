import { type Labels, labelsOf } from '../domain/labels.ts'
import { muteAt } from '../match/mute.ts'
import { walk } from '../match/route.ts'
import { type Bench, type ExitCode, UsageError } from './bench.ts'
import { loadOrComplain } from './load.ts'

export interface RouteOptions {
  readonly config: string
  readonly at?: number
  readonly expect?: string
}

/** The receivers for a label set, as `amtool config routes test` prints them. */
export function route(pairs: readonly string[], options: RouteOptions, bench: Bench): ExitCode {
  const labels = labelsFrom(pairs)
  const plan = loadOrComplain(options.config, bench)
  if (!plan) return 1
  const at = options.at ?? bench.now()
  const routes = walk(plan.root, labels)
  const found = [...new Set(routes.map(({ receiver }) => receiver))]
  bench.print(found.map((name) => `${name}\n`).join(''))
  for (const way of routes) {
    const mute = muteAt([way], at)
    if (!mute) continue
    const until =
      mute.until === null
        ? 'for good (what comes waits a day)'
        : `until ${new Date(mute.until).toISOString()}`
    bench.complain(`${way.receiver} is muted ${until} by ${mute.by.join(', ')} (${way.path})\n`)
  }
  if (options.expect === undefined) return 0
  const names = options.expect.split(',').map((name) => name.trim())
  const wanted = [...new Set(names.filter(Boolean))]
  const isSame = [...wanted].sort().join() === [...found].sort().join()
  const expected = wanted.length > 0 ? wanted.join(', ') : 'nobody'
  if (!isSame) bench.complain(`expected ${expected}; found ${found.join(', ')}\n`)
  return isSame ? 0 : 1
}

/** `name=value`; either may stand in quotes, with what JSON knows to escape. */
function readPair(text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^("(?:[^"\\]|\\.)+"|[^=]+)=(.*)$/s.exec(text) ?? []
  if (name === '') throw new UsageError(`"${text}" is no label: write label=value.`)
  if (/!$/.test(name) || /^~/.test(value))
    throw new UsageError(
      `"${text}" is a matcher, and a label is asked for: write label=value, and in quotes what starts with ~ or ends with !.`,
    )
  return [unquoted(name), unquoted(value)]
}

function unquoted(text: string): string {
  if (!/^".*"$/s.test(text) || text.length < 2) return text
  try {
    return String(JSON.parse(text))
  } catch {
    return text.slice(1, -1)
  }
}

function labelsFrom(pairs: readonly string[]): Labels {
  const read = pairs.map(readPair)
  const names = read.map(([name]) => name)
  const again = names.find((name, at) => names.indexOf(name) < at)
  if (again !== undefined) throw new UsageError(`The label "${again}" is given twice.`)
  return labelsOf(read)
}
