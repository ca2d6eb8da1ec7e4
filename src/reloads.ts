import type { Clock } from './domain/clock.ts'
import type { Emit } from './domain/event.ts'
import { err, ok, type Result } from './domain/result.ts'
import type { TlsMaterial } from './server/listen.ts'
import type { Planned } from './settings/check.ts'
import { placeText, type SettingsIssue } from './settings/issue.ts'
import type { Plan } from './settings/plan.ts'
import { type LastLoad, restartIssues } from './settings/reload.ts'

export interface ReloadDeps {
  readonly clock: Clock
  readonly emit: Emit
  /** The one in force. */
  plan(): Plan
  /** What was said of it at the start. */
  readonly warnings: readonly SettingsIssue[]
  load(): Result<Planned, readonly SettingsIssue[]>
  /** New certificates for the listener. Throws when they are none. */
  renew(tls: TlsMaterial): void
  replan(next: Plan): Promise<void>
}

export interface Reloads {
  /**
   * Either all of the settings on disk, with the number of their warnings, or what is wrong with
   * them, and the former ones stay. Where it listens and stores changes with a restart only: to
   * want that is wrong as well.
   */
  reload(): Promise<Result<number, readonly SettingsIssue[]>>
  last(): LastLoad
}

export function createReloads(deps: ReloadDeps): Reloads {
  const { clock, emit } = deps
  let last: LastLoad = { at: clock.now(), successful: true, issues: deps.warnings }

  return {
    last: () => last,
    async reload() {
      const loaded = deps.load()
      if (!loaded.ok) return refuse(loaded.error)
      const { plan, warnings } = loaded.value
      const unchangeable = restartIssues(deps.plan(), loaded.value)
      if (unchangeable.length > 0) return refuse([...unchangeable, ...warnings])
      const unusable = renew(loaded.value)
      if (unusable) return refuse([unusable, ...warnings])
      last = { at: clock.now(), successful: true, issues: warnings }
      await deps.replan(plan)
      emit({ type: 'settings.loaded', file: plan.file, warnings: warnings.length })
      return ok(warnings.length)
    },
  }

  function refuse(issues: readonly SettingsIssue[]) {
    last = { at: clock.now(), successful: false, issues }
    const errors = issues.filter(({ severity }) => severity === 'error')
    const said = errors.map((issue) => `${placeText(issue)}: ${issue.message}`)
    emit({ type: 'settings.refused', file: deps.plan().file, issues: said })
    return err(issues)
  }

  function renew({ plan, place }: Planned): SettingsIssue | null {
    const tls = tlsOf(plan)
    if (!tls) return null
    try {
      deps.renew(tls)
      return null
    } catch (error) {
      const message = `the certificate and key cannot be used: ${(error as Error).message}`
      const at = place(['server', 'tls'])
      return { ...at, code: 'invalid_value', message, severity: 'error' }
    }
  }
}

export function tlsOf({ server }: Plan): TlsMaterial | null {
  if (!server.tls) return null
  const { cert, key, clientCa } = server.tls
  const pem = (text: string) => Buffer.from(text)
  return {
    cert: pem(cert),
    key: pem(key.reveal()),
    clientCa: clientCa === null ? null : pem(clientCa),
  }
}
