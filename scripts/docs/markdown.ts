/** The first line of every page that is written from code. */
export const GENERATED_NOTICE =
  '<!-- Generated from the code by `npm run generate`: do not edit. -->\n\n'

export type Row = readonly string[]

/** A table; a bar inside a cell is escaped, and a line break becomes a space. */
export function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map(() => '---'), ...rows].map(line).join('\n')
}

const line = (cells: Row): string => `| ${cells.map(cell).join(' | ')} |`

const cell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')

/** Text as code, whatever backticks it holds. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`
}

export function block(language: string, text: string): string {
  return `\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\``
}

/** Parts of a page with a blank line between them, and a line break at the end. */
export const page = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`
