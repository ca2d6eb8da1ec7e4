import { type Command, Option } from 'commander'
import type { Bench } from './bench.ts'

const VARIABLE = 'DINGBRIDGE_CONFIG'
const USUAL = 'config/bridge.yaml'

/** `--config`, for every command that needs settings. */
export const configOption = ({ env }: Pick<Bench, 'env'>): Option =>
  // An empty variable is none, as in a shell script that clears it.
  new Option('-c, --config <file>', `the settings; or the variable ${VARIABLE}`).default(
    env[VARIABLE] || USUAL,
    USUAL,
  )

/** Whether somebody named the settings, on the command line or in the environment. */
export const isConfigGiven = (command: Command, { env }: Pick<Bench, 'env'>): boolean =>
  command.getOptionValueSource('config') !== 'default' || Boolean(env[VARIABLE])

/** `dingbridge -c FILE check` is the same as `dingbridge check -c FILE`. */
export function takeConfigBefore(program: Command): void {
  program
    .enablePositionalOptions()
    .addOption(new Option('-c, --config <file>').hideHelp())
    .hook('preAction', (_, command) => {
      for (let above = command.parent; above; above = above.parent) {
        const given: unknown = above.getOptionValue('config')
        if (given === undefined || command.getOptionValueSource('config') !== 'default') continue
        command.setOptionValueWithSource('config', given, 'cli')
      }
    })
}
