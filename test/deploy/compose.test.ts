import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** What we use of the Compose specification, and no other key. */
const composeFile = z.strictObject({
  services: z.strictObject({
    dingbridge: z.strictObject({
      build: z.string(),
      image: z.string(),
      restart: z.enum(['always', 'unless-stopped']),
      stop_grace_period: z.string().regex(/^\d+s$/),
      ports: z.array(z.string()),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.string()),
      read_only: z.literal(true),
      tmpfs: z.array(z.string()),
      cap_drop: z.tuple([z.literal('ALL')]),
      security_opt: z.tuple([z.literal('no-new-privileges:true')]),
    }),
  }),
  volumes: z.record(z.string(), z.null()),
})

const { services, volumes } = composeFile.parse(parse(read('deploy/docker/compose.yaml')))
const service = services.dingbridge
const settings = read('config/examples/docker.yaml')
const image = read('Dockerfile')

test('it passes every variable that its settings ask for, and says which one is missing', () => {
  const asked = [...settings.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name)
  expect(Object.keys(service.environment).sort()).toEqual(asked.sort())
  for (const [name, value] of Object.entries(service.environment))
    expect(value).toMatch(new RegExp(`^\\$\\{${name}:\\?[^}]+\\}$`))
})

test('a folder is mounted where the image looks for its settings, and a volume where they write', () => {
  const mounts = service.volumes.map((each) => each.split(':'))
  expect(mounts).toEqual([
    ['./conf', '/etc/dingbridge', 'ro'],
    ['data', '/data'],
  ])
  expect(Object.keys(volumes)).toEqual(['data'])
  expect(image).toContain('DINGBRIDGE_CONFIG=/etc/dingbridge/bridge.yaml')
  expect(image).toMatch(/^VOLUME \/data$/m)
  expect(parse(settings).store.url).toBe('sqlite:/data/bridge.db')
  expect(service.tmpfs).toEqual(['/tmp'])
})

test('its port is the one that the settings listen on and the image’s health check asks', () => {
  const [published = ''] = service.ports
  const port = published.split(':').at(-1)
  expect(parse(settings).server.listen).toBe(`:${port}`)
  expect(image).toContain(`DINGBRIDGE_HEALTH_URL=http://127.0.0.1:${port}/-/healthy`)
  expect(image).toMatch(new RegExp(`^EXPOSE ${port} `, 'm'))
})

test('it builds this repository, and leaves ten seconds to finish what is in flight', () => {
  const folder = new URL('../../deploy/docker/', import.meta.url)
  expect(existsSync(new URL(`${service.build}/Dockerfile`, folder))).toBe(true)
  expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThan(10)
})
