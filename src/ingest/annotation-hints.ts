import type { AlertLinks } from '../domain/alert.ts'
import type { Labels } from '../domain/labels.ts'

const VALUE_NAMES = ['value', 'current_value', 'currentValue', 'current']

/** The measured value, where rules put it by custom: Prometheus itself sends none. */
export function valueFrom(annotations: Labels): string | null {
  for (const name of VALUE_NAMES) {
    const value = annotations[name]
    if (value) return value
  }
  return null
}

const LINK_NAMES: readonly (readonly [keyof AlertLinks, readonly string[]])[] = [
  ['runbook', ['runbook_url', 'runbookURL', 'runbook_link', 'runbook']],
  ['dashboard', ['dashboard_url', 'dashboardURL', 'dashboard_link', 'dashboard', 'grafana_url']],
  ['panel', ['panel_url', 'panelURL']],
  ['image', ['image_url', 'imageURL']],
]

/** Links that a rule's author wrote into annotations, by the names that mixins and rules use. */
export function linksFrom(annotations: Labels): AlertLinks {
  const links: Partial<Record<keyof AlertLinks, string>> = {}
  for (const [link, names] of LINK_NAMES) {
    const name = names.find((candidate) => annotations[candidate])
    const address = name === undefined ? undefined : annotations[name]
    if (address) links[link] = address
  }
  return links
}
