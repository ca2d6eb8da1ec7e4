import { type Labels, labelsOf, NO_LABELS } from '../../domain/labels.ts'

/** What an alert is about, the most telling label first. */
const SUBJECTS = ['instance', 'pod', 'node', 'host', 'service', 'job', 'repository', 'project']
/** Where that is; Grafana puts the rule there when the rule itself could not be asked. */
const SURROUNDINGS = ['rulename', 'service', 'namespace', 'cluster']

/** Most differing labels that are named beside the subject. */
const MOST_PAIRS = 3

/** The places of some labels, without saying anything twice: `db-3`, `orders`, `prod-cn`. */
export const placesOf = (labels: Labels): readonly string[] => placesBeside(labels, NO_LABELS)

/** The same for an alert whose name may be its place already: checks are often named so. */
export const placesBesideName = (labels: Labels, name: string): readonly string[] =>
  placesOf(labels).filter((place) => place !== name)

/** The same of the labels that are not common to all. */
function placesBeside(labels: Labels, common: Labels): readonly string[] {
  const own = (name: string) => (Object.hasOwn(common, name) ? undefined : labels[name])
  const places: string[] = []
  const subject = SUBJECTS.find((name) => own(name))
  for (const name of subject === undefined ? SURROUNDINGS : [subject, ...SURROUNDINGS]) {
    const place = own(name)
    if (place && !places.includes(place)) places.push(place)
  }
  return places
}

/**
 * Of each alert of a group, by its index, what tells it from the others: its name where names differ, its
 * subject, its surroundings where those differ. Where that leaves two alike, the labels that
 * differ are named (`mountpoint=/data`).
 */
export function headingsOf(
  alerts: readonly { readonly name: string; readonly labels: Labels }[],
  common: Labels,
  silent: readonly string[],
): (index: number) => string {
  const names = new Set(alerts.map((alert) => alert.name))
  const rough = alerts.map(({ name, labels }) => [
    ...(names.size > 1 ? [name] : []),
    ...placesBeside(labels, common).filter((place) => names.size === 1 || place !== name),
  ])
  const seen = new Map<string, number>()
  for (const pieces of rough) {
    const key = pieces.join('\n')
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  return (index) => {
    const pieces = rough[index] ?? []
    if (seen.get(pieces.join('\n')) === 1 && pieces.length > 0) return pieces.join(' · ')
    const labels = alerts[index]?.labels ?? NO_LABELS
    return [...pieces, ...pairs(differing(labels, common), pieces, silent)].join(' · ')
  }
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
