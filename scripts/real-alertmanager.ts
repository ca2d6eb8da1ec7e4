import { existsSync, rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePorts } from './free-ports.ts'
import { answers, eventually, type Running, start } from './processes.ts'
import * as real from './real-alertmanager/settings.ts'
import { createVerdicts } from './verdicts.ts'

/*
 * `npm run test:real`: an alert fires and ends in a real Prometheus, goes through a real Alertmanager
 * and the bridge as a process of its own, and is read where people would read it. With
 * `-- --main dist/main.js` it tries the build.
 */

const { values } = parseArgs({ options: { main: { type: 'string', default: 'src/main.ts' } } })
const programs = {
  prometheus: process.env['PROMETHEUS'] ?? '/usr/bin/prometheus',
  alertmanager: process.env['ALERTMANAGER'] ?? '/usr/bin/prometheus-alertmanager',
}

interface Said {
  readonly at: string
  readonly channel: string
  readonly target: string
  readonly title: string
  readonly text: string
}

async function story(): Promise<0 | 1> {
  const folder = await mkdtemp(join(tmpdir(), 'dingbridge-real-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const [sandbox, bridge, admin, alertmanager, prometheus] = (await freePorts(5)).map(
    (port) => `127.0.0.1:${port}`,
  ) as [string, string, string, string, string]
  const places = { sandbox, bridge, admin, alertmanager, prometheus }
  await writeFile(join(folder, 'bridge.yaml'), real.bridgeYaml(places))
  await writeFile(join(folder, 'alertmanager.yaml'), real.alertmanagerYaml(places))
  await writeFile(join(folder, 'prometheus.yaml'), real.prometheusYaml(places))
  await writeFile(join(folder, 'rules.yaml'), real.rulesYaml(true))

  const running = startAll(places, folder)
  const verdicts = createVerdicts(console.log)
  try {
    await tell(places, folder, verdicts.check)
  } finally {
    for (const program of running.toReversed()) {
      const code = await program.stop()
      verdicts.check(`${program.name} stopped with 0`, code === 0, { code })
    }
  }
  const code = verdicts.close()
  if (code !== 0) for (const { name, output } of running) console.log(`--- ${name}\n${output()}`)
  return code
}

async function tell(
  places: real.Places,
  folder: string,
  check: (sentence: string, holds: boolean, detail?: unknown) => void,
): Promise<void> {
  for (const [name, url] of [
    ['sandbox', `http://${places.sandbox}/sandbox/messages`],
    ['bridge', `http://${places.bridge}/-/ready`],
    ['Alertmanager', `http://${places.alertmanager}/-/ready`],
    ['Prometheus', `http://${places.prometheus}/-/ready`],
  ] as const) {
    check(`${name} is up`, (await eventually(PATIENCE, () => answers(url))) === true)
  }
  const messages = `http://${places.sandbox}/sandbox/messages`

  const [firing] = (await said(messages, 1)) ?? []
  check('the alert is told once it fires', firing !== undefined)
  await writeFile(join(folder, 'rules.yaml'), real.rulesYaml(false))
  await fetch(`http://${places.prometheus}/-/reload`, { method: 'POST' })
  const all = (await said(messages, 2)) ?? []
  const resolved = all[1]
  check('and that it is over, once it is', resolved !== undefined, all)

  check('one message each', all.length === 2, all)
  check(
    'both to a group, the one of its receiver',
    all.length > 0 && all.every(({ channel }) => channel === 'group'),
    all,
  )
  check('the first title says who and how bad', saysWho(firing, 'critical'), firing?.title)
  check('the second says who and that it is over', saysWho(resolved, 'resolved'), resolved?.title)
  check('the text shows the summary, and nothing of it as formatting', shows(firing), firing?.text)
  check('resolved was told after firing', (firing?.at ?? '') < (resolved?.at ?? ''), all)
  await tellDirect(messages, check)
}

/** Prometheus posts it again and again, and it is told when it begins and when it ends. */
async function tellDirect(
  messages: string,
  check: (sentence: string, holds: boolean, detail?: unknown) => void,
): Promise<void> {
  const all = (await said(messages, 2, real.DIRECT_CHAT)) ?? []
  check('Prometheus itself is told to the other group', all.length > 0)
  check('once that it fires and once that it is over', all.length === 2, all)
  check('in this order', saysWho(all[0], 'critical') && saysWho(all[1], 'resolved'), all)
}

function startAll(places: real.Places, folder: string): Running[] {
  const main = join(import.meta.dirname, '..', values.main)
  const config = join(folder, 'bridge.yaml')
  return [
    start('sandbox', process.execPath, [main, 'sandbox', '--listen', places.sandbox]),
    start('bridge', process.execPath, [main, 'serve', '--config', config]),
    start('Alertmanager', programs.alertmanager, [
      `--config.file=${join(folder, 'alertmanager.yaml')}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${places.alertmanager}`,
      '--cluster.listen-address=',
    ]),
    start('Prometheus', programs.prometheus, [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=${places.prometheus}`,
      '--web.enable-lifecycle',
      // It finds its Alertmanager only after some seconds, and would say again in a minute.
      '--rules.alert.resend-delay=1s',
    ]),
  ]
}

/** What the sandbox was told, once it is that much. */
function said(url: string, count: number, group = real.CHAT): Promise<readonly Said[] | null> {
  return eventually(PATIENCE, async () => {
    const answer: unknown = await (await fetch(url)).json()
    const messages = ((Array.isArray(answer) ? answer : []) as readonly Said[]).filter(
      ({ target }) => target === group,
    )
    return messages.length >= count ? messages : null
  })
}

/** Seconds. Far more than a quiet machine needs. */
const PATIENCE = 120

const saysWho = ({ title }: Said = NOTHING, word: string): boolean =>
  title.includes(real.ALERT) && title.includes(word)

/** As DingTalk's Markdown shows it: what was escaped is itself again. */
const shows = ({ text }: Said = NOTHING): boolean =>
  text.replaceAll(/\\(.)/g, '$1').includes(real.SUMMARY) && !text.includes(' *nearly* ')

const NOTHING: Said = { at: '', channel: '', target: '', title: '', text: '' }

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const missing = Object.values(programs).filter((program) => !existsSync(program))
if (missing.length === 0) {
  process.exitCode = await story()
} else if (process.env['CI']) {
  console.log(`FAILED ${missing.join(' and ')} must be installed here\n0 passed, 1 failed`)
  process.exitCode = 1
} else {
  console.log(`Skipped: there is no ${missing.join(' and no ')}. On Debian and Ubuntu:`)
  console.log('  apt-get install prometheus prometheus-alertmanager')
  console.log('0 passed, 0 failed, 1 skipped')
}
