import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type CodeSpace, classOf, ERROR_CODES } from '../../../src/send/dingtalk/error-table.ts'
import { REMEDIES } from '../../../src/send/dingtalk/remedies.ts'

type Reference = Readonly<Record<string, Readonly<Record<string, { class: string }>>>>

const REFERENCE = new URL(
  '../../../../shared/reference/dingtalk-error-classes.json',
  import.meta.url,
)

// Skipped where the reference is not beside the repository.
describe.skipIf(!existsSync(REFERENCE))(
  'the table against the reference beside the repository',
  () => {
    const spaces: readonly (readonly [CodeSpace, readonly string[]])[] = [
      ['v1', ['v1', 'gateway']],
      ['oapi', ['oapi']],
      ['robot', ['customRobot']],
    ]

    test.each(spaces)('has every code of %s with its class, and no other', (space, parts) => {
      const reference = JSON.parse(readFileSync(REFERENCE, 'utf8')) as Reference
      const wanted = parts
        .flatMap((part) => Object.entries(reference[part] ?? {}))
        // Rules about statuses and pages, success and the envelope are no codes.
        .filter(([code]) => !/[ <]/.test(code) && code !== '0' && code !== '88')
        .map(([code, entry]) => [
          code,
          entry.class.includes(' or ') ? 'byText' : entry.class.toLowerCase(),
        ])
      expect(Object.fromEntries(ERROR_CODES[space])).toEqual(Object.fromEntries(wanted))
    })
  },
)

test.each([
  ['miss.param.hologram', 'message'],
  ['invalid.param.hologram', 'message'],
  ['invalidParameter.hologram', 'message'],
  ['invalidParameter.robotCode.asleep', 'config'],
  ['invalidParameter.userIds.odd', 'recipient'],
  ['Forbidden.AccessDenied.QpsLimitForMoon', 'rate'],
  ['contain.hologram', 'message'],
  ['MissingrobotCode', 'message'],
  ['Missing robotCode', null],
  ['constructor', null],
])('a new code %s is of its family', (code, reason) => {
  expect(classOf(code, 'v1')).toBe(reason)
})

test('a code means another thing to a custom robot, and else the same as to the old API', () => {
  expect([classOf('660026', 'robot'), classOf('660026', 'oapi')]).toEqual(['rate', null])
  expect(classOf('90018', 'robot')).toBe('rate')
})

test('every code that a person has to act on says how', () => {
  const silent = Object.values(ERROR_CODES)
    .flatMap((codes) => [...codes])
    .filter(([, kind]) => kind === 'config' || kind === 'quota')
    .map(([code]) => code)
    .filter((code) => !Object.hasOwn(REMEDIES, code) && !LIMITS.has(code))
  expect(silent).toEqual([])
})

/** Limits that say all there is to say by their class. */
const LIMITS = new Set([
  '41045',
  '143105',
  '143205',
  'daily.call.limit',
  'ding.serverquota.insufficient',
])

test('no remedy is written for a code that does not exist', () => {
  const known = new Set(Object.values(ERROR_CODES).flatMap((codes) => [...codes.keys()]))
  expect(Object.keys(REMEDIES).filter((code) => !known.has(code))).toEqual([])
})
