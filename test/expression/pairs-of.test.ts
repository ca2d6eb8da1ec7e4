import { expect, test } from 'vitest'
import { pairsOf } from '../../src/expression/pairs-of.ts'

test.each<[form: string, value: unknown]>([
  ['an object', { env: 'prod', team: '支付' }],
  [
    'a list of tags with values',
    [
      { tag: 'env', value: 'prod' },
      { tag: 'team', value: '支付' },
    ],
  ],
  [
    'a list of pairs',
    [
      ['env', 'prod'],
      ['team', '支付'],
    ],
  ],
  ['a list of texts', ['env=prod', 'team=支付']],
  ['one text', 'env:prod,team:支付'],
  ['a Java map as text', '{env=prod, team=支付}'],
])('reads %s', (_form, value) => {
  expect({ ...pairsOf(value) }).toEqual({ env: 'prod', team: '支付' })
})

test('keeps words without a value together, and leaves out what is empty', () => {
  expect({ ...pairsOf(['prod', 'backup', 'env:', { name: 'x', value: null }]) }).toEqual({
    tags: 'prod, backup',
  })
})
