import type { Argument, Command, Option } from 'commander'
import { createProgram } from '../../src/tools/cli.ts'
import { code, GENERATED_NOTICE, page, table } from './markdown.ts'

/** `docs/cli.md`: every command with its arguments and options. */
export function cliPage(): string {
  const program = createProgram(OFFLINE, '', () => {})
  return page(
    `${GENERATED_NOTICE}# Command line`,
    program.description(),
    'In a checkout, write `npm start --` in front of the command instead of `dingbridge`: it takes a Node.js that fits. After `npm run build` it is `node dist/main.js`.',
    'Exit codes: **0** yes, **1** the answer is no, **2** wrong usage.',
    table(
      ['command', 'what it does'],
      program.commands.map((each) => [`[${each.name()}](#${each.name()})`, each.description()]),
    ),
    ...program.commands.flatMap((each) => commandsOf(each, program.name())),
  )
}

/** Nothing runs: the commands are only read. */
const OFFLINE = { env: {} } as Parameters<typeof createProgram>[0]

/** A command, and those below it. */
function commandsOf(each: Command, above: string): readonly string[] {
  const path = `${above} ${each.name()}`
  return [command(each, path), ...each.commands.flatMap((below) => commandsOf(below, path))]
}

function command(each: Command, path: string): string {
  const [, ...names] = path.split(' ')
  const options = each.options.filter(({ hidden }) => !hidden)
  const rows = [...each.registeredArguments.map(argumentRow), ...options.map(optionRow)]
  return page(
    `${'#'.repeat(names.length + 1)} ${names.join(' ')}`,
    `${capital(each.description())}.`,
    code(`${path} ${each.usage()}`),
    ...(rows.length > 0 ? [table(['option', 'default', 'about'], rows)] : []),
  ).trimEnd()
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const argumentRow = (each: Argument) => [
  code(`${each.name()}${each.variadic ? '…' : ''}`),
  shown(each.defaultValue, each.defaultValueDescription),
  each.description,
]

const optionRow = (each: Option) => [
  code(each.flags),
  each.mandatory ? 'needed' : shown(each.defaultValue, each.defaultValueDescription),
  [each.description, ...(each.argChoices ? [each.argChoices.map(code).join(', ')] : [])].join('; '),
]

function shown(value: unknown, description?: string): string {
  return value === undefined ? '' : code(description ?? String(value))
}
