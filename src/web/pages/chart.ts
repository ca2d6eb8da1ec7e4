import { html, raw } from 'hono/html'
import type { TrafficStep } from '../../telemetry/traffic.ts'
import type { Html, View } from './page.ts'

const WIDTH = 720
const HALF = 40

/** What came in above the line, what went out below it. The words under it say the sums. */
export function chart(steps: readonly TrafficStep[], { speech }: View): Html {
  const { say, count, number } = speech
  const sum = (key: 'alerts' | 'told' | 'dead') =>
    steps.reduce((total, step) => total + step[key], 0)
  const [came, told, died] = [
    count('traffic_in', sum('alerts')),
    count('traffic_out', sum('told')),
    say('traffic_dead', number(sum('dead'))),
  ]
  const most = Math.max(1, ...steps.flatMap(({ alerts, told, dead }) => [alerts, told + dead]))
  const height = (value: number) => (value === 0 ? 0 : Math.max(1.5, (value / most) * (HALF - 2)))
  const wide = WIDTH / steps.length
  const bar = (name: string, i: number, y: number, tall: number) =>
    tall === 0
      ? ''
      : `<rect class="${name}" x="${(i * wide + 0.5).toFixed(1)}" y="${y.toFixed(1)}" width="${(wide - 1.5).toFixed(1)}" height="${tall.toFixed(1)}"/>`
  const bars = steps.map(({ alerts, told, dead }, i) => {
    const [up, down, died] = [height(alerts), height(told), height(dead)]
    return (
      bar('in', i, HALF - 1 - up, up) +
      bar('out', i, HALF + 1, down) +
      bar('died', i, HALF + 1 + down, died)
    )
  })
  return html`<svg class="chart" role="img" aria-label="${[say('last_hours'), came, told, died].join(', ')}" viewBox="0 0 ${WIDTH} ${2 * HALF}" preserveAspectRatio="none">${raw(`<path class="axis" d="M0 ${HALF}h${WIDTH}"/>${bars.join('')}`)}</svg>
<p class="legend num"><span>${came}</span><span class="out">${told}</span><span class="died">${died}</span></p>`
}
