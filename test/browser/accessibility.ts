import type { Page } from 'playwright-core'

/**
 * What is wrong with a page for those who do not see it, hear it, or use no mouse; sentences with
 * the place. What a message itself says (`.chat`) is its template's, not the page's.
 */
export async function accessibilityIssues(page: Page): Promise<readonly string[]> {
  const structure = (await page.evaluate(STRUCTURE)) as string[]
  const contrast = (await page.evaluate(CONTRAST)) as string[]
  return [...structure, ...contrast]
}

/** Whether each thing that Tab reaches shows that it was reached. */
export async function unseenFocus(page: Page, steps: number): Promise<readonly string[]> {
  const unseen: string[] = []
  for (let i = 0; i < steps; i += 1) {
    await page.keyboard.press('Tab')
    const found = (await page.evaluate(`(() => {
      const at = document.activeElement
      if (!at || at === document.body) return ''
      const { outlineStyle, outlineWidth } = getComputedStyle(at)
      const box = at.getBoundingClientRect()
      const isSeen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && box.width > 0
      return isSeen ? '' : at.outerHTML.slice(0, 100)
    })()`)) as string
    if (found !== '') unseen.push(found)
  }
  return unseen
}

/** Names, labels, landmarks, headings, tables, ids. */
const STRUCTURE = `(() => {
  const wrong = []
  const all = (selector) => [...document.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility() || each.matches('.sr'))
  const place = (element) => element.outerHTML.replace(/\\s+/g, ' ').slice(0, 90)
  const byIds = (ids) => ids.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
  const nameOf = (element) => (element.getAttribute('aria-label') ??
    (element.hasAttribute('aria-labelledby') ? byIds(element.getAttribute('aria-labelledby')) :
      [...(element.labels ?? [])].map((label) => label.textContent).join(' ') || element.textContent)).trim()
  if (!document.documentElement.lang) wrong.push('the page has no language')
  if (!document.title.trim()) wrong.push('the page has no title')
  for (const landmark of ['main', 'h1', 'header.bar'])
    if (all(landmark).length !== 1) wrong.push('there are ' + all(landmark).length + ' ' + landmark)
  for (const nav of all('nav, section')) if (!nameOf(nav)) wrong.push('without a name: ' + place(nav))
  let level = 0
  for (const heading of all('h1, h2, h3, h4, h5, h6').filter((each) => !each.closest('.chat'))) {
    const own = Number(heading.tagName[1])
    if (own > level + 1) wrong.push('h' + own + ' after h' + level + ': ' + place(heading))
    if (!heading.textContent.trim()) wrong.push('an empty heading: ' + place(heading))
    level = own
  }
  for (const control of all('input:not([type=hidden]), select, textarea'))
    if (!(control.labels?.length || control.getAttribute('aria-label'))) wrong.push('without a label: ' + place(control))
  for (const control of all('a[href], button, summary')) if (!nameOf(control)) wrong.push('without a name: ' + place(control))
  for (const picture of all('svg'))
    if (!picture.closest('[aria-hidden=true]') && !(picture.getAttribute('role') === 'img' && picture.getAttribute('aria-label')))
      wrong.push('a picture without words: ' + place(picture))
  for (const table of all('table')) {
    if (!table.querySelector('thead th')) wrong.push('a table without headers: ' + place(table))
    for (const header of table.querySelectorAll('th'))
      if (!header.scope) wrong.push('a header of nothing: ' + place(header))
  }
  for (const list of all('ul, ol'))
    for (const child of list.children) if (child.tagName !== 'LI') wrong.push('no item of a list: ' + place(child))
  const ids = [...document.querySelectorAll('[id]')].map((each) => each.id)
  for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) wrong.push('twice the id ' + id)
  for (const element of document.querySelectorAll('[aria-labelledby], [aria-describedby], label[for]')) {
    const refs = ['aria-labelledby', 'aria-describedby', 'for'].flatMap((name) => element.getAttribute(name)?.split(' ') ?? [])
    for (const id of refs) if (!document.getElementById(id)) wrong.push('refers to nothing: ' + place(element))
  }
  for (const control of all('a[href], button, summary, select, input:not([type=hidden])')) {
    const box = control.getBoundingClientRect()
    const isInText = getComputedStyle(control).display === 'inline'
    if (!isInText && !control.closest('.skip, .sr, .chat') && Math.min(box.width, box.height) < 18)
      wrong.push('too small to touch: ' + place(control))
  }
  return wrong
})()`

/** Every visible text against what is really behind it: 4.5 to 1, large text 3 to 1. */
const CONTRAST = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]))
  const behind = (element) => {
    const layers = []
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor))
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255])
  }
  const light = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const wrong = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    if (!/[\\p{L}\\p{N}]/u.test(texts.currentNode.textContent) || !element.checkVisibility({ visibilityProperty: true })) continue
    if (element.closest('.sr, .skip, .chat, option, [aria-hidden=true]')) continue
    const style = getComputedStyle(element)
    const ground = behind(element)
    const [a, b] = [light(over(rgba(style.color), ground)), light(ground)]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const size = parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    if (ratio < (isLarge ? 3 : 4.5))
      wrong.push(ratio.toFixed(2) + ' to 1: ' + element.outerHTML.replace(/\\s+/g, ' ').slice(0, 90))
  }
  return [...new Set(wrong)]
})()`
