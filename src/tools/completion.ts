import type { Command, Option } from 'commander'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

interface Known {
  /** With its parent: `deliveries list`. */
  readonly path: string
  readonly about: string
  /** What its arguments may be, where that is known. */
  readonly values: readonly string[]
  readonly options: readonly Option[]
}

/** A script for a shell, made of the very definitions of the commands. */
export function completion(program: Command, shell: Shell): string {
  const known = commandsIn(program)
  switch (shell) {
    case 'bash':
      return bash(program.name(), known)
    case 'zsh':
      return `#compdef ${program.name()}\nautoload -U +X bashcompinit && bashcompinit\n${bash(program.name(), known)}`
    case 'fish':
      return fish(program.name(), known)
  }
}

function commandsIn(command: Command, parents: readonly string[] = []): readonly Known[] {
  return command.commands.flatMap((each) => {
    const names = [...parents, each.name()]
    const options = each.options.filter(({ hidden }) => !hidden)
    const values = each.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
    const own = { path: names.join(' '), about: each.description(), values, options }
    return [own, ...commandsIn(each, names)]
  })
}

/** What may stand after a command: the ones below it, and its options. */
function wordsAfter(path: string, known: readonly Known[]): readonly string[] {
  const depth = path === '' ? 1 : path.split(' ').length + 1
  const below = known
    .map((each) => each.path.split(' '))
    .filter((names) => names.length === depth && names.slice(0, -1).join(' ') === path)
    .map((names) => names.at(-1) ?? '')
  const own = known.find((each) => each.path === path)
  const flags = (own?.options ?? []).flatMap(({ long }) => long ?? [])
  return [...below, ...(own?.values ?? []), ...flags, '--help']
}

function bash(name: string, known: readonly Known[]): string {
  const paths = ['', ...known.map(({ path }) => path)]
  const words = paths.map(
    (path) => `    '${path}') words='${wordsAfter(path, known).join(' ')}' ;;`,
  )
  const choices = known.flatMap(({ path, options }) =>
    options.flatMap(({ long, argChoices }) =>
      argChoices ? [`    '${path} ${long}') words='${argChoices.join(' ')}' ;;`] : [],
    ),
  )
  const files = [...new Set(known.flatMap(({ options }) => options.filter(takesFile)))]
  const flags = [...new Set(files.flatMap(({ long, short }) => [long, short]))].filter(Boolean)
  return `_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
    ${known.map(({ path }) => `'${path}'`).join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$before" in
    ${flags.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$path $before" in
${choices.join('\n')}
  esac
  [ -n "$words" ] || case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _${name} ${name}
`
}

function fish(name: string, known: readonly Known[]): string {
  const lines = known.flatMap(({ path, about, values, options }) => {
    const names = path.split(' ')
    const last = names.at(-1) ?? ''
    const parents = names.slice(0, -1)
    const siblings = known
      .map((each) => each.path.split(' '))
      .filter((each) => each.length === names.length && each[0] === (parents[0] ?? each[0]))
      .map((each) => each.at(-1))
    const when =
      parents.length === 0
        ? '__fish_use_subcommand'
        : `__fish_seen_subcommand_from ${parents.join(' ')}; and not __fish_seen_subcommand_from ${siblings.join(' ')}`
    const here = names.map((each) => `__fish_seen_subcommand_from ${each}`).join('; and ')
    return [
      `complete -c ${name} -n '${when}' -f -a ${last} -d ${quoted(about)}`,
      ...(values.length > 0 ? [`complete -c ${name} -n '${here}' -a '${values.join(' ')}'`] : []),
      ...options.map((option) => fishOption(name, here, option)),
    ]
  })
  return `${lines.join('\n')}\n`
}

function fishOption(name: string, when: string, option: Option): string {
  const { long, short, argChoices, description } = option
  const parts = [
    `complete -c ${name} -n '${when}'`,
    ...(short ? [`-s ${short.slice(1)}`] : []),
    ...(long ? [`-l ${long.slice(2)}`] : []),
    ...(option.required ? [takesFile(option) ? '-r -F' : '-x'] : []),
    ...(argChoices ? [`-a '${argChoices.join(' ')}'`] : []),
    `-d ${quoted(description)}`,
  ]
  return parts.join(' ')
}

const takesFile = ({ flags }: Option): boolean => /<file>/.test(flags)

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
