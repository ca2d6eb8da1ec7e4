import { readFileSync } from 'node:fs'
import { parse, parseAllDocuments } from 'yaml'
import * as z from 'zod'

/*
 * What we use of Kubernetes, and no other key: a misspelt one would be left out by some clients
 * without a word. Written after the API reference, v1.29 to 1.34.
 */

const LABELS = z.record(z.string(), z.string())
const metadata = z.strictObject({ name: z.string(), labels: LABELS.optional() })

const configMap = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata,
  data: z.strictObject({ 'bridge.yaml': z.string() }),
})

const secret = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Secret'),
  metadata,
  stringData: LABELS,
})

const port = z.int().min(1).max(65_535)

const service = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  metadata,
  spec: z.strictObject({
    selector: LABELS,
    ports: z.array(z.strictObject({ name: z.string(), port })),
  }),
})

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string().startsWith('/'), port: z.enum(['http', 'admin']) }),
  periodSeconds: z.int().positive(),
  timeoutSeconds: z.int().positive().optional(),
  failureThreshold: z.int().positive().optional(),
})

const memory = z.string().regex(/^\d+[MG]i$/)
const resources = z.strictObject({
  requests: z.strictObject({ cpu: z.string().regex(/^\d+m$/), memory }),
  limits: z.strictObject({ memory }),
})

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  ports: z.array(z.strictObject({ name: z.enum(['http', 'admin']), containerPort: port })),
  startupProbe: probe,
  readinessProbe: probe,
  livenessProbe: probe,
  resources,
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.boolean(),
    readOnlyRootFilesystem: z.boolean(),
    capabilities: z.strictObject({ drop: z.array(z.string()) }),
  }),
  volumeMounts: z.array(
    z.strictObject({
      name: z.string(),
      mountPath: z.string().startsWith('/'),
      readOnly: z.boolean().optional(),
    }),
  ),
})

const pod = z.strictObject({
  automountServiceAccountToken: z.literal(false),
  terminationGracePeriodSeconds: z.int(),
  securityContext: z.strictObject({
    runAsNonRoot: z.boolean(),
    runAsUser: z.int(),
    fsGroup: z.int(),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
  }),
  containers: z.tuple([container]),
  volumes: z.array(
    z.strictObject({
      name: z.string(),
      configMap: z.strictObject({ name: z.string() }).optional(),
      secret: z.strictObject({ secretName: z.string() }).optional(),
      emptyDir: z.strictObject({}).optional(),
    }),
  ),
})

const claim = z.strictObject({
  metadata,
  spec: z.strictObject({
    accessModes: z.tuple([z.literal('ReadWriteOnce')]),
    resources: z.strictObject({ requests: z.strictObject({ storage: memory }) }),
  }),
})

const statefulSet = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('StatefulSet'),
  metadata,
  spec: z.strictObject({
    serviceName: z.string(),
    replicas: z.int(),
    selector: z.strictObject({ matchLabels: LABELS }),
    template: z.strictObject({
      metadata: z.strictObject({ labels: LABELS, annotations: LABELS }),
      spec: pod,
    }),
    volumeClaimTemplates: z.array(claim),
  }),
})

const deployment = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  metadata,
  spec: z.strictObject({
    replicas: z.int().min(2),
    selector: z.strictObject({ matchLabels: LABELS }),
    strategy: z.strictObject({
      type: z.literal('RollingUpdate'),
      rollingUpdate: z.strictObject({ maxUnavailable: z.literal(0), maxSurge: z.int().min(1) }),
    }),
    template: z.strictObject({
      metadata: z.strictObject({ labels: LABELS, annotations: LABELS }),
      spec: pod.extend({
        topologySpreadConstraints: z.tuple([
          z.strictObject({
            maxSkew: z.int().positive(),
            topologyKey: z.string(),
            whenUnsatisfiable: z.enum(['ScheduleAnyway', 'DoNotSchedule']),
            labelSelector: z.strictObject({ matchLabels: LABELS }),
          }),
        ]),
      }),
    }),
  }),
})

const budget = z.strictObject({
  apiVersion: z.literal('policy/v1'),
  kind: z.literal('PodDisruptionBudget'),
  metadata,
  spec: z.strictObject({
    maxUnavailable: z.int().positive(),
    selector: z.strictObject({ matchLabels: LABELS }),
  }),
})

const settings = z.looseObject({
  server: z.looseObject({ listen: z.string() }),
  admin: z.looseObject({ listen: z.string() }),
})

export type Manifests = ReturnType<typeof readManifests>

/** The manifests of one replica; throws where one is not as it has to be. */
export function readManifests() {
  const [first, second, third, fourth] = z
    .tuple([configMap, secret, service, statefulSet])
    .parse(documentsOf('dingbridge'))
  const { server, admin } = settings.parse(parse(first.data['bridge.yaml']))
  return {
    configMap: first,
    secret: second,
    service: third,
    statefulSet: fourth,
    settings: { listen: server.listen, admin: admin.listen },
  }
}

/** Those of several replicas on one PostgreSQL. */
export function readReplicas() {
  const [first, second, third, fourth, fifth] = z
    .tuple([configMap, secret, service, deployment, budget])
    .parse(documentsOf('replicas'))
  return { configMap: first, secret: second, service: third, deployment: fourth, budget: fifth }
}

function documentsOf(name: string): readonly unknown[] {
  const path = new URL(`../../deploy/kubernetes/${name}.yaml`, import.meta.url)
  return parseAllDocuments(readFileSync(path, 'utf8')).map((each) => each.toJS())
}

export const podOf = ({ statefulSet }: Manifests) => statefulSet.spec.template.spec
export const containerOf = (manifests: Manifests) => podOf(manifests).containers[0]
