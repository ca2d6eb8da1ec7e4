import { expect, test } from 'vitest'
import { scrubBody } from '../../src/ingest/scrub-body.ts'

test.each([
  ['{"secret":"s3","ref":"main"}', '{"secret":"<secret>","ref":"main"}'],
  ['{"a":{"client_secret" : "a\\"b"}}', '{"a":{"client_secret" : "<secret>"}}'],
  ['{"Authorization": "Bearer x"}', '{"Authorization": "<secret>"}'],
  ['{"password":"cut off', '{"password":"<secret>"'],
  ['title=x&access_token=s3&b=1', 'title=x&access_token=<secret>&b=1'],
  ['https://x.example.com/?sign=abc rest', 'https://x.example.com/?sign=<secret> rest'],
  ['{"secretary":"Li","tokens":3,"signed":"no"}', '{"secretary":"Li","tokens":3,"signed":"no"}'],
])('%s is shown as %s', (body, shown) => {
  expect(scrubBody(body)).toBe(shown)
})
