import { expect, test } from 'vitest'
import { harmlessHeaders } from '../../src/ingest/harmless.ts'
import { anAuth, secrets } from './make.ts'

test('headers that say what came are kept, and those that prove who sent it are not', () => {
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-event-key': 'repo:push',
    'idempotency-key': '1',
    authorization: 'Bearer s',
    cookie: 's',
    'x-hub-signature-256': 's',
    'x-gitlab-token': 's',
    'x-api-key': 's',
    'x-team': 's',
    __proto__: 's',
  }
  const auth = anAuth({ headerToken: secrets('s'), headerTokenName: 'X-Team' })
  expect({ ...harmlessHeaders(headers, auth) }).toEqual({
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-event-key': 'repo:push',
    'idempotency-key': '1',
  })
})
