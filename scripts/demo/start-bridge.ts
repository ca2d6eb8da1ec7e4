import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Bridge, startBridge } from '../../src/bridge.ts'
import { loadConfig, realChance, realClock } from '../../src/process.ts'
import { formatIssues } from '../../src/settings/format-issues.ts'

/** A bridge in this process, from settings that are written to `file` first. */
export async function startBridgeFrom(file: string, settings: string): Promise<Bridge> {
  writeFileSync(file, settings)
  const load = () => loadConfig(file, fileURLToPath(new URL('../../templates', import.meta.url)))
  const loaded = load()
  if (!loaded.ok) throw new Error(formatIssues(loaded.error, 'text'))
  const { plan, warnings } = loaded.value
  return startBridge(plan, {
    warnings,
    clock: realClock,
    chance: realChance,
    version: 'demo',
    load,
    readTicket: () => Promise.reject(new Error('There is no third-party app here.')),
    emit(event) {
      if (event.type === 'bug') console.error(event.where, event.error)
    },
  })
}
