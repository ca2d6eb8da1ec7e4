import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { parseListen } from '../server/settings.ts'
import { ISSUE_FORMATS } from '../settings/format-issues.ts'
import { configJsonSchemaText } from '../settings/json-schema.ts'
import { type Bench, UsageError } from './bench.ts'
import { check } from './check.ts'
import { completion, SHELLS, type Shell } from './completion.ts'
import { configOption, isConfigGiven, takeConfigBefore } from './config-option.ts'
import { discover } from './discover.ts'
import { explain } from './explain.ts'
import { importSettings, PROGRAMS } from './import/import.ts'
import { addRemoteCommands } from './remote-commands.ts'
import { render } from './render.ts'
import { route } from './route.ts'
import { test } from './test.ts'

/** Runs one command. Resolves with the exit code; never throws for what a person typed. */
export async function runCli(
  args: readonly string[],
  bench: Bench,
  version: string,
): Promise<number> {
  let code: number = 0
  const program = createProgram(bench, version, (exit) => {
    code = exit
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof UsageError)) throw error
    bench.complain(`error: ${error.message}\n`)
    return 2
  }
}

/** All commands; the generated docs read them too. */
export function createProgram(bench: Bench, version: string, end: (code: number) => void): Command {
  const program = new Command('dingbridge')
    .description('Alerts from Alertmanager, Grafana and anything that speaks JSON, to DingTalk.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: bench.print, writeErr: bench.complain })
    .showSuggestionAfterError()
    .showHelpAfterError('See what there is with --help.')
    .addHelpText('after', HELP)
  takeConfigBefore(program)

  const command = (name: string, about: string) => program.command(name).description(about)
  const configured = (name: string, about: string, parent = program) =>
    parent.command(name).description(about).addOption(configOption(bench))

  configured('serve', 'run the bridge; SIGHUP reloads the settings, SIGTERM drains and stops')
    .showHelpAfterError(NAMES_FILE)
    .option('--no-watch', 'reload on SIGHUP and POST /-/reload only, not when a file changes')
    .action(async ({ config, watch }) => end(await bench.serve(config, { watch })))

  configured('check', 'say everything that is wrong with the settings and templates')
    .showHelpAfterError(NAMES_FILE)
    .addOption(
      new Option('--format <format>', 'how to say it').choices(ISSUE_FORMATS).default('text'),
    )
    .option('--strict', 'let warnings count as errors')
    .option('--online', 'ask DingTalk about tokens, groups and people too; sends nothing')
    .action(async (options) => end(await check(options, bench)))

  configured('explain', 'tell step by step what would become of a webhook; sends nothing')
    .requiredOption(
      '-s, --source <name>',
      'the source that it would come to; auto: by the looks of it',
    )
    .requiredOption('-p, --payload <file>', 'its body; - reads standard input')
    .option('--header <header>', "a header, as 'K: v'; may be repeated", gather)
    .option('--receiver <name>', 'as ?receiver= in the address')
    .option('--at <time>', 'as if it came then (ISO 8601)', moment)
    .addOption(
      new Option('--format <format>', 'how to say it').choices(['text', 'json']).default('text'),
    )
    .action(async (options) => end(await explain(options, bench)))

  configured('route', 'print the receivers for a set of labels, one a line')
    .argument('[label=value...]', 'the labels of an alert')
    .option('--at <time>', 'as if it came then (ISO 8601)', moment)
    .option('--expect <receivers>', 'exit 1 when they are not these (a,b)')
    .action((labels, options) => end(route(labels, options, bench)))

  configured('render', 'print the message that a template makes of a payload: msgKey and msgParam')
    .requiredOption('-t, --template <name>', 'the template')
    .requiredOption('-p, --payload <file>', 'the body of a webhook; - reads standard input')
    .option('-s, --source <name>', 'the source that reads it; without it by the looks of it')
    .addOption(
      new Option('--locale <locale>', 'the settings say it otherwise').choices(['en', 'zh-CN']),
    )
    .option('--at <time>', 'as if it were sent then (ISO 8601)', moment)
    .action(async (options) => end(await render(options, bench)))

  configured('test', 'run payloads with expectations beside the settings; sends nothing')
    .argument('<file...>', 'YAML, see docs/testing.md')
    .addOption(
      new Option('--format <format>', 'how to say it').choices(ISSUE_FORMATS).default('text'),
    )
    .action(async (files, options, self: Command) =>
      end(await test(files, { ...options, isConfigGiven: isConfigGiven(self, bench) }, bench)),
    )

  addRemoteCommands(program, configured, bench, end)

  configured('discover', 'print the ids of the group and the person that speak to the robot next')
    .option('-a, --app <name>', 'the app whose robot listens; may be left out when there is one')
    .option('--wait <duration>', 'how long', '5m')
    .option('--all', 'go on after the first message until the time is over')
    .action(async (options) => end(await discover(options, bench)))

  command('sandbox', 'a fake DingTalk to try settings against, with a page that shows the chats')
    .addOption(
      new Option('--listen <host:port>', 'where')
        .argParser(address)
        .default({ host: '127.0.0.1', port: 8090 }, '127.0.0.1:8090'),
    )
    .action(async ({ listen }) => end(await bench.serveSandbox(listen)))

  command('import', 'print the settings of another program as ours')
    .addArgument(new Argument('<program>', 'whose settings they are').choices(PROGRAMS))
    .argument('<file>', 'its settings; - reads standard input')
    .option('--templates <folder>', 'where templates of one’s own go, translated')
    .action(async (program, file, options) =>
      end(await importSettings(program, file, options, bench)),
    )

  command('schema', 'print the JSON Schema of the settings').action(() =>
    bench.print(configJsonSchemaText()),
  )

  command('completion', 'print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => bench.print(completion(program, shell)))

  return program
}

/** What most people mean who give these commands a file. */
const NAMES_FILE = 'The settings are named with -c FILE. See what there is with --help.'

const HELP = `
Exit codes: 0 yes, 1 the answer is no, 2 wrong usage.

A first look, with no account and no server:  npm run demo
Before every start and in your CI:            dingbridge check -c bridge.yaml
Why did nobody hear of it?                    dingbridge explain -c bridge.yaml -s prod -p payload.json
What could not be told?                       dingbridge deliveries list --state dead
Do the rules still do what you meant?         dingbridge test tests/*.yaml
Completion in bash:                           source <(dingbridge completion bash)
`

const gather = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]

/** Without an offset it is the time of this machine, as people write it. */
function moment(text: string): number {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write it like 2026-11-22T03:00:00+08:00.')
  return at
}

function address(text: string) {
  const listen = parseListen(text)
  if (!listen) throw new InvalidArgumentError('Write it like 127.0.0.1:8090.')
  return listen
}
