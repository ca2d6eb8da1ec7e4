import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/*
 * Several rules that a durable outbox leans on are young in Biome. These faults are planted to be
 * found: should a new version or a change of biome.json lose a rule, this says so.
 */
const FAULTS: readonly (readonly [rule: string, file: string, text: string])[] = [
  [
    'noFloatingPromises',
    'floating.ts',
    'async function save(): Promise<void> {}\nexport function forget(): void {\n  save()\n}\n',
  ],
  [
    'noMisusedPromises',
    'misused.ts',
    "async function isDue(): Promise<boolean> {\n  return true\n}\nexport function send(): string {\n  if (isDue()) return 'now'\n  return 'later'\n}\n",
  ],
  ['noImportCycles', 'hen.ts', "import { egg } from './egg.ts'\n\nexport const hen = () => egg\n"],
  ['noImportCycles', 'egg.ts', "import { hen } from './hen.ts'\n\nexport const egg = () => hen\n"],
  ['noDefaultExport', 'default.ts', 'export default 1\n'],
  ['noConsole', 'printing.ts', "console.log('to nobody')\n"],
  ['useImportType', 'type-import.ts', "import { T } from './floating.ts'\n\nexport type U = T\n"],
  ['useFilenamingConvention', 'CamelCase.ts', 'export const name = 1\n'],
  ['noNonNullAssertion', 'non-null.ts', 'export const one = (list: string[]) => list[0]!\n'],
  [
    'useExhaustiveSwitchCases',
    'switch.ts',
    "type State = 'waiting' | 'sent'\nexport function isOver(state: State): boolean {\n  switch (state) {\n    case 'sent':\n      return true\n  }\n  return false\n}\n",
  ],
]

interface Diagnostic {
  readonly category: string
  readonly severity: string
  readonly location: { readonly path: string | { readonly file: string } }
}

const root = join(import.meta.dirname, '..', '..')
let folder = ''
let found: readonly string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dingbridge-linter-'))
  const config = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'))
  const own = { ...config, vcs: { enabled: false }, $schema: undefined }
  await writeFile(join(folder, 'biome.json'), JSON.stringify(own))
  await mkdir(join(folder, 'src'))
  for (const [, file, text] of FAULTS) await writeFile(join(folder, 'src', file), text)
  found = (await lint()).flatMap(({ category, severity, location }) => {
    const path = typeof location.path === 'string' ? location.path : location.path.file
    return severity === 'error'
      ? [`${category.split('/').at(-1)} in ${path.split('/').at(-1)}`]
      : []
  })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the linter finds', () => {
  test.each(FAULTS)('%s in %s', (rule, file) => {
    expect(found).toContain(`${rule} in ${file}`)
  })
})

function lint(): Promise<readonly Diagnostic[]> {
  const command = [join(root, 'scripts', 'node.cjs'), '--bin', 'biome']
  const options = ['lint', '--reporter=json', '--max-diagnostics=none', 'src']
  return new Promise((resolve) => {
    // It exits 1 because it finds something; what it printed is what counts.
    execFile(process.execPath, [...command, ...options], { cwd: folder }, (_error, stdout) =>
      resolve(JSON.parse(stdout).diagnostics),
    )
  })
}
