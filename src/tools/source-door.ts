import { credentialFor } from '../ingest/credential.ts'
import type { Source } from '../ingest/source.ts'
import { wishesOf } from '../ingest/sources.ts'
import type { Plan } from '../settings/plan.ts'
import { UsageError } from './bench.ts'
import { sourceNamed } from './load.ts'
import { hereAt, type KnownDoor } from './remote-door.ts'

export interface SourceWish {
  /** Null: any that reads a title and a text. */
  readonly source: string | null
  readonly receiver: string
  /** Whoever types a token of their own needs none of the settings. */
  readonly hasToken: boolean
}

/** The source of a running bridge that takes in what a person sends. */
export interface SourceDoor extends KnownDoor {
  readonly source: string
}

/**
 * Where these settings listen for senders, and as which of them one may speak to the receiver.
 * Throws a `UsageError` where they let nobody: the root would be told in its place.
 */
export function sourceDoor(plan: Plan, wish: SourceWish): SourceDoor {
  const source = wish.source === null ? byHand(plan, wish) : sourceNamed(wish.source, plan)
  if (!mayName(source, wish.receiver))
    throw new UsageError(
      `The source "${source.name}" may not name the receiver "${wish.receiver}": add it to the source's \`receivers\`, or send with --local.`,
    )
  const credential = credentialFor(source)
  if (credential === null && !wish.hasToken)
    throw new UsageError(
      `The source "${source.name}" takes only what its sender signed: name another with --source, or send with --local.`,
    )
  const { listen, tls } = plan.server
  return {
    source: source.name,
    url: `${tls ? 'https' : 'http'}://${hereAt(listen)}`,
    headers: credential?.headers ?? {},
    query: credential?.query ?? {},
    trust: tls && { pem: tls.cert, isItsOwn: true },
  }
}

/** Of the sources that know a title and a text, one that takes it. */
function byHand({ sources }: Plan, { receiver, hasToken }: SourceWish): Source {
  const fit = [...sources.values()].filter(({ type, map }) => type === 'generic' && map === null)
  const takes = (source: Source) => hasToken || credentialFor(source) !== null
  const source = fit.find((each) => mayName(each, receiver) && takes(each)) ?? fit[0]
  if (source) return source
  throw new UsageError(
    'No source of the settings reads --title and --text: add one of type generic, or send with --local.',
  )
}

function mayName(source: Source, receiver: string): boolean {
  const names = wishesOf(source)
  return names === 'any' || names.includes(receiver)
}
