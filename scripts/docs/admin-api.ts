import { openapi } from '../../src/web/api/openapi.ts'
import { code, GENERATED_NOTICE, page, table } from './markdown.ts'

interface Operation {
  readonly summary: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly description?: string
  }[]
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

/** `docs/admin-api.md`: what the admin listener answers. */
export function adminApiPage(): string {
  const paths = openapi('').paths as unknown as Readonly<Record<string, Record<string, Operation>>>
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [
      code(`${method.toUpperCase()} ${path}`),
      operation.summary,
      (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, description }) => `${code(name)}: ${description}`)
        .join('; '),
      answersOf(operation),
    ]),
  )
  return page(
    `${GENERATED_NOTICE}# Admin API`,
    'On `admin.listen`, `127.0.0.1:8081` unless the settings say otherwise. It asks for what `admin.auth` says: a bearer token, or user name and password. An address that others can reach needs one of them. What is refused is answered as [errors](errors.md#answers-to-senders) tells. For programs the same is at `GET /api/v1/openapi.json`.',
    table(['call', 'what it does', 'parameters', 'answers'], rows),
    'A delivery that died, looked up and sent again:',
    '```sh\nurl=http://127.0.0.1:8081 auth="authorization: Bearer $ADMIN_TOKEN"\ncurl -H "$auth" "$url/api/v1/deliveries?state=dead"\ncurl -H "$auth" -X POST "$url/api/v1/deliveries/ID/redrive"\n```',
  )
}

/** What it answers when it does it, and the statuses of refusals. */
function answersOf({ responses }: Operation): string {
  const all = Object.entries(responses)
  const done = all.filter(([, { description }]) => description !== REFUSED)
  const refused = all.filter(([, { description }]) => description === REFUSED)
  return [
    ...done.map(([status, { description }]) => `**${status}** ${description}`),
    ...(refused.length > 0 ? [`else ${refused.map(([status]) => status).join(', ')}`] : []),
  ].join('; ')
}

/** How the description words an answer that is a problem. */
const REFUSED = 'Why not'
