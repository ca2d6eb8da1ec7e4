import { stringify } from 'yaml'
import type { Bench, ExitCode } from '../bench.ts'
import { UsageError } from '../bench.ts'
import { importAlertmanager } from './alertmanager-config.ts'
import type { Imported, ImportNote } from './imported.ts'
import { listOf, mapOf, readOldYaml, textOf } from './old-yaml.ts'
import { importPrometheusWebhookDingtalk } from './prometheus-webhook-dingtalk-config.ts'

export const PROGRAMS = ['prometheus-webhook-dingtalk', 'alertmanager'] as const

export interface ImportOptions {
  /** Folder for templates in Handlebars; without it the user's own are not used. */
  readonly templates?: string
}

/** Prints another program's settings as ours, and on stderr what of them is not there. */
export async function importSettings(
  program: (typeof PROGRAMS)[number],
  file: string,
  options: ImportOptions,
  bench: Bench,
): Promise<ExitCode> {
  const source = Buffer.from(await bench.readInput(file)).toString('utf8')
  const imported = await read(program, file, source, bench)
  const { templates } = imported
  if (options.templates !== undefined)
    for (const { name, text } of templates)
      await bench.writeFile(`${options.templates}/${name}.hbs`, text)
  const written = options.templates === undefined ? [] : templates.map(({ name }) => name)
  bench.print(`# From ${file}, a configuration of ${program}. Try it: dingbridge check\n`)
  bench.print(stringify(escaped(settingsOf(imported, written, options)), { lineWidth: 0 }))
  const notes = imported.notes
    .toSorted((a, b) => (a.file ?? '').localeCompare(b.file ?? '') || a.line - b.line)
    .map((note) => noteText(note, file))
  // A template that several receivers use is translated for each of them.
  for (const note of new Set(notes)) bench.complain(note)
  if (written.length < templates.length)
    bench.complain(
      `${file}: templates of your own are not used; with \`--templates FOLDER\` they are translated into it\n`,
    )
  return 0
}

async function read(
  program: (typeof PROGRAMS)[number],
  file: string,
  source: string,
  bench: Bench,
): Promise<Imported> {
  try {
    const config = mapOf(readOldYaml(source).value)
    expectHeart(program, config)
    if (program === 'alertmanager') return importAlertmanager(source)
    const { template, templates } = config
    const patterns = [...listOf(template), ...listOf(templates)].map(textOf)
    const files = await bench.readMatching(patterns, file)
    const builtIn = await bench.readTemplate('prometheus-webhook-dingtalk')
    return importPrometheusWebhookDingtalk(source, files, builtIn)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} is no configuration of ${program}: ${(error as Error).message}`)
  }
}

/** What the settings of a program cannot be without. */
const HEARTS = { 'prometheus-webhook-dingtalk': 'targets', alertmanager: 'route' } as const

/** An empty file, or one of another program, would be translated into nothing without a word. */
function expectHeart(program: (typeof PROGRAMS)[number], config: Record<string, unknown>): void {
  const has = (each: (typeof PROGRAMS)[number]) =>
    Object.keys(mapOf(config[HEARTS[each]])).length > 0
  if (has(program)) return
  const other = PROGRAMS.find(has)
  const hint = other === undefined ? '' : `; it looks like one of ${other}`
  throw new Error(`there is no \`${HEARTS[program]}\`${hint}`)
}

/** A receiver whose template was not written has the look that it had by default. */
function settingsOf(
  { settings, templates }: Imported,
  written: readonly string[],
  { templates: folder }: ImportOptions,
): object {
  const lost = templates.map(({ name }) => name).filter((name) => !written.includes(name))
  const receivers = listOf(settings['receivers']).map((each) => {
    const receiver = mapOf(each)
    return lost.includes(textOf(receiver['template']))
      ? { ...receiver, template: 'prometheus-webhook-dingtalk' }
      : receiver
  })
  return {
    ...settings,
    ...(written.length > 0 && { templates: [folder] }),
    receivers,
  }
}

const noteText = ({ file, line, message }: ImportNote, main: string): string =>
  `${file ?? main}:${line}: ${message}\n`

/** A `${` of theirs is no variable of ours; our own stand-ins are. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string')
    return /^\$\{DINGTALK_\w+:-[\w-]+\}$/.test(value) ? value : value.replaceAll('${', () => '$${')
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, escaped(each)]))
}
