import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DAY, SECOND } from '../../src/domain/clock.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { createFileWatch, placesOf } from '../../src/settings/watch.ts'
import { BUILT_IN_TEMPLATES } from '../support/bench.ts'
import { elasticClock } from '../support/elastic-clock.ts'
import { until } from '../support/house.ts'

const settings = (group: string, rest = ''): string => `
dingtalk:
  region: intl
  apps: { ops: { app_key: dingops, app_secret_file: ./app.secret } }
receivers: [{ name: sre, targets: [{ group: ${group} }] }]
route: { receiver: sre }
${rest}`

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-watch-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Loads the settings again at each change; what was found is in the order of the loads. */
function aWatchOf(config: string) {
  const wall = elasticClock()
  // The look now and then never comes: what is seen is what the file system told.
  const files = createFileWatch({
    now: wall.now,
    sleep: (ms, signal) => wall.sleep(ms > SECOND ? DAY : ms, signal),
  })
  const loads: string[] = []
  const load = async () => {
    const loaded = loadPlan(config, {}, BUILT_IN_TEMPLATES, files.see)
    const groups = loaded.ok ? [...loaded.value.plan.targets.values()] : []
    loads.push(
      loaded.ok
        ? groups.map(({ address }) => 'conversation' in address && address.conversation).join()
        : (loaded.error.find(({ severity }) => severity === 'error')?.code ?? ''),
    )
  }
  void load()
  const stopping = new AbortController()
  const running = files.run(load, stopping.signal)
  onTestFinished(async () => {
    stopping.abort()
    await running
  })
  return {
    loads,
    read: (count: number) => until(`load ${count}`, () => loads.length >= count),
  }
}

/** As the kubelet writes a ConfigMap: `..data` is swapped, and every file is a link through it. */
function aConfigMap(folder: string, files: Readonly<Record<string, string>>) {
  let version = 0
  const put = (next: Readonly<Record<string, string>>): void => {
    const name = `..2026_11_22_${version++}`
    mkdirSync(join(folder, name))
    for (const [file, text] of Object.entries(next)) writeFileSync(join(folder, name, file), text)
    symlinkSync(name, join(folder, '..data_tmp'))
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'))
    if (version > 1) rmSync(join(folder, `..2026_11_22_${version - 2}`), { recursive: true })
  }
  put(files)
  for (const file of Object.keys(files)) symlinkSync(`..data/${file}`, join(folder, file))
  return put
}

test('each swap of a ConfigMap is seen, also of one that was wrong in between', async () => {
  const folder = aFolder()
  const secret = { 'app.secret': 's' }
  const put = aConfigMap(folder, { 'bridge.yaml': settings('cidOne'), ...secret })
  const { loads, read } = aWatchOf(join(folder, 'bridge.yaml'))
  put({ 'bridge.yaml': settings('cidTwo'), ...secret })
  await read(2)
  put({ 'bridge.yaml': settings('cidTwo', 'nonsense: 1'), ...secret })
  await read(3)
  put({ 'bridge.yaml': settings('cidThree'), ...secret })
  await read(4)
  expect(loads).toEqual(['cidOne', 'cidTwo', 'unknown_key', 'cidThree'])
})

test('a link above the folder is followed when it is turned, as git-sync turns it', async () => {
  const folder = aFolder()
  for (const name of ['a', 'b']) {
    mkdirSync(join(folder, name, 'conf'), { recursive: true })
    writeFileSync(join(folder, name, 'conf', 'bridge.yaml'), settings(`cid${name}`))
    writeFileSync(join(folder, name, 'conf', 'app.secret'), 's')
  }
  symlinkSync('a', join(folder, 'current'))
  const { loads, read } = aWatchOf(join(folder, 'current', 'conf', 'bridge.yaml'))
  symlinkSync('b', join(folder, 'next'))
  renameSync(join(folder, 'next'), join(folder, 'current'))
  await read(2)
  expect(loads).toEqual(['cida', 'cidb'])
})

/** A folder with settings in all the files that settings can be in. */
function scattered() {
  const folder = aFolder()
  mkdirSync(join(folder, 'teams'))
  mkdirSync(join(folder, 'templates'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('app.secret', 's')
  write('templates/own.hbs', 'hello')
  write('teams/a.yaml', 'groups: { one: cidOne }')
  write('bridge.yaml', settings('one', 'include: ["teams/*.yaml"]\ntemplates: [./templates]'))
  return { folder, write, ...aWatchOf(join(folder, 'bridge.yaml')) }
}

type Scattered = ReturnType<typeof scattered>

test.each<[what: string, change: (at: Scattered) => void, found: string]>([
  ['an included file', ({ write }) => write('teams/a.yaml', 'groups: { one: cidTwo }'), 'cidTwo'],
  ['a new one beside it', ({ write }) => write('teams/b.yaml', 'x-b: 1\nnew: 1'), 'unknown_key'],
  ['one less', ({ folder }) => unlinkSync(join(folder, 'teams/a.yaml')), 'file_unreadable'],
  ['a template', ({ write }) => write('templates/own.hbs', '{{#if}}'), 'template_syntax'],
  ['a new template', ({ write }) => write('templates/new.hbs', '{{#if}}'), 'template_syntax'],
  ['a secret', ({ write }) => write('app.secret', 'other'), 'cidOne'],
  [
    'settings that an editor renames into place',
    ({ folder, write }) => {
      write('bridge.yaml.new', settings('cidThree'))
      renameSync(join(folder, 'bridge.yaml.new'), join(folder, 'bridge.yaml'))
    },
    'cidThree',
  ],
])('a change of %s is seen', async (_what, change, found) => {
  const here = scattered()
  change(here)
  await here.read(2)
  expect(here.loads).toEqual(['cidOne', found])
})

test('what did not change in content, and what is none of ours, is not loaded again', async () => {
  const { write, loads, read } = scattered()
  write('bridge.db-wal', 'a')
  write('templates/notes.txt', 'a')
  write('app.secret', 's')
  write('teams/a.yaml', 'groups: { one: cidTwo }')
  await read(2)
  expect(loads).toEqual(['cidOne', 'cidTwo'])
})

test('a file that was missing is waited for', async () => {
  const folder = aFolder()
  const config = join(folder, 'bridge.yaml')
  writeFileSync(config, settings('cidOne'))
  const { loads, read } = aWatchOf(config)
  writeFileSync(join(folder, 'app.secret'), 's')
  await read(2)
  expect(loads).toEqual(['file_unreadable', 'cidOne'])
})

test('a folder is watched where a name in it may change, along every link', () => {
  const folder = aFolder()
  aConfigMap(folder, { 'bridge.yaml': 'x' })
  const places = Object.fromEntries(placesOf([join(folder, 'bridge.yaml')]))
  expect(places).toMatchObject({
    [folder]: new Set(['bridge.yaml', '..data']),
    [join(folder, '..2026_11_22_0')]: new Set(['bridge.yaml']),
  })
})

test.each([
  ['a token in the place of its file', 'x'.repeat(300)],
  ['a name that no file can have', 'a\0b'],
])('%s is no reason to watch nothing', (_what, name) => {
  const folder = aFolder()
  const places = placesOf([join(folder, name), join(folder, 'bridge.yaml')])
  expect(places.get(folder)).toEqual(new Set([name, 'bridge.yaml']))
})
