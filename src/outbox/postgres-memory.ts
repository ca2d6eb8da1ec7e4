import { FRESH_LINE, type LineMemory } from './line.ts'

/*
 * What is remembered of a line. The step that wrote it stands before all else, where a statement
 * finds it: an answer may get lost after the commit, and the same step be asked for again.
 */

export const memoryText = (memory: LineMemory, step: string | undefined): string =>
  JSON.stringify(step === undefined ? memory : { step, ...memory })

/** How the memory begins that this step wrote; null: of a step without an id nobody can tell. */
export const beginningOf = (step: string | undefined): string | null =>
  step === undefined ? null : `{"step":${JSON.stringify(step)},`

export function readMemory(text: unknown): LineMemory {
  if (typeof text !== 'string') return FRESH_LINE
  const { step: _, ...memory } = JSON.parse(text)
  return memory
}
