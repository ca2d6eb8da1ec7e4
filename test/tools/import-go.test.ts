import { describe, expect, test } from 'vitest'
import { compose } from '../../src/message/compose.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { readGoTemplate } from '../../src/tools/import/go-template.ts'
import { toHandlebars } from '../../src/tools/import/go-to-handlebars.ts'
import { aBudget, aNotification, anAlert, aVoice, NOW } from '../support/make.ts'

function translate(source: string, place: 'text' | 'line' = 'text') {
  const { body, defines } = readGoTemplate(source)
  const { text, faults } = toHandlebars(body, defines, place)
  return { text, faults: faults.map(({ where, message }) => `${where.line}: ${message}`) }
}

test('comments that nothing ends are read once', () => {
  expect(() => readGoTemplate(`{{ ${'/**/'.repeat(40)}`)).toThrow('a {{ is never closed')
})

test.each([
  ['{{ .Status | toUpper }}', '{{upper status}}'],
  [
    '{{ .CommonLabels.alertname }} {{ .ExternalURL }}',
    '{{common.labels.alertname}} {{links.sender}}',
  ],
  ['{{ index .CommonLabels "k8s.io/name" }}', '{{common.labels.[k8s.io/name]}}'],
  ['a {{- /* said */ -}} b', 'ab'],
  ['{{ "x\\"y" }}', 'x"y'],
  ['\\{{ .Status }}', '\\\\{{status}}'],
  ['{{ len .Alerts.Firing }}/{{ .Alerts | len }}', '{{@root.firingCount}}/{{@root.count}}'],
  [
    '{{ range .Alerts }}{{ .Labels.a }}{{ $.Status }}{{ else }}none{{ end }}',
    '{{#each alerts}}{{labels.a}}{{../status}}{{else}}none{{/each}}',
  ],
  [
    '{{ range $i, $a := .Alerts }}{{ $i }}{{ range $k, $v := $a.Labels }}{{ $i }}{{ $k }}{{ $v }}{{ end }}{{ end }}',
    '{{#each alerts}}{{@index}}{{#each (without labels)}}{{@../index}}{{@key}}{{this}}{{/each}}{{/each}}',
  ],
  ['{{ range .Labels.SortedPairs }}{{ .Name }}{{ end }}', '', ['1: .Labels has no counterpart']],
  [
    '{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}',
    '{{#each (without common.labels)}}{{@key}}={{this}} {{/each}}',
  ],
  [
    '{{ with $x := .CommonAnnotations.summary }}{{ . }}{{ $x }}{{ end }}',
    '{{#with common.annotations.summary}}{{md this}}{{md this}}{{/with}}',
  ],
  [
    '{{ $c := .CommonLabels.c }}{{ range .Alerts }}{{ if eq $c .Labels.c }}y{{ end }}{{ end }}',
    '{{#each alerts}}{{#if (eq ../common.labels.c labels.c)}}y{{/if}}{{/each}}',
  ],
  [
    '{{ if and .Status (not (eq .Status "x" "y")) }}a{{ else if .ExternalURL }}b{{ end }}',
    '{{#if (and status (not (or (eq status "x") (eq status "y"))))}}a{{else}}{{#if links.sender}}b{{/if}}{{/if}}',
  ],
  [
    '{{ (.CommonLabels.Remove .GroupLabels.Names).Values | join " " }}',
    '{{join (values (without common.labels group.labels)) " "}}',
  ],
  [
    '{{ range .Alerts }}{{ (.StartsAt.Add 28800e9).Format "2006-01-02 15:04:05" }}{{ end }}',
    '{{#each alerts}}{{date startsAt "YYYY-MM-DD HH:mm:ss"}}{{/each}}',
  ],
  [
    '{{ range .Alerts }}[{{ .Annotations.title }}]({{ .Annotations.url }}){{ .Annotations.a | markdown }}{{ end }}',
    '{{#each alerts}}[{{annotations.title}}]({{annotations.url}}){{annotations.a}}{{/each}}',
  ],
  ['{{ printf "%s (%d)" .Status 3 }}', '{{concat status " (" 3 ")"}}'],
  [
    '{{ .CommonLabels.a | default "none" | trunc 9 }}',
    '{{truncate (default common.labels.a "none") 9}}',
  ],
  ['{{ now | date "2006-01-02" }}', '{{date @root.now "YYYY-MM-DD"}}'],
  ['{{ range .AtMobiles }}@{{ . }}{{ end }}!', '!'],
  [
    '{{ define "one" }}<{{ .Labels.a }}>{{ end }}{{ range .Alerts }}{{ template "one" . }}{{ end }}',
    '{{#each alerts}}<{{labels.a}}>{{/each}}',
  ],
  [
    '{{ define "all" }}{{ range . }}{{ .Status }}{{ $ | len }}{{ end }}{{ end }}{{ template "all" .Alerts.Firing }}',
    '{{#with firing}}{{#each this}}{{status}}{{len ..}}{{/each}}{{/with}}',
  ],
] as const)('%s', (source, expected, faults: readonly string[] = []) => {
  expect(translate(source)).toEqual({ text: expected, faults })
})

describe('what has no counterpart is left out and told', () => {
  test.each([
    ['a\n{{ shuffle .Status }}b', 'a\nb', '2: the function shuffle has no counterpart'],
    ['{{ .Version }}', '', '1: .Version has no counterpart'],
    ['{{ $x }}', '', '1: the variable $x is not set here'],
    ['{{ template "none" . }}', '', '1: there is no template "none"'],
    [
      '{{ define "a" }}x{{ template "a" . }}{{ end }}{{ template "a" . }}',
      'x',
      '1: "a" calls itself',
    ],
    ['a{{ (.A }}b', 'ab', '1: a ( is never closed'],
    ['a{{ if .A ~ 1 }}x{{ end }}b', 'ab', '1: `~` cannot be read'],
    ['a{{ $x = .A }}b', 'ab', '1: a variable that changes has no counterpart'],
    [
      '{{ range .Alerts }}a{{ break }}{{ end }}',
      '{{#each alerts}}a{{/each}}',
      '1: {{break}} has no counterpart',
    ],
    ['{{ printf "%5.2f" 1.5 }}', '', '1: the format "%5.2f" has no counterpart'],
  ])('%s', (source, text, fault) => {
    expect(translate(source)).toEqual({ text, faults: [fault] })
  })

  test.each([
    ['{{ if .A }}', '{{if}} is never ended'],
    ['x\n{{ end }}', '{{end}} ends nothing'],
    ['{{ .A', 'a {{ is never closed'],
  ])('%s cannot be read', (source, message) => {
    expect(() => readGoTemplate(source)).toThrow(message)
  })
})

test('a translation says what the original did', () => {
  const { text } = translate(`{{ define "row" }}- {{ .Labels.instance }}: {{ .Annotations.summary }}
{{ end }}#### {{ .Status | toUpper }} {{ .GroupLabels.SortedPairs.Values | join " " }}
{{ range .Alerts.Firing }}{{ template "row" . }}{{ end }}`)
  const alert = (instance: string) =>
    anAlert({
      labels: { alertname: 'Disk', instance },
      annotations: { summary: '**full**' },
      startsAt: NOW,
    })
  const { templates, issues } = compileTemplates([{ name: 't', file: 't', source: text }])
  const { parts, failures } = compose(templates, {
    notification: aNotification([alert('db-1'), alert('db-2')], {
      group: { labels: { alertname: 'Disk' } },
    }),
    template: 't',
    voice: aVoice(),
    budget: aBudget(),
  })
  expect([issues, failures]).toEqual([[], []])
  expect(parts[0]?.text.replace(/ +$/gm, '')).toBe(
    '#### FIRING Disk\n\n- db-1: **full**\n- db-2: **full**',
  )
})
