import { expect, test } from 'vitest'
import type { Delivery } from '../../src/domain/delivery.ts'
import { createHouse } from '../../src/settings/house.ts'
import { aNewDelivery } from '../support/make.ts'
import { planOf } from './check-files.ts'

const plan = planOf(`
dingtalk: { region: cn, apps: { ops: { app_key: k, app_secret: s } } }
receivers:
  - name: sre
    targets:
      - { group: cidX, name: loud, template: alert-card, matchers: ['severity="critical"'] }
      - { group: cidX, name: quiet, template: alert-short, matchers: ['severity!="critical"'] }
route: { receiver: sre }
`)
const [key = ''] = plan.targets.keys()

test.each([
  ['loud', 'alert-card'],
  ['quiet', 'alert-short'],
  ['renamed since', 'alert-card'],
])(
  'of a receiver that listens at one place twice, what goes to %s is worded as there',
  (name, template) => {
    const house = createHouse(plan, { detailsUrl: () => null, emit: () => {} })
    const delivery = { ...aNewDelivery('d1'), receiver: 'sre', target: key, targetName: name }
    expect(house.target(delivery as Delivery)?.template).toBe(template)
  },
)
