/** Text without its code, in which nothing is a heading or a link. */
export const withoutCode = (markdown: string): string =>
  markdown
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$/gm, '')
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, (code) => code.replaceAll(/[[\]]/g, ''))

/** The names under which the headings of a page can be linked to, as GitHub makes them. */
export function anchorsOf(markdown: string): readonly string[] {
  const seen = new Map<string, number>()
  const headings = [...withoutCode(markdown).matchAll(/^#{1,6} +(.+)$/gm)]
  return headings.map(([, title = '']) => {
    const anchor = title
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
}

/** Where a page's links and images lead. */
export const linksOf = (markdown: string): readonly string[] =>
  [
    ...withoutCode(markdown).matchAll(
      /\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)|(?:src|href|srcset)="([^"]+)"/g,
    ),
  ].map(([, inline, html]) => inline ?? html ?? '')
