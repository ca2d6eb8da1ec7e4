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
    ...program.commands.map((each) => command(each, program.name())),
  )
}

/** Nothing runs: the commands are only read. */
const OFFLINE = { env: {} } as Parameters<typeof createProgram>[0]

function command(each: Command, program: string): string {
  const usage = `${program} ${each.name()} ${each.usage()}`
  const rows = [...each.registeredArguments.map(argumentRow), ...each.options.map(optionRow)]
  return page(
    `## ${each.name()}`,
    `${capital(each.description())}.`,
    code(usage),
    ...(rows.length > 0 ? [table(['option', 'default', 'about'], rows)] : []),
  ).trimEnd()
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const argumentRow = (each: Argument) => [
  code(`${each.name()}${each.variadic ? '…' : ''}`),
  shown(each.defaultValue),
  each.description,
]

const optionRow = (each: Option) => [
  code(each.flags),
  each.mandatory ? 'needed' : shown(each.defaultValue),
  [
    each.description,
    ...(each.argChoices ? [each.argChoices.map(code).join(', ')] : []),
    ...(each.envVar ? [`or the variable ${code(each.envVar)}`] : []),
  ].join('; '),
]

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  if (typeof value === 'object' && value !== null && 'host' in value && 'port' in value)
    return code(`${value.host}:${value.port}`)
  return code(String(value))
}
