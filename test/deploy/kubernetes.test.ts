import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startBridge } from '../../src/bridge.ts'
import { realChance, realClock } from '../../src/process.ts'
import { loadPlan } from '../../src/settings/check.ts'
import { containerOf, type Manifests, podOf, readManifests } from './manifests.ts'

const IMAGE_SETTINGS = '/etc/dingbridge/bridge.yaml'
const DRAIN_SECONDS = 10

const manifests = readManifests()
const pod = podOf(manifests)
const container = containerOf(manifests)
const labels = { 'app.kubernetes.io/name': 'dingbridge' }

/** Where a mount comes from: a volume of the pod, or a claim of the set. */
const originOf = (mount: string) =>
  pod.volumes.find(({ name }) => name === mount) ??
  manifests.statefulSet.spec.volumeClaimTemplates.find(({ metadata }) => metadata.name === mount)

test('each mount has its origin, and each origin its mount', () => {
  const mounts = container.volumeMounts.map(({ name }) => name)
  expect(mounts.filter((name) => !originOf(name))).toEqual([])
  const claims = manifests.statefulSet.spec.volumeClaimTemplates.map((each) => each.metadata.name)
  expect([...pod.volumes.map(({ name }) => name), ...claims].sort()).toEqual([...mounts].sort())
  expect(pod.volumes.find(({ name }) => name === 'config')?.configMap).toEqual({
    name: manifests.configMap.metadata.name,
  })
  expect(pod.volumes.find(({ name }) => name === 'secrets')?.secret).toEqual({
    secretName: manifests.secret.metadata.name,
  })
})

test('settings are mounted as a folder where the image looks for them, so that changes arrive', () => {
  const mount = container.volumeMounts.find(({ name }) => name === 'config')
  expect(mount).toEqual({ name: 'config', mountPath: '/etc/dingbridge', readOnly: true })
  expect(IMAGE_SETTINGS).toBe(`${mount?.mountPath}/${Object.keys(manifests.configMap.data)[0]}`)
})

test('it may write where it writes, and nowhere else', () => {
  const writable = container.volumeMounts.filter(({ readOnly }) => !readOnly)
  expect(writable.map(({ mountPath }) => mountPath)).toEqual(['/data', '/tmp'])
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  // A volume belongs to root until fsGroup gives it to the group of the image's user.
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 })
})

test('one writer, found by its labels, with time to finish what is in flight', () => {
  const { metadata, spec } = manifests.statefulSet
  expect(spec.replicas).toBe(1)
  expect([spec.selector.matchLabels, manifests.service.spec.selector]).toEqual([labels, labels])
  expect(spec.template.metadata.labels).toEqual(labels)
  expect([metadata.name, spec.serviceName]).toEqual(['dingbridge', manifests.service.metadata.name])
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(DRAIN_SECONDS)
})

test('a start that brings millions of rows up to date is not killed meanwhile', () => {
  const { periodSeconds, failureThreshold = 3 } = container.startupProbe
  expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(600)
})

/** As kubelet lays a ConfigMap or a Secret out: files that link into a folder that is swapped. */
function mount(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, '..1'), { recursive: true })
  symlinkSync('..1', join(folder, '..data'))
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, '..1', name), text)
    symlinkSync(`..data/${name}`, join(folder, name))
  }
}

/** The pod's files in a folder, with ports that are free instead of its own. */
function laidOut({ configMap, secret }: Manifests): string {
  const root = mkdtempSync(join(tmpdir(), 'dingbridge-pod-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'data'))
  const pathOf = (mounted: string) =>
    `${container.volumeMounts.find(({ name }) => name === mounted)?.mountPath}/`
  const settings = configMap.data['bridge.yaml']
    .replaceAll(pathOf('secrets'), `${join(root, 'secrets')}/`)
    .replaceAll(pathOf('data'), `${join(root, 'data')}/`)
    .replace('":8080"', '"127.0.0.1:0"')
    .replace('":8081"', '"127.0.0.1:0"')
  mount(join(root, 'secrets'), secret.stringData)
  mount(join(root, 'config'), { 'bridge.yaml': settings })
  return join(root, 'config/bridge.yaml')
}

test('its settings pass `check --strict`, start, and answer its probes and its scrape', async () => {
  const { listen, admin } = manifests.settings
  const ports = { http: listen, admin }
  expect(container.ports.map(({ name, containerPort }) => [name, `:${containerPort}`])).toEqual(
    Object.entries(ports),
  )
  const config = laidOut(manifests)
  const loaded = loadPlan(config, {}, 'templates')
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  const { plan, warnings } = loaded.value
  expect(warnings).toEqual([])
  const bridge = await startBridge(plan, {
    clock: realClock,
    chance: realChance,
    version: 'test',
    readTicket: () => Promise.reject(new Error('There is no suite ticket.')),
    warnings,
    emit: () => {},
    load: () => loadPlan(config, {}, 'templates'),
  })
  onTestFinished(bridge.stop)
  const at = { http: bridge.url, admin: bridge.adminUrl }
  const { startupProbe, readinessProbe, livenessProbe } = container
  for (const { httpGet } of [startupProbe, readinessProbe, livenessProbe])
    expect([httpGet, (await fetch(`${at[httpGet.port]}${httpGet.path}`)).status]).toEqual([
      httpGet,
      200,
    ])
  const scraped = manifests.statefulSet.spec.template.metadata.annotations
  expect(`:${scraped['prometheus.io/port']}`).toBe(ports.admin)
  expect((await fetch(`${at.admin}/metrics`)).status).toBe(200)
})
