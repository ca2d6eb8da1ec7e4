import { labelsOf } from '../domain/labels.ts'
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
  const labels = labelsOf(pairs.map(readPair))
  const plan = loadOrComplain(options.config, bench)
  if (!plan) return 1
  const at = options.at ?? bench.now()
  const routes = walk(plan.root, labels)
  const found = [...new Set(routes.map(({ receiver }) => receiver))]
  bench.print(found.map((name) => `${name}\n`).join(''))
  for (const way of routes) {
    const mute = muteAt([way], at)
    if (!mute) continue
    const until = mute.until === null ? 'for good' : `until ${new Date(mute.until).toISOString()}`
    bench.complain(`${way.receiver} is muted ${until} by ${mute.by.join(', ')} (${way.path})\n`)
  }
  if (options.expect === undefined) return 0
  const wanted = options.expect
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  const isSame = [...wanted].sort().join() === [...found].sort().join()
  if (!isSame) bench.complain(`expected ${wanted.join(', ')}; found ${found.join(', ')}\n`)
  return isSame ? 0 : 1
}

function readPair(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`"${text}" is no label: write label=value.`)
  return [text.slice(0, at), text.slice(at + 1).replace(/^"(.*)"$/, '$1')]
}
