import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const ANALYZE = '/usr/bin/systemd-analyze'
const UNIT = readFileSync(
  new URL('../../deploy/systemd/dingbridge.service', import.meta.url),
  'utf8',
)

/** What it says about a unit with programs that this machine has. */
function analyze(unit: string, ...args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-unit-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'dingbridge.service')
  writeFileSync(file, unit.replaceAll('/usr/bin/node ', `${process.execPath} `))
  const { stdout, stderr } = spawnSync(ANALYZE, [...args, file], { encoding: 'utf8' })
  return `${stdout}${stderr}`
}

test.skipIf(!existsSync(ANALYZE))(
  'systemd finds nothing wrong with the unit (skipped without systemd-analyze)',
  () => {
    expect(analyze(UNIT, 'verify')).toBe('')
    expect(analyze(UNIT.replace('ProtectHome', 'ProtectHouse'), 'verify')).toMatch(/ProtectHouse/)
    expect(analyze(UNIT.replace('/bin/kill', '/bin/kiln'), 'verify')).toMatch(/kiln is not exec/)
  },
)

test.skipIf(!existsSync(ANALYZE))(
  'systemd thinks its exposure low (skipped without systemd-analyze)',
  () => {
    const said = analyze(UNIT, 'security', '--offline=true')
    const level = Number(/Overall exposure level for dingbridge\.service: ([\d.]+)/.exec(said)?.[1])
    expect(level).toBeLessThan(3)
  },
)

/** The lines of the unit that set this key. */
const valuesOf = (key: string): readonly string[] =>
  [...UNIT.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)

test('it checks, serves, reloads and stops as the command line has it', () => {
  const [config = ''] = /DINGBRIDGE_CONFIG=\S+/.exec(valuesOf('Environment').join(' ')) ?? []
  expect(config).toBe('DINGBRIDGE_CONFIG=/etc/dingbridge/bridge.yaml')
  expect(valuesOf('ExecStartPre')).toEqual(['/usr/bin/node /opt/dingbridge/dist/main.js check'])
  expect(valuesOf('ExecStart')).toEqual(['/usr/bin/node /opt/dingbridge/dist/main.js serve'])
  expect(valuesOf('ExecReload')).toEqual(['/bin/kill -HUP $MAINPID'])
  expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(10)
})

test('it may write where its comment puts the database, and is started again for ever', () => {
  expect(valuesOf('ProtectSystem')).toEqual(['strict'])
  expect(valuesOf('StateDirectory')).toEqual(['dingbridge'])
  expect(UNIT).toContain('sqlite:/var/lib/dingbridge/')
  expect(valuesOf('Restart')).toEqual(['always'])
  expect(valuesOf('StartLimitIntervalSec')).toEqual(['0'])
})
