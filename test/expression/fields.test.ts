import { expect, test } from 'vitest'
import { checkFields, type Shape } from '../../src/expression/fields.ts'

const value: Shape = { kind: 'value' }
const alert: Shape = { kind: 'fields', fields: { status: value, labels: { kind: 'names' } } }
const root: Shape = {
  kind: 'fields',
  fields: {
    status: value,
    receiver: value,
    alerts: { kind: 'list', of: alert },
    alert,
    extra: { kind: 'any' },
  },
}

const check = (source: string) =>
  checkFields(source, root).map((it) => `${it.line}:${it.column} ${it.message}`)

test.each([
  [
    'fields, labels, lists and what is unknown',
    '{{status}} {{alert.labels.x}} {{alerts.length}} {{alerts.[0].status}} {{extra.a.b}}',
  ],
  [
    'each and the context above',
    '{{#each alerts}}{{status}}{{labels.x}}{{../receiver}}{{@index}}{{@root.status}}{{/each}}',
  ],
  [
    'names given by a block',
    '{{#each alerts as |a i|}}{{a.status}}{{i}}{{#with labels}}{{x}}{{a.labels.y}}{{/with}}{{/each}}',
  ],
  ['if keeps the context', '{{#if alerts}}{{receiver}}{{else}}{{status}}{{/if}}'],
  ['helpers', '{{upper (default alert.labels.x receiver)}}'],
])('accepts %s', (_, source) => {
  expect(check(source)).toEqual([])
})

test.each([
  [
    '{{ range }}',
    '1:4 There is no field "range". In place of Go’s {{ .Labels.x }} write {{labels.x}}, and {{#each alerts}}…{{/each}} in place of {{ range .Alerts }}…{{ end }}.',
  ],
  ['{{recvr}}', '1:3 There is no field "recvr". Did you mean "receiver"?'],
  ['{{zzz}}', '1:3 There is no field "zzz". Known: status, receiver, alerts, alert, extra.'],
  [
    'a\n{{#each alerts}}{{lables.x}}{{/each}}',
    '2:19 There is no field "lables". Did you mean "labels"?',
  ],
  [
    '{{#each alerts}}{{../stats}}{{/each}}',
    '1:19 There is no field "stats". Did you mean "status"?',
  ],
  [
    '{{#each alerts as |a|}}{{a.stats}}{{/each}}',
    '1:26 There is no field "stats". Did you mean "status"?',
  ],
  ['{{upper (lower alert.stats)}}', '1:16 There is no field "stats". Did you mean "status"?'],
  [
    '{{alerts.status}}',
    '1:3 "status" is asked of a list; go through it with {{#each}}, or take one: list.[0].',
  ],
  ['{{../x}}', '1:3 It goes above the top with ../.'],
  ['{{@root.stats}}', '1:3 There is no field "stats". Did you mean "status"?'],
  ['{{status.x}}', '1:3 There is nothing inside a value, so no "x".'],
  ['{{#if status}}', '1:15 {{#if}} is never closed; it needs {{/if}}.'],
])('refuses %s', (source, expected) => {
  expect(check(source)).toEqual([expected])
})
