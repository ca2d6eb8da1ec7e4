import { mappingOf } from '../../src/ingest/mapping/form.ts'
import type { Mapping, Part } from '../../src/ingest/mapping/mapping.ts'
import { presets, readPreset } from '../../src/ingest/presets.ts'
import { block, code, GENERATED_NOTICE, page, table } from './markdown.ts'
import { exampleOf, messagesOf } from './source-examples.ts'

type Preset = ReturnType<typeof readPreset>

const TYPES = presets.map(({ type }) => type)

/** `docs/sources/`: a page for each preset and one that lists them. */
export const sourcePages: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'docs/sources/README.md', text: indexPage },
  ...TYPES.map((type) => ({ path: `docs/sources/${type}.md`, text: () => sourcePage(type) })),
]

function indexPage(): string {
  return page(
    `${GENERATED_NOTICE}# Senders`,
    'Each is a `type:` of a source. What they have in common is told in [Any JSON](../generic.md): what a sender can prove, what it is answered. [Alertmanager](../alertmanager.md), [Grafana](../grafana.md), [any JSON](../generic.md), [what speaks to a custom robot](dingtalk-robot.md) and [prometheus-webhook-dingtalk](prometheus-webhook-dingtalk.md) have pages written by hand.',
    table(
      ['type', 'sender', 'what is told'],
      TYPES.map((type) => {
        const { name, about } = readPreset(type)
        return [`[${code(type)}](${type}.md)`, name, about]
      }),
    ),
    '## Only what failed',
    'CI tells each result. Who wants failures and the first success after them, and not every success, narrows the target; `|` at the end lets through what has no result, such as an alert:',
    block(
      'yaml',
      `groups: { ci: cidEXAMPLE== }
receivers:
  - name: ci
    targets:
      - group: ci
        matchers: ['result=~"failed|fixed|"']
route: { receiver: ci }`,
    ),
    'The same in a route (`matchers` there, and above it a receiver with `targets: []`) takes the rest to somebody else, or to nobody. One branch: add `branch="main"`. `dingbridge explain` shows what of a payload is told.',
    '## Others',
    'A sender that is not among them: `type: generic` with a [`map:`](../mapping.md), in the same language as the [presets](../../presets) of these.',
  )
}

function sourcePage(type: string): string {
  const preset = readPreset(type)
  const { name, about } = preset
  const address = `https://ding.example.com/webhook/${type}`
  return page(
    `${GENERATED_NOTICE}# ${name}`,
    about,
    '## In the settings of the bridge',
    block('yaml', settingsOf(type, preset)),
    `Its address is then \`${address}\`: the last part is the name of the source.${proofOf(preset)}`,
    ...(preset.setup ? [`## In ${name}`, preset.setup.trim()] : []),
    '## What is told',
    toldOf(mappingOf(mappingKeysOf(preset))),
    `What becomes of each field stands in [its preset](../../presets/${type}.yaml), a file that one can read. Labels route, annotations only explain:`,
    block('yaml', routeOf(type, mappingOf(mappingKeysOf(preset)))),
    ...exampleParts(type),
  )
}

/** What of a preset is its mapping. */
function mappingKeysOf(preset: Preset) {
  const { name, about, setup, proof, signature, token_header, recognise, ...mapping } = preset
  return mapping
}

function settingsOf(type: string, preset: Preset): string {
  const { signature, token_header, proof } = preset
  const way = proof ?? (signature ? 'hmac_secret' : token_header ? 'header_token' : 'bearer_token')
  const auth =
    way === 'basic'
      ? `{ username: ${type}, password_file: ./${type}-password }`
      : `{ ${way}_file: ./${type}-${way === 'hmac_secret' ? 'secret' : 'token'} }`
  return `sources:\n  - name: ${type}\n    type: ${type}\n    auth: ${auth}`
}

function proofOf({ signature, token_header }: Preset): string {
  const ways = [
    ...(signature ? ['`hmac_secret` is the secret that it signs with'] : []),
    ...(token_header ? [`\`header_token\` is what it sends as it is in \`${token_header}\``] : []),
  ]
  return ways.length === 0 ? '' : ` ${ways.join('; ')}.`
}

function toldOf(mapping: Mapping): string {
  const events = Object.entries(mapping.events)
  const rows = events.length === 0 ? [['every request', mapping] as const] : events
  return table(
    ['event', 'told as', 'labels', 'annotations', 'links'],
    rows.map(([event, part]) => {
      const name = event === '*' ? 'any other' : events.length === 0 ? event : code(event)
      if (part.ignore === 'true') return [name, 'not told', '', '', '']
      const both = [mapping, part]
      return [
        name,
        kindOf(part.kind ?? mapping.kind),
        listed([
          'alertname',
          ...('severity' in fieldsOf(both) ? ['severity'] : []),
          ...('result' in fieldsOf(both) ? ['result'] : []),
          ...namesIn(both, 'labels'),
        ]),
        listed([
          ...texts.filter((field) => field in fieldsOf(both)),
          ...namesIn(both, 'annotations'),
        ]),
        listed(namesIn(both, 'links')),
      ]
    }),
  )
}

const texts = ['summary', 'description', 'value']

const fieldsOf = (parts: readonly Part[]) => Object.assign({}, ...parts.map(({ fields }) => fields))

const namesIn = (parts: readonly Part[], key: 'labels' | 'annotations' | 'links') => [
  ...new Set(parts.flatMap((part) => Object.keys(part[key]))),
]

const listed = (names: readonly string[]): string => [...new Set(names)].map(code).join(' ')

const kindOf = (kind: string | null): string =>
  kind === null ? 'alert' : kind.includes('{{') ? 'by its kind' : kind

/** The matchers that a person would begin with. */
function routeOf(type: string, mapping: Mapping): string {
  const told = Object.entries(mapping.events).filter(([, part]) => part.ignore !== 'true')
  const [event, part] = told[0] ?? ['', mapping]
  const fields = fieldsOf([mapping, part])
  const kind = part.kind ?? mapping.kind
  const matchers = [
    ...(kind !== null && kind !== 'alert' && event !== '' && event !== '*'
      ? [`event="${event}"`]
      : []),
    ...('result' in fields ? ['result="failed"'] : []),
    ...('severity' in fields && !('result' in fields) ? ['severity=~"critical|error"'] : []),
  ]
  const all = matchers.length > 0 ? matchers : [`__source__="${type}"`]
  return `route:\n  receiver: everything\n  routes:\n    - matchers: [${all.map((each) => `'${each}'`).join(', ')}]\n      receiver: on-call`
}

function exampleParts(type: string): readonly string[] {
  const example = exampleOf(type)
  if (!example) return []
  return [
    '## An example',
    block('json', JSON.stringify(example.body, null, 2)),
    ...messagesOf(type, example).map((text) => block('text', text)),
  ]
}
