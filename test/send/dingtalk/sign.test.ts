import { expect, test } from 'vitest'
import { Secret } from '../../../src/domain/secret.ts'
import { sign } from '../../../src/send/dingtalk/sign.ts'

test("a custom robot's signature has DingTalk's check value", () => {
  const secret = new Secret('this is a secret')
  expect(sign(secret, 1577262236757, secret)).toBe('DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=')
})

test("a suite's signature has DingTalk's check value", () => {
  const at = 1527130370219
  expect(sign(new Secret('secret'), at, new Secret('test'))).toBe(
    'zgspHt72w2lCFBAK9wp2a+NwHSEW+03wf/kfVQ7mJOw=',
  )
})
