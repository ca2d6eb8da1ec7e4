/** One sample of Prometheus' text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
/** As Go's ParseFloat: the client library writes `Nan` before the first measurement. */
const VALUE = /^[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|inf|nan)$/i
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/y

/**
 * Reads the format as strictly as `promtool check metrics` does where it concerns us: every sample
 * stands under the HELP and TYPE of its metric, each metric once and in one piece, no sample twice.
 */
export function parseExposition(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.')
  const samples: Sample[] = []
  const seen = new Set<string>()
  const done = new Set<string>()
  let family = ''
  for (const line of text.split('\n').filter(Boolean)) {
    const [mark, what, name = '', ...rest] = line.split(' ')
    if (mark === '#' && what === 'HELP') {
      if (done.has(name)) throw new Error(`${name} comes twice.`)
      if (!NAME.test(name) || rest.length === 0) throw new Error(`No help: ${line}`)
      done.add(name)
      family = name
    } else if (mark === '#' && what === 'TYPE') {
      if (name !== family) throw new Error(`A type without its help: ${line}`)
      if (!['counter', 'gauge', 'histogram', 'summary'].includes(rest.join(' ')))
        throw new Error(`No type: ${line}`)
    } else {
      const match = SAMPLE.exec(line)
      if (!match) throw new Error(`No sample: ${line}`)
      const sample = { name: match[1]!, labels: labelsOf(match[2] ?? ''), value: Number(match[3]) }
      if (sample.name.replace(/_(bucket|sum|count)$/, '') !== family && sample.name !== family)
        throw new Error(`${sample.name} stands under ${family}.`)
      if (!VALUE.test(match[3]!)) throw new Error(`No number: ${line}`)
      const key = line.slice(0, line.lastIndexOf(' '))
      if (seen.has(key)) throw new Error(`Twice: ${key}`)
      seen.add(key)
      samples.push(sample)
    }
  }
  return samples
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const match = LABEL.exec(text)
    if (!match) throw new Error(`No labels: ${text}`)
    labels[match[1]!] = match[2]!
  }
  return labels
}
