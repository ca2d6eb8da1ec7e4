import axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * What is wrong with a page for those who do not see it, hear it, or use no mouse: whatever axe
 * finds, its rules for good practice and for the size of targets included. Sentences with the place.
 */
export async function accessibilityIssues(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate(
    'axe.run({ rules: { "target-size": { enabled: true } } })',
  )) as axe.AxeResults
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html.replace(/\s+/g, ' ').slice(0, 120)}`),
  )
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
