import { dingtalkRobot } from '../../ingest/dingtalk-robot.ts'
import type { Listener, Receiver } from '../../match/receiver.ts'
import type { RouteForm } from '../../match/settings.ts'
import type { Report } from '../report.ts'
import type { Config } from '../schema.ts'
import type { Conditions } from './conditions.ts'
import type { Directories } from './directories.ts'

interface Resolved {
  readonly receivers: ReadonlyMap<string, Receiver>
  readonly directories: Directories
  readonly conditions: Conditions
}

/** Looks at the whole once more, for what works and is probably not meant. */
export function reviewPlan(config: Config, resolved: Resolved, report: Report): void {
  reviewReceivers(config, report)
  resolved.directories.reportUnused()
  resolved.conditions.reportUnused()
  reviewApps(config, report)
  reviewReportTo(config, resolved.receivers, report)
  reviewMentions(config, resolved.receivers, report)
}

function reviewReceivers(config: Config, report: Report): void {
  const named = new Set<string | undefined>([config.delivery.report_to, ...routed(config.route)])
  for (const source of config.sources) {
    // Its senders name the receiver in the address.
    if (source.type === 'prometheus-webhook-dingtalk') return
    for (const name of [...(source.receivers ?? []), source.heartbeat?.to]) named.add(name)
  }
  for (const { targets } of config.receivers)
    for (const target of targets ?? []) named.add(target.receiver)
  for (const [index, { name }] of config.receivers.entries())
    if (!named.has(name)) {
      const message = `nothing leads to the receiver \`${name}\`; let a route name it, or remove it`
      report.warn('unused_name', ['receivers', index, 'name'], message)
    }
}

const routed = (route: RouteForm | undefined): readonly (string | undefined)[] =>
  route ? [route.receiver, ...(route.routes ?? []).flatMap(routed)] : []

function reviewApps({ dingtalk, receivers }: Config, report: Report): void {
  const { apps, default_app } = dingtalk
  const targets = receivers.flatMap((receiver) => receiver.targets ?? [])
  const named = new Set([default_app, ...targets.map(({ app }) => app)])
  const names = Object.keys(apps)
  for (const name of names)
    if (!named.has(name) && (names.length > 1 || targets.every(({ robot }) => robot)))
      report.warn('unused_name', ['dingtalk', 'apps', name], `no target speaks through \`${name}\``)
}

/** When an app is refused, news of that through the same app are refused too. */
function reviewReportTo(
  { delivery }: Config,
  receivers: ReadonlyMap<string, Receiver>,
  report: Report,
): void {
  const own = receivers.get(delivery.report_to ?? '')
  if (!own) return
  const others = [...receivers.values()].filter((receiver) => receiver !== own)
  const reported = new Set((others.length > 0 ? others : [own]).flatMap(appsOf))
  const reporting = appsOf(own)
  const isShared =
    reporting.length > 0 && reporting.every((app) => app !== null && reported.has(app))
  if (!isShared) return
  const message = `\`${own.name}\` speaks through the app that it would report on`
  const remedy = 'let it have a custom robot or another app too'
  report.warn('shared_app', ['delivery', 'report_to'], `${message}; ${remedy}`)
}

/** Only custom robots call people by name; in a group an app's robot writes names that call nobody. */
function reviewMentions(
  { sources, route }: Config,
  receivers: ReadonlyMap<string, Receiver>,
  report: Report,
): void {
  for (const [index, source] of sources.entries()) {
    if (source.type !== dingtalkRobot.type) continue
    const reached = new Set([...routed(route), ...(source.receivers ?? [])])
    const mute = [...receivers.values()]
      .filter(({ name, listeners }) => reached.has(name) && listeners.some(hasGroup))
      .map(({ name }) => `\`${name}\``)
    if (mute.length === 0) continue
    const message = `${mute.join(', ')} cannot call by name whom \`${source.name}\` mentions: an app's robot has no @ in a group`
    const remedy = 'people of `people:` are told one to one besides, others stand in the text'
    report.warn('no_mentions', ['sources', index, 'type'], `${message}; ${remedy}`)
  }
}

const hasGroup = ({ targets }: Listener): boolean =>
  targets.some(({ address }) => address.channel === 'group')

/** The apps that a receiver speaks through; null for a custom robot. */
function appsOf(receiver: Receiver): readonly (string | null)[] {
  const addresses = receiver.listeners.flatMap((each) => each.targets).map((each) => each.address)
  return addresses.map((address) => (address.channel === 'robot' ? null : address.app))
}
