import { GoFault, type GoPlace } from './go-syntax.ts'
import { entry, type GoValue, literal, made, patternOf } from './go-value.ts'

type Translate = (args: readonly GoValue[], where: GoPlace) => GoValue

/** Functions of Go, of sprig and of prometheus-webhook-dingtalk with a helper of ours that does the same. */
const FUNCTIONS: Readonly<Record<string, Translate>> = {
  toUpper: named('upper'),
  upper: named('upper'),
  toLower: named('lower'),
  lower: named('lower'),
  trim: named('trim'),
  trimSpace: named('trim'),
  eq: (args) =>
    args.length > 2
      ? made('text', 'or', ...args.slice(1).map((each) => made('text', 'eq', first(args), each)))
      : made('text', 'eq', ...args),
  ne: named('ne'),
  lt: named('lt'),
  gt: named('gt'),
  le: (args) => made('text', 'not', made('text', 'gt', ...args)),
  ge: (args) => made('text', 'not', made('text', 'lt', ...args)),
  and: named('and'),
  or: (args) => made(first(args).type, 'default', ...args),
  not: named('not'),
  len: (args) => lengthOf(first(args)),
  // In Go the piped value comes last, here the subject comes first.
  default: lastFirst('default'),
  coalesce: (args) => made(first(args).type, 'default', ...args),
  join: lastFirst('join'),
  contains: lastFirst('contains'),
  hasPrefix: lastFirst('startsWith'),
  trunc: lastFirst('truncate'),
  splitList: lastFirst('split', 'list'),
  replace: ([from, to, text], where) => made('text', 'replace', ...all([text, from, to], where)),
  date: ([layout, time], where) =>
    made('text', 'date', ...all([time], where), literal(patternOf(all([layout], where), where))),
  dateInZone: ([layout, time], where) =>
    made('text', 'date', ...all([time], where), literal(patternOf(all([layout], where), where))),
  index: ([labels, name], where) => {
    const [from, key] = all([labels, name], where)
    const code = key?.code(0) ?? ''
    return from && /^["']/.test(code)
      ? entry(from, code.slice(1, -1))
      : made('text', 'lookup', ...all([labels, name], where))
  },
  print: named('concat'),
  printf: ([format, ...rest], where) => formatted(format, rest, where),
  quote: (args) => made('text', 'concat', literal('"'), first(args), literal('"')),
  urlquery: named('url'),
  first: (args) => made('text', 'first', ...args),
  last: (args) => made('text', 'last', ...args),
  // Data is escaped where it stands, so nothing is left for these to do.
  markdown: (args) => ({ ...first(args), type: 'text' }),
  html: first,
  js: first,
  safeHtml: first,
  toString: first,
  stringSlice: (args) => listed(args),
  list: (args) => listed(args),
}

/** Calls a function; what has no counterpart is a `GoFault`. */
export function call(name: string, args: readonly GoValue[], where: GoPlace): GoValue {
  const translate = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!translate) throw new GoFault(`the function ${name} has no counterpart`, where)
  if (args.length === 0) throw new GoFault(`${name} needs something to work on`, where)
  return translate(args, where)
}

function named(helper: string): Translate {
  return (args) => made('text', helper, ...args)
}

function lastFirst(helper: string, type: GoValue['type'] = 'text'): Translate {
  return (args) => {
    const subject = args.at(-1)
    const kept = type === 'text' && helper === 'default' && subject ? subject.type : type
    return made(kept, helper, ...(subject ? [subject] : []), ...args.slice(0, -1))
  }
}

function first([value]: readonly GoValue[]): GoValue {
  return value ?? literal('')
}

function all(args: readonly (GoValue | undefined)[], where: GoPlace): readonly GoValue[] {
  return args.map((arg) => {
    if (!arg) throw new GoFault('an argument is missing', where)
    return arg
  })
}

/** A list of names, which `without` takes one by one. */
const listed = (args: readonly GoValue[]): GoValue => ({
  type: 'names',
  place: null,
  code: (depth) => args.map((arg) => arg.code(depth)).join(' '),
})

/** Of alerts all that there are, in all parts of a message. */
function lengthOf(value: GoValue): GoValue {
  const name = value.place?.path
  const counts: Readonly<Record<string, string>> = {
    alerts: 'count',
    firing: 'firingCount',
    resolved: 'resolvedCount',
  }
  const count = value.type === 'alerts' && name !== undefined ? counts[name] : undefined
  return count === undefined
    ? made('text', 'len', value)
    : { type: 'text', place: null, code: () => `@root.${count}` }
}

function formatted(format: GoValue | undefined, args: readonly GoValue[], where: GoPlace): GoValue {
  const code = format?.code(0) ?? ''
  if (!/^["']/.test(code)) throw new GoFault('printf needs its format as a text', where)
  const pieces = code.slice(1, -1).split(/(%[svdq])/)
  if (pieces.some((piece) => piece.includes('%') && !/^%[svdq]$/.test(piece)))
    throw new GoFault(`the format ${code} has no counterpart`, where)
  let next = 0
  const parts = pieces
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('%') ? (args[next++] ?? literal('')) : literal(piece)))
  return made('text', 'concat', ...parts)
}
