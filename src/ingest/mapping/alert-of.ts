import type { Instant } from '../../domain/clock.ts'
import { type Labels, labelsOf, mergeLabels } from '../../domain/labels.ts'
import type { Zone } from '../../domain/zone.ts'
import { misfit } from '../fields.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { type GenericItem, readGenericItem } from '../generic-item.ts'
import { readResultWord } from '../result-word.ts'
import type { Made } from './apply.ts'

/** An item that was mapped, as an alert. Null: a run that has not ended, which nobody is told of. */
export function alertOf(made: Made, zone: Zone, receivedAt: Instant): GenericItem | null {
  if ([made.fields, made.labels, made.tags].every((names) => Object.keys(names).length === 0))
    misfit(made.path, 'nothing that the mapping names is there')
  const { result: word, ...fields } = made.fields
  const known = word === undefined ? null : readResultWord(word)
  // What nobody knows is told as what somebody has to look at, with the word beside it.
  const result = known ?? (word === undefined ? null : 'failed')
  if (result === 'running') return null
  const labels = labelsOf([
    ...(made.event === null || made.kind === 'alert' ? [] : [['event', made.event] as const]),
    ...(result === null ? [] : [['result', result] as const]),
    ...Object.entries(made.labels),
  ])
  const status = result === null ? {} : { status: statusAfter(result) }
  const { tags } = made
  const annotations =
    word !== undefined && known === null
      ? mergeLabels(labelsOf([['status', word]]), made.annotations)
      : made.annotations
  const said = { ...status, ...fields, tags, labels, annotations }
  const { alert, identified, endsAt } = readGenericItem(said, made.path, receivedAt, zone)
  const line = result === null || fields['id'] !== undefined ? null : lineOf(alert.labels)
  return {
    identified: identified || (line !== null && alert.startsAt !== receivedAt),
    endsAt,
    alert: {
      ...alert,
      kind: made.kind,
      fingerprint: line === null ? alert.fingerprint : fingerprintOf(line),
      // A run that failed is over; how long it took is part of the news.
      endsAt: result === null ? alert.endsAt : endsAt,
      links: { ...alert.links, ...made.links },
    },
  }
}

/** Only what went wrong is an alarm; a success ends the one before it. */
const statusAfter = (result: string): string =>
  result === 'success' || result === 'fixed' || result === 'cancelled' ? 'resolved' : 'firing'

/**
 * What runs have in common that follow each other: the success after a failure is the end of the
 * same alert. Who committed, and how it ended, is different each time.
 */
function lineOf(labels: Labels): Labels {
  const names = ['repository', 'workflow', 'branch', 'environment', 'job']
  const line = labelsOf(Object.entries(labels).filter(([name]) => names.includes(name)))
  return Object.keys(line).length > 0 ? line : labelsOf([['alertname', labels['alertname'] ?? '']])
}
