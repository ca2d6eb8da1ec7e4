import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { loadPlan } from '../../src/settings/check.ts'
import { containerOf, podOf, readManifests, readReplicas } from './manifests.ts'

const one = readManifests()
const { configMap, secret, service, deployment, budget } = readReplicas()
const { topologySpreadConstraints: _, ...pod } = deployment.spec.template.spec

test('several replicas run as one does, but for the volume of its database', () => {
  const isData = ({ name }: { readonly name: string }) => name === 'data'
  const container = containerOf(one)
  expect(container.volumeMounts.filter(isData)).toHaveLength(1)
  const volumeMounts = container.volumeMounts.filter((mount) => !isData(mount))
  expect(pod).toEqual({ ...podOf(one), containers: [{ ...container, volumeMounts }] })
  expect(service).toEqual(one.service)
})

test('their settings are those of one, but for the store', () => {
  const { store, ...settings } = parse(configMap.data['bridge.yaml'])
  const { store: _, ...ofOne } = parse(one.configMap.data['bridge.yaml'])
  expect(settings).toEqual(ofOne)
  expect(store.url).toMatch(/^postgres:/)
})

test('everything finds them by the same labels', () => {
  const labels = { 'app.kubernetes.io/name': 'dingbridge' }
  const { selector, template } = deployment.spec
  const [spread] = template.spec.topologySpreadConstraints
  expect([
    service.spec.selector,
    template.metadata.labels,
    selector.matchLabels,
    spread.labelSelector.matchLabels,
    budget.spec.selector.matchLabels,
  ]).toEqual([labels, labels, labels, labels, labels])
})

test('their settings pass `check --strict` with the files of their Secret', () => {
  const root = mkdtempSync(join(tmpdir(), 'dingbridge-replicas-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'secrets'))
  for (const [name, text] of Object.entries(secret.stringData))
    writeFileSync(join(root, 'secrets', name), text)
  const config = join(root, 'bridge.yaml')
  const settings = configMap.data['bridge.yaml']
  writeFileSync(
    config,
    settings.replaceAll('/etc/dingbridge-secrets/', `${join(root, 'secrets')}/`),
  )
  const loaded = loadPlan(config, {}, 'templates')
  expect(loaded.ok ? loaded.value.warnings : loaded.error).toEqual([])
})
