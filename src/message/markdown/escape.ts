/** What stands around one line of a value. */
export interface Surroundings {
  /** The characters next to it, or '' at an end. */
  readonly before: string
  readonly after: string
  /** Whether a heading, list or quote could begin here. */
  readonly atLineStart: boolean
  /** In the words of a link, where every bracket acts. */
  readonly inLink: boolean
}

/**
 * Puts a backslash before the characters that would act where they stand, and before no others:
 * `node_cpu_total`, `checkout-api`, `1.5` and `a < b` stay as people know them, wherever a
 * client that shows backslashes draws them.
 */
export function escapeLine(text: string, around: Surroundings): string {
  const lastLink = linkEnd(text, around)
  const escaped = text.replace(/_+|[\\`*[\]<&~!]/g, (run, at: number) => {
    if (run[0] === '_') return insideWord(run, at, text, around) ? run : run.replaceAll('_', '\\_')
    const active = run === '[' ? around.inLink || at < lastLink : acts(run, at, text, around)
    return active ? `\\${run}` : run
  })
  return quietMentions(around.atLineStart ? escapeStart(escaped) : escaped)
}

/** Where the last `]` stands that would make a link of a `[` before it; -1 if there is none. */
function linkEnd(text: string, { after, atLineStart }: Surroundings): number {
  const begins = atLineStart && /^\s*\[/.test(text)
  if (text.endsWith(']') && (/^[([]/.test(after) || (begins && after === ':'))) return text.length
  const reference = begins && /^\s*\[[^\]]*\]:/.test(text) ? text.indexOf(']:') : -1
  return Math.max(text.lastIndexOf(']('), text.lastIndexOf(']['), reference)
}

const ZERO_WIDTH_SPACE = '\u200b'

/**
 * A custom robot calls `@all` and `@13800000000` by name wherever they stand in its text.
 * A space of no width keeps the word as it reads and makes it a word. Addresses of mail stay.
 */
export function quietMentions(text: string): string {
  if (!text.includes('@')) return text
  return text.replace(
    /@(?=\+?\d{5}|all\b|所有人)|(?<![\p{L}\p{N}._-])@(?=[\p{L}\p{N}+])|@$/giu,
    `@${ZERO_WIDTH_SPACE}`,
  )
}

function acts(char: string, at: number, text: string, around: Surroundings): boolean {
  const before = text[at - 1] ?? around.before
  const after = text[at + 1] ?? around.after
  switch (char) {
    case '\\':
      return at === text.length - 1 || /[!-/:-@[-`{-~]/.test(after)
    case '`':
      return true
    case '*':
      return around.atLineStart && at === 0 ? true : !(isSpace(before) && isSpace(after))
    case ']':
      return around.inLink || after === '(' || after === '['
    case '<':
      return /[A-Za-z/!?]/.test(after)
    case '&':
      return /^&#?\w{1,32};/.test(text.slice(at, at + 40))
    case '~':
      return before === '~' || after === '~'
    default: // `!`, which makes an image of a link that follows
      return after === '[' && at === text.length - 1
  }
}

/** A run of underscores between two letters or digits, or between two spaces, is just text. */
function insideWord(run: string, at: number, text: string, around: Surroundings): boolean {
  const before = text[at - 1] ?? around.before
  const after = text[at + run.length] ?? around.after
  return (isWord(before) && isWord(after)) || (isSpace(before) && isSpace(after))
}

/** Headings, quotes, lists, rules and underlines begin only at the beginning. */
function escapeStart(text: string): string {
  const indent = /^\s*/.exec(text)?.[0] ?? ''
  const line = text.slice(indent.length)
  const number = /^(\d{1,9})([.)])(?=\s|$)/.exec(line)
  if (number) return `${number[1]}\\${line.slice(number[1]?.length)}`
  const active = /^(?:#|>|[-+](?:\s|$)|-[-\s]*$|=+\s*$|[|:][|:\s-]*-[|:\s-]*$)/.test(line)
  return active ? `\\${line}` : line
}

const isSpace = (char: string): boolean => char === '' || /\s/.test(char)
const isWord = (char: string): boolean => /[\p{L}\p{N}]/u.test(char)
