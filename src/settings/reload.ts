import type { Instant } from '../domain/clock.ts'
import type { Secret } from '../domain/secret.ts'
import type { Planned } from './check.ts'
import type { SettingsIssue } from './issue.ts'
import type { Plan } from './plan.ts'
import type { Path } from './yaml/tree.ts'

/** How the last reading of the settings ended, for whoever asks why they are not in force. */
export interface LastLoad {
  readonly at: Instant
  readonly successful: boolean
  /** Everything that was wrong; warnings where it was successful. */
  readonly issues: readonly SettingsIssue[]
}

/**
 * What changes with a restart only. Such settings are refused as a whole: half of them in force, with
 * sources that need no auth because the new address is a loopback one, would open the old address.
 */
export function restartIssues(before: Plan, { plan, place }: Planned): readonly SettingsIssue[] {
  const fixed: readonly (readonly [path: Path, of: (plan: Plan) => unknown])[] = [
    [['server', 'listen'], ({ server }) => server.listen],
    [['server', 'tls'], ({ server }) => server.tls && { clientCa: server.tls.clientCa !== null }],
    [['admin', 'listen'], ({ admin }) => admin.listen],
    [['store', 'url'], ({ store }) => addressOf(store)],
    [['store', 'username'], ({ store }) => store.username],
    [['store', 'password'], ({ store }) => revealed(store.password)],
    [['store', 'ca_file'], ({ store }) => store.ca],
  ]
  return fixed
    .filter(([, of]) => JSON.stringify(of(before)) !== JSON.stringify(of(plan)))
    .map(([path]) => ({
      ...place(path),
      code: 'restart_needed',
      message: `\`${path.join('.')}\` changes with a restart only; restart the bridge, or set it back`,
      severity: 'error',
    }))
}

/** As text, since a secret looks like any other. Only to be compared. */
const addressOf = ({ address }: Plan['store']): string =>
  address.kind === 'sqlite' ? address.path : address.url.reveal()

/** Only to be compared. */
const revealed = (secret: Secret | null): string | null => secret?.reveal() ?? null
