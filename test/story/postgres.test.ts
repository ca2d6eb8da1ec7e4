import { expect, onTestFinished, test } from 'vitest'
import { aHouse, HEAD } from '../support/house.ts'
import { givenPostgres, installedBinaries, startPostgres } from '../support/postgres.ts'
import { anAlertNamed } from '../support/webhook.ts'

const here = givenPostgres === null && installedBinaries() !== null

test.skipIf(!here)(
  'a database that goes away turns senders to later, and loses nothing (needs a PostgreSQL of our own)',
  async () => {
    const database = await startPostgres()
    onTestFinished(database.stop)
    const house = await aHouse(`${HEAD.replace('sqlite:./bridge.db', database.url)}
receivers: [{ name: chat, targets: [{ group: cidChat }] }]
route: { receiver: chat }
`)
    const send = (name: string) => house.post('/webhook/alertmanager', anAlertNamed(name))
    const told = () => house.sandbox.messages().map(({ title }) => title)

    expect((await send('Before')).status).toBe(202)
    await house.told(1)
    await house.settled()

    await database.crash()
    const turnedAway = await send('Meanwhile')
    expect(turnedAway.status).toBe(503)
    expect(turnedAway.headers.get('retry-after')).toMatch(/^\d+$/)
    await house.until('a bridge that is not ready', async () => {
      return (await fetch(`${house.bridge().url}/-/ready`)).status === 503
    })

    await database.restart()
    await house.until('a sender that is heard again', async () => {
      return (await send('Meanwhile')).status === 202
    })
    await house.told(2)
    await house.settled()

    await house.restart()
    const again = await send('Meanwhile')
    expect(again).toMatchObject({ status: 202, body: { duplicate: true } })
    expect((await send('Afterwards')).body.duplicate).toBe(false)
    await house.told(3)
    await house.settled()
    expect(told()).toEqual(
      ['Before', 'Meanwhile', 'Afterwards'].map((name) => expect.stringContaining(name)),
    )
    expect(await house.rows('sent')).toHaveLength(3)
  },
)
