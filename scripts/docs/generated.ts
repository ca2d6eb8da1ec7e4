import { configJsonSchemaText } from '../../src/settings/json-schema.ts'
import { adminApiPage } from './admin-api.ts'
import { cliPage } from './cli.ts'
import { configurationPage } from './configuration.ts'
import { errorsPage } from './errors.ts'
import { metricsPage } from './metrics.ts'
import { sourcePages } from './sources.ts'
import { templatesPage } from './templates.ts'

/** Every file that is written from code, as it has to be. */
export const GENERATED: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'config/bridge.schema.json', text: configJsonSchemaText },
  { path: 'docs/admin-api.md', text: adminApiPage },
  { path: 'docs/cli.md', text: cliPage },
  { path: 'docs/configuration.md', text: configurationPage },
  { path: 'docs/errors.md', text: errorsPage },
  { path: 'docs/metrics.md', text: metricsPage },
  ...sourcePages,
  { path: 'docs/template-reference.md', text: templatesPage },
]
