import { expect, test } from 'vitest'
import { foldRuns } from '../../src/message/facts/runs.ts'

const told = (names: readonly string[]) =>
  foldRuns(names).map(({ first, last, count }) =>
    count === 1 ? first : `${first}…${last} ×${count}`,
  )

test.each([
  [['node-12', 'node-11', 'node-13'], ['node-11…node-13 ×3']],
  [
    ['node-9', 'node-10', 'node-11', 'db-1'],
    ['db-1', 'node-9…node-11 ×3'],
  ],
  [
    ['node-1', 'node-2'],
    ['node-1', 'node-2'],
  ],
  [['n-08', 'n-09', 'n-10'], ['n-08…n-10 ×3']],
  [
    ['n-9', 'n-010', 'n-011'],
    ['n-9', 'n-010', 'n-011'],
  ],
  [['10.0.0.1:9100', '10.0.0.2:9100', '10.0.0.3:9100'], ['10.0.0.1:9100…10.0.0.3:9100 ×3']],
  [
    ['a1', 'b2', 'c3'],
    ['a1', 'b2', 'c3'],
  ],
  [
    ['checkout', 'refund'],
    ['checkout', 'refund'],
  ],
  [[], []],
])('%j are told as %j', (names, expected) => {
  expect(told(names)).toEqual(expected)
})
