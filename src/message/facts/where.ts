import { type Labels, labelsOf } from '../../domain/labels.ts'

/** What an alert is about, the most telling label first. */
const SUBJECTS = ['instance', 'pod', 'node', 'host', 'service', 'job', 'repository', 'project']
/** Where that is. */
const SURROUNDINGS = ['service', 'namespace', 'cluster']

/** Most differing labels that are named beside the subject. */
const MOST_PAIRS = 3

/** The places of some labels, without saying anything twice: `db-3`, `orders`, `prod-cn`. */
export function placesOf(labels: Labels): readonly string[] {
  const subject = SUBJECTS.map((name) => labels[name]).find(Boolean)
  const around = SURROUNDINGS.map((name) => labels[name]).filter(isText)
  return [...new Set([...(subject ? [subject] : []), ...around])]
}

/**
 * For each alert of a group what tells it from the others: its name where names differ, its
 * subject, its surroundings where those differ. Where that leaves two alike, the labels that
 * differ are named (`mountpoint=/data`).
 */
export function headingsOf(
  alerts: readonly { readonly name: string; readonly labels: Labels }[],
  common: Labels,
  silent: readonly string[],
): readonly string[] {
  const names = new Set(alerts.map((alert) => alert.name))
  const rough = alerts.map(({ name, labels }) => [
    ...(names.size > 1 ? [name] : []),
    ...placesOf(differing(labels, common)),
  ])
  const seen = new Map<string, number>()
  for (const pieces of rough) {
    const key = pieces.join('\n')
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  return alerts.map(({ labels }, index) => {
    const pieces = rough[index] ?? []
    if (seen.get(pieces.join('\n')) === 1 && pieces.length > 0) return pieces.join(' · ')
    return [...pieces, ...pairs(differing(labels, common), pieces, silent)].join(' · ')
  })
}

/** The labels that say more than name, severity and place do, as `name=value`. */
export function pairs(
  labels: Labels,
  said: readonly string[],
  silent: readonly string[],
): readonly string[] {
  return Object.entries(labels)
    .filter(([name, value]) => value !== '' && !silent.includes(name) && !said.includes(value))
    .slice(0, MOST_PAIRS)
    .map(([name, value]) => `${name}=${value}`)
}

export function differing(labels: Labels, common: Labels): Labels {
  return labelsOf(Object.entries(labels).filter(([name]) => !Object.hasOwn(common, name)))
}

const isText = (value: string | undefined): value is string => value !== undefined && value !== ''
