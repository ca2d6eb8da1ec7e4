/**
 * DingTalk ends a line only after two spaces, and wants an empty line before lists and quotes.
 * Nobody who writes a template should have to know: a new line there is a new line here.
 */
export function tidy(markdown: string): string {
  const lines = markdown
    .replace(/[\ufdd0\ufdd1]/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
  const out: string[] = []
  let inFence = false
  for (const [index, line] of lines.entries()) {
    const kind = kindOf(line)
    const before = kindOf(lines[index - 1] ?? '')
    if (kind === 'fence') inFence = !inFence
    if (inFence || kind === 'fence') {
      out.push(line)
      continue
    }
    if (kind === 'blank' && (out.length === 0 || out.at(-1) === '')) continue
    const startsBlock = kind === 'item' || kind === 'quote' || kind === 'heading'
    const follows = before === kind || (before === 'item' && /^\s/.test(line))
    if (startsBlock && !follows && before !== 'blank' && out.length > 0) out.push('')
    if (before === 'heading' && kind === 'text') out.push('')
    out.push(breaks(line, kind, lines[index + 1] ?? '') ? `${line}  ` : line)
  }
  while (out.at(-1) === '') out.pop()
  return out.join('\n').trimEnd()
}

type Kind = 'blank' | 'heading' | 'item' | 'quote' | 'fence' | 'text'

function kindOf(line: string): Kind {
  if (line.trim() === '') return 'blank'
  if (/^\s*```/.test(line)) return 'fence'
  if (/^#{1,6}\s/.test(line)) return 'heading'
  if (/^\s*>/.test(line)) return 'quote'
  return /^\s*(?:[-*+]|\d+[.)])\s/.test(line) ? 'item' : 'text'
}

/** Whether the next line goes on with this line's paragraph. */
function breaks(line: string, kind: Kind, next: string): boolean {
  const nextKind = kindOf(next)
  if (kind === 'text') return nextKind === 'text'
  if (kind === 'quote') return nextKind === 'quote' && !/^\s*>\s*$/.test(line)
  return kind === 'item' && nextKind === 'text'
}
