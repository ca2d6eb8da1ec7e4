import { compileInterval, type TimeInterval } from '../../match/interval.ts'
import { type Matcher, parseMatchers } from '../../match/matcher.ts'
import type { IntervalForm } from '../../match/settings.ts'
import type { Report } from '../report.ts'
import type { Path } from '../yaml/tree.ts'

/** What routes and targets share: which alerts they mean, and when they are quiet. */
export interface Conditions {
  matchers(written: readonly string[] | undefined, path: Path): readonly Matcher[]
  intervals(names: readonly string[] | undefined, path: Path): readonly TimeInterval[]
  reportUnused(): void
}

export function createConditions(forms: readonly IntervalForm[], report: Report): Conditions {
  const intervals = new Map<string, TimeInterval>()
  const broken = new Set<string>()
  const used = new Set<string>()
  for (const [index, form] of forms.entries()) {
    const path: Path = ['time_intervals', index]
    const first = forms.findIndex(({ name }) => name === form.name)
    if (first < index) report.twice(form.name, ['time_intervals', first, 'name'], [...path, 'name'])
    const compiled = compileInterval(definedOf(form), `time_intervals[${index}]`)
    if (compiled.ok) intervals.set(form.name, compiled.value)
    else {
      broken.add(form.name)
      for (const issue of compiled.error)
        report.error('invalid_interval', pathOf(issue.path), `${issue.path}: ${issue.message}`)
    }
  }

  return {
    matchers(written = [], path) {
      return written.flatMap((text, index) => {
        const parsed = parseMatchers(text)
        if (parsed.ok) return parsed.value
        const { message, offset } = parsed.error
        const where = offset > 0 ? ` (at character ${offset + 1})` : ''
        report.error('invalid_matcher', [...path, index], `${message}${where}`)
        return []
      })
    },
    intervals(names = [], path) {
      return names.flatMap((name, index) => {
        used.add(name)
        const interval = intervals.get(name)
        if (!interval && !broken.has(name))
          report.unknown('time interval', name, [...path, index], intervals.keys())
        return interval ? [interval] : []
      })
    },
    reportUnused() {
      for (const [index, { name }] of forms.entries())
        if (!used.has(name))
          report.warn('unused_name', ['time_intervals', index, 'name'], `nothing uses \`${name}\``)
    },
  }
}

/** Without the keys that nobody wrote. */
const definedOf = (form: IntervalForm): object => JSON.parse(JSON.stringify(form))

/** `time_intervals[0].weekdays[1]` as steps. */
function pathOf(text: string): Path {
  return [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? String(key) : Number(index),
  )
}
