import { parseMatchers } from '../../match/matcher.ts'
import type { Imported } from './imported.ts'
import { isOn, listOf, mapOf, type OldPath, readOldYaml, textOf } from './old-yaml.ts'

/**
 * Alertmanager's tree as ours: routes, receivers by their names, time intervals. Grouping, silences
 * and inhibition stay where they are: Alertmanager goes on sending, to one webhook.
 */
export function importAlertmanager(source: string): Imported {
  const old = readOldYaml(source)
  const config = mapOf(old.value)
  const notes: { line: number; message: string }[] = []
  const note = (path: OldPath, message: string) => {
    notes.push({ line: old.lineOf(path), message })
  }

  for (const key of Object.keys(config))
    if (!LIFTED.has(key)) note([key], STAYS[key] ?? `\`${key}\` has no counterpart`)
  if (Object.keys(mapOf(config['route'])).length === 0) note(['route'], 'there is no `route`')

  const intervals = ['time_intervals', 'mute_time_intervals'].flatMap((key) =>
    listOf(config[key]).map((each) => mapOf(each)),
  )
  const receivers = listOf(config['receivers']).map((each, index) =>
    receiverOf(mapOf(each), ['receivers', index]),
  )
  const root = routeOf(mapOf(config['route']), ['route'])
  if (root['receiver'] === undefined && receivers[0]) root['receiver'] = receivers[0].name
  const chats = receivers.filter(({ robot, isMute }) => robot === null && !isMute)
  for (const [index, { name, robot }] of receivers.entries())
    if (robot === null && chats.some((chat) => chat.name === name))
      note(
        ['receivers', index, 'name'],
        `put the conversation id of the chat that \`${name}\` means under \`groups:\``,
      )
  note(
    ['route'],
    'let Alertmanager’s own route lead to one receiver with a `webhook_configs` at /webhook/alertmanager; group_by and the intervals stay there',
  )

  if (chats.length > 0)
    note(
      ['receivers'],
      '`region: intl` is dingtalk.io; write `region: cn` where the organisation is on dingtalk.com',
    )

  return {
    notes,
    templates: [],
    settings: {
      server: { listen: '127.0.0.1:8080' },
      ...(chats.length > 0 && {
        dingtalk: {
          region: 'intl',
          apps: {
            ops: {
              app_key: '${DINGTALK_APP_KEY:-your-app-key}',
              app_secret: '${DINGTALK_APP_SECRET:-your-app-secret}',
              robot_code: '${DINGTALK_ROBOT_CODE:-your-app-key}',
            },
          },
        },
        groups: Object.fromEntries(chats.map(({ name }) => [name, `cid-of-${name}`])),
      }),
      sources: [{ name: 'alertmanager', type: 'alertmanager' }],
      receivers: receivers.map(({ name, robot, sendResolved, isMute }) => ({
        name,
        ...(sendResolved ? {} : { send_resolved: false }),
        targets: isMute ? [] : [robot === null ? { group: name } : { robot: { url: robot } }],
      })),
      route: root,
      ...(intervals.length > 0 && { time_intervals: intervals }),
    },
  }

  function routeOf(route: Record<string, unknown>, path: OldPath): Record<string, unknown> {
    const stays = Object.keys(route).filter((key) => !ROUTE_KEYS.has(key))
    const [first] = stays
    if (first !== undefined && path.length > 1)
      note(
        [...path, first],
        `${stays.map((key) => `\`${key}\``).join(', ')} of this route: only Alertmanager groups; what differs there needs a route of its own`,
      )
    const matchers = matchersOf(route, path)
    const routes = listOf(route['routes']).map((each, index) =>
      routeOf(mapOf(each), [...path, 'routes', index]),
    )
    const named = (key: string) => {
      const names = listOf(route[key]).map(textOf)
      return names.length > 0 ? { [key]: names } : {}
    }
    return {
      ...(textOf(route['receiver']) && { receiver: textOf(route['receiver']) }),
      ...(matchers.length > 0 && { matchers }),
      ...(isOn(route['continue']) && { continue: true }),
      ...named('mute_time_intervals'),
      ...named('active_time_intervals'),
      ...(routes.length > 0 && { routes }),
    }
  }

  function matchersOf(route: Record<string, unknown>, path: OldPath): readonly string[] {
    const written = listOf(route['matchers']).map(textOf)
    const equal = Object.entries(mapOf(route['match'])).map(
      ([name, value]) => `${nameOf(name)}=${JSON.stringify(textOf(value))}`,
    )
    const like = Object.entries(mapOf(route['match_re'])).map(
      ([name, value]) => `${nameOf(name)}=~${JSON.stringify(textOf(value))}`,
    )
    for (const text of written) {
      const parsed = parseMatchers(text)
      if (!parsed.ok) note([...path, 'matchers'], `\`${text}\`: ${parsed.error.message}`)
    }
    return [...equal, ...like, ...written]
  }

  function receiverOf(receiver: Record<string, unknown>, path: OldPath) {
    const name = textOf(receiver['name'])
    const webhooks = listOf(receiver['webhook_configs']).map((each) => mapOf(each))
    const others = Object.keys(receiver).filter(
      (key) => key !== 'name' && key !== 'webhook_configs',
    )
    for (const key of others)
      note([...path, key], `\`${key}\` of \`${name}\` stays in Alertmanager`)
    const urls = webhooks.map((webhook) => textOf(webhook['url']))
    const robot = urls.find((url) => /\/robot\/send\?(?:.*&)?access_token=./.test(url)) ?? null
    const sendResolved = webhooks.every(
      ({ send_resolved: said }) => said === undefined || isOn(said),
    )
    // One without any way to people is how Alertmanager's users say: nobody.
    const isMute = webhooks.length + others.length === 0
    return { name, robot, sendResolved, isMute }
  }
}

const nameOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name))

const LIFTED = new Set(['route', 'receivers', 'time_intervals', 'mute_time_intervals'])

const ROUTE_KEYS = new Set([
  'receiver',
  'matchers',
  'match',
  'match_re',
  'continue',
  'mute_time_intervals',
  'active_time_intervals',
  'routes',
])

const STAYS: Readonly<Record<string, string>> = {
  global: '`global` stays in Alertmanager',
  inhibit_rules: '`inhibit_rules` stay in Alertmanager, which inhibits before it sends',
  templates: '`templates` stay in Alertmanager; the words are ours: see docs/templates.md',
  tracing: '`tracing` stays in Alertmanager',
}
