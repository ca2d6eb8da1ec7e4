/**
 * A body as people may see it: some senders (Gitea, Gogs) repeat their secret in it, and a payload
 * of anything may hold a password. Values of such names are taken out; the rest stays as it came.
 */
export function scrubBody(text: string): string {
  return text.replace(IN_JSON, '$1"<secret>"').replace(IN_FORM, '$1<secret>')
}

const NAMES =
  '(?:[\\w-]*(?:secret|password|passwd|token)|authorization|api_?key|sign|signature|x-api-key)'

const IN_JSON = new RegExp(`("${NAMES}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"?`, 'gi')
const IN_FORM = new RegExp(`((?:^|[?&\\s])${NAMES}=)[^&\\s"]+`, 'gi')
