import { GoFault, type GoPlace } from './go-syntax.ts'

/** What a Go value of prometheus-webhook-dingtalk's data is, as far as it matters here. */
export type GoType =
  | 'root'
  | 'alerts'
  | 'alert'
  | 'labels'
  | 'annotations'
  | 'names'
  | 'pair'
  | 'time'
  | 'list'
  | 'text'
  /** Free text that people write Markdown into. */
  | 'markdown'
  /** The mobiles to call, which the bridge adds by itself. */
  | 'calls'

/** A Go value in Handlebars. Paths count from a frame: `each` and `with` open one. */
export interface GoValue {
  readonly type: GoType
  /** As a parameter stands, seen from that many frames deep. */
  code(depth: number): string
  /** Where it lies, for what lies beside it. */
  readonly place: { readonly frame: number; readonly path: string } | null
}

/** A value that lies at a path of a frame's context. */
export function at(type: GoType, frame: number, path: string): GoValue {
  return {
    type,
    place: { frame, path },
    code(depth) {
      const up = '../'.repeat(depth - frame)
      if (path.startsWith('@')) return `@${up}${path.slice(1)}`
      if (path !== 'this') return `${up}${path}`
      return up === '' ? 'this' : up.slice(0, -1)
    },
  }
}

/** A value that a helper makes of others. */
export const made = (type: GoType, helper: string, ...args: readonly GoValue[]): GoValue => ({
  type,
  place: null,
  code: (depth) => `(${[helper, ...args.map((arg) => arg.code(depth))].join(' ')})`,
})

export function literal(value: string | number | boolean): GoValue {
  const text = String(value)
  const quote = text.includes('"') || text.endsWith('\\') ? "'" : '"'
  const code = typeof value === 'string' ? `${quote}${text}${quote}` : text
  return { type: 'text', place: null, code: () => code }
}

const ROOT: Readonly<Record<string, readonly [GoType, string]>> = {
  Status: ['text', 'status'],
  Receiver: ['text', 'group.receiver'],
  ExternalURL: ['text', 'links.sender'],
  Alerts: ['alerts', 'alerts'],
  GroupLabels: ['labels', 'group.labels'],
  CommonLabels: ['labels', 'common.labels'],
  CommonAnnotations: ['annotations', 'common.annotations'],
  AtMobiles: ['calls', 'now'],
}

const ALERT: Readonly<Record<string, readonly [GoType, string]>> = {
  Status: ['text', 'status'],
  Labels: ['labels', 'labels'],
  Annotations: ['annotations', 'annotations'],
  StartsAt: ['time', 'startsAt'],
  EndsAt: ['time', 'endsAt'],
  GeneratorURL: ['text', 'links.source'],
  Fingerprint: ['text', 'fingerprint'],
}

const ALERTS: Readonly<Record<string, readonly [GoType, string]>> = {
  Firing: ['alerts', 'firing'],
  Resolved: ['alerts', 'resolved'],
}

/** One field or method further; `args` belong to the last of a path. */
export function step(
  from: GoValue,
  name: string,
  args: readonly GoValue[],
  where: GoPlace,
): GoValue {
  const unknown = () => new GoFault(`.${name} has no counterpart`, where)
  const known = (table: typeof ROOT): GoValue => {
    const found = Object.hasOwn(table, name) ? table[name] : undefined
    if (!found || !from.place) throw unknown()
    const [type, field] = found
    const { frame, path } = from.place
    // What stands beside the alerts stands beside them in our data too.
    const above = from.type === 'alerts' ? path.replace(/(?:^|\.)\w+$/, '') : path
    return at(type, frame, above === 'this' || above === '' ? field : `${above}.${field}`)
  }
  switch (from.type) {
    case 'root':
      return known(ROOT)
    case 'alerts':
      return known(ALERTS)
    case 'alert':
      return known(ALERT)
    case 'pair':
      if (name === 'Name') return at('text', from.place?.frame ?? 0, '@key')
      if (name === 'Value') return at('text', from.place?.frame ?? 0, 'this')
      throw unknown()
    case 'labels':
    case 'annotations':
      return stepInto(from, name, args)
    case 'time':
      if (name === 'Format') return made('text', 'date', from, literal(patternOf(args, where)))
      // The zone of a target says which hour it is, so nothing is added by hand.
      if (['Local', 'UTC', 'In', 'Add'].includes(name)) return from
      throw unknown()
    default:
      throw unknown()
  }
}

function stepInto(labels: GoValue, name: string, args: readonly GoValue[]): GoValue {
  if (name === 'SortedPairs') return made(labels.type, 'without', labels)
  if (name === 'Names') return { ...labels, type: 'names' }
  if (name === 'Values') return made('list', 'values', labels)
  if (name === 'Remove') return made(labels.type, 'without', labels, ...args)
  return entry(labels, name)
}

/** A label by its name. */
export function entry(labels: GoValue, name: string): GoValue {
  const type = labels.type === 'annotations' ? 'markdown' : 'text'
  if (!labels.place) return made(type, 'lookup', labels, literal(name))
  const part = /^\w+$/.test(name) ? name : `[${name}]`
  const { frame, path } = labels.place
  return at(type, frame, path === 'this' ? `this.${part}` : `${path}.${part}`)
}

/** Go's example date as a pattern of ours. */
export function patternOf([layout]: readonly GoValue[], where: GoPlace): string {
  const text = layout?.code(0).slice(1, -1) ?? ''
  const pattern = text
    .replace('2006', 'YYYY')
    .replace('01', 'MM')
    .replace('02', 'DD')
    .replace('15', 'HH')
    .replace('04', 'mm')
    .replace('05', 'ss')
  if (/\d|Jan|Mon|MST|PM/.test(pattern) || pattern === text)
    throw new GoFault(`the date layout ${JSON.stringify(text)} has no counterpart`, where)
  return pattern
}
