import { type Fields, isFields, own } from '../domain/fields.ts'
import { type Labels, labelsOf } from '../domain/labels.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Steps } from '../domain/steps.ts'
import { refuse } from './rejection.ts'
import type { Rejection } from './source.ts'

/**
 * Runs a reader made of the functions below: what they refuse becomes a `bad_payload` that names
 * the place. They throw so that a mapping reads like the payload it maps; nothing gets out of here.
 */
export function readFields<T>(read: () => T): Result<T, Rejection> {
  try {
    return ok(read())
  } catch (error) {
    return refusalOf(error)
  }
}

/** The same for what takes long. */
export function* readFieldsInSteps<T>(read: () => Steps<T>): Steps<Result<T, Rejection>> {
  try {
    return ok(yield* read())
  } catch (error) {
    return refusalOf(error)
  }
}

function refusalOf(error: unknown): Result<never, Rejection> {
  if (error instanceof Misfit) return err(refuse('bad_payload', error.message))
  throw error
}

/** Refuses a payload at `path`; that of the whole payload is empty. */
export function misfit(path: string, problem: string): never {
  throw new Misfit(`${path === '' ? 'the payload' : path}: ${problem}`)
}

class Misfit extends Error {}

export function objectAt(value: unknown, path: string): Fields {
  return isFields(value) ? value : misfit(path, `expected object, found ${nameOf(value)}`)
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : misfit(path, `expected list, found ${nameOf(value)}`)
}

/** Text; numbers and booleans are taken as their text; missing, null and empty are null. */
export function textAt(value: unknown, path: string): string | null {
  if (value === undefined || value === null || value === '') return null
  return isScalar(value) ? String(value) : misfit(path, `expected text, found ${nameOf(value)}`)
}

/** Names to text. Missing is empty; a value that is an object, a list or null is refused. */
export function labelsAt(value: unknown, path: string): Labels {
  if (value === undefined) return labelsOf()
  const fields = objectAt(value, path)
  const labels: Record<string, string> = Object.create(null)
  for (const name of Object.keys(fields)) {
    const label = own(fields, name)
    if (!isScalar(label)) misfit(`${path}.${name}`, `expected text, found ${nameOf(label)}`)
    labels[name] = String(label)
  }
  return labels
}

export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

export function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'string' ? 'text' : typeof value
}
