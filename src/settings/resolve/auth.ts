import { isAddressBlock } from '../../ingest/address-set.ts'
import type { Auth } from '../../ingest/auth.ts'
import type { AuthForm } from '../../ingest/settings.ts'
import type { Report } from '../report.ts'
import type { Path } from '../yaml/tree.ts'

/** What a sender must prove, checked for keys that mean nothing alone. */
export function resolveAuth(form: AuthForm, path: Path, report: Report): Auth {
  const { username, password, allow = [] } = form
  const said = Object.entries(form).filter(([, value]) => value !== undefined)
  if (said.length === 0)
    report.missing(path, 'auth is empty; write what a sender must prove, or `auth: none`')
  if ((username === undefined) !== (password === undefined))
    report.missing(path, 'basic authentication needs both `username` and `password`')
  if (form.hmac_secret === undefined)
    for (const key of ['hmac_header', 'hmac_timestamp_header'] as const)
      if (form[key] !== undefined)
        report.missing(path, `\`${key}\` needs \`hmac_secret\` beside it`)
  if (form.header_token_name !== undefined && form.header_token === undefined)
    report.missing(path, '`header_token_name` needs `header_token` beside it')
  for (const [index, block] of allow.entries())
    if (!isAddressBlock(block))
      report.error(
        'invalid_value',
        [...path, 'allow', index],
        `expected an address or a CIDR block`,
      )
  return {
    bearerToken: form.bearer_token ?? [],
    basic: username === undefined || password === undefined ? null : { username, password },
    hmacSecret: form.hmac_secret ?? [],
    hmacHeader: form.hmac_header ?? null,
    hmacTimestampHeader: form.hmac_timestamp_header ?? null,
    headerToken: form.header_token ?? [],
    headerTokenName: form.header_token_name ?? null,
    queryToken: form.query_token ?? [],
    allow,
  }
}
