import { type Command, Option } from 'commander'
import type { Bench } from './bench.ts'
import { isConfigGiven } from './config-option.ts'
import { discardDeliveries, listDeliveries, redriveDeliveries, showDelivery } from './deliveries.ts'
import { send } from './send.ts'

/** The commands that talk to a running bridge. */
export function addRemoteCommands(
  program: Command,
  configured: (name: string, about: string, parent?: Command) => Command,
  bench: Bench,
  end: (code: number) => void,
): void {
  /** Who names settings and no address means the bridge that runs with them. */
  const asked = <O>(options: O, self: Command): O & { readonly asksSettings: boolean } => ({
    ...options,
    asksSettings: isConfigGiven(self, bench) && self.getOptionValueSource('url') === 'default',
  })

  configured('send', 'send one notification to a receiver and say what became of it')
    .requiredOption('-r, --receiver <name>', 'who hears of it')
    .option('-p, --payload <file>', 'the body of a webhook; - reads standard input')
    .option('-s, --source <name>', 'the source that reads it; generic for --title')
    .option('--title <title>', 'or a title of your own')
    .option('--text <text>', 'with a text')
    .option('--local', 'without a running bridge; nothing is kept')
    .option('--wait <duration>', 'how long to wait for the outcome, at most 30s', '30s')
    .option(
      '--url <url>',
      'where the bridge listens for senders; of the settings, where --config names them',
      'http://127.0.0.1:8080',
    )
    .option('--token-file <file>', 'the bearer token of the source; or DINGBRIDGE_TOKEN')
    .addOption(caFile())
    .action(async (options, self: Command) => end(await send(asked(options, self), bench)))

  const deliveries = program
    .command('deliveries')
    .description('see what was told and what was not, and send it again')
    .enablePositionalOptions()
    .addOption(new Option('-c, --config <file>').hideHelp())
  const remote = (name: string, about: string) =>
    configured(name, about, deliveries)
      .option(
        '--url <url>',
        'where the bridge listens for operators; of the settings, where --config names them',
        'http://127.0.0.1:8081',
      )
      .option('--token-file <file>', 'the bearer token of admin.auth; or DINGBRIDGE_TOKEN')
      .addOption(caFile())
  const format = () =>
    new Option('--format <format>', 'how to say it').choices(['text', 'json']).default('text')

  remote('list', 'the newest deliveries, one a line')
    .option('--state <states>', 'waiting, sending, sent, dead, held, muted, discarded')
    .option('--receiver <name>', 'of this receiver')
    .option('--target <target>', 'to the target of this name or id')
    .option('-q, --query <text>', 'whose names, label values or titles contain this')
    .option('--limit <count>', 'at most so many; 50 unless said')
    .option('--cursor <cursor>', 'go on where the page before ended')
    .addOption(format())
    .action(async (options, self) => end(await listDeliveries(asked(options, self), bench)))

  remote('show', 'one delivery: its words, and what DingTalk answered')
    .argument('<id>', 'as `list` gives it')
    .addOption(format())
    .action(async (id, options, self) => end(await showDelivery(id, asked(options, self), bench)))

  remote('redrive', 'send dead, held or discarded ones again')
    .argument('[id...]', 'those that are named')
    .option(
      '--receiver <name>',
      'send them to this one instead; or, without ids, the dead and held ones of it',
    )
    .option('--since <duration>', 'that ended within this time, such as 2h')
    .option('--again', 'also those that are sent: people hear them a second time')
    .action(async (ids, options, self) =>
      end(await redriveDeliveries(ids, asked(options, self), bench)),
    )

  remote('discard', 'take waiting, muted, dead or held ones out for good')
    .argument('<id...>', 'those that are named')
    .action(async (ids, options, self) =>
      end(await discardDeliveries(ids, asked(options, self), bench)),
    )
}

const caFile = () =>
  new Option('--ca-file <file>', 'the authority of its certificate, where it is one of your own')
