import { ZH_CN } from './detail-zh-cn.ts'

/**
 * Why a call failed, in the language of its reader: `detail` as it is kept with the attempt, in
 * English. What DingTalk itself said stays as DingTalk said it, and so does a part without words.
 */
export function detailIn(locale: string, detail: string): string {
  if (locale !== 'zh-CN') return detail
  const [ours = '', ...theirs] = detail.split(QUOTE)
  const isToken = ours.startsWith(NO_TOKEN)
  const parts = ours.slice(isToken ? NO_TOKEN.length : 0).split('; ')
  const said = parts.filter((part) => part !== '').map(partInChinese)
  if (theirs.length > 0) said.push(`钉钉的原话：${theirs.join(QUOTE)}`)
  return `${isToken ? '未取得访问令牌：' : ''}${said.join('；')}`
}

const QUOTE = 'DingTalk says: '
const NO_TOKEN = 'no access token: '

function partInChinese(part: string): string {
  const known = Object.hasOwn(ZH_CN, part) ? ZH_CN[part] : undefined
  if (known !== undefined) return known
  for (const [pattern, words] of PATTERNS)
    if (pattern.test(part)) return part.replace(pattern, words)
  return part
}

/** Those that name a host, a file, a number. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^needed: (.*)$/, '需要权限：$1'],
  [/^answered HTTP (\d+) without a code$/, '应答为 HTTP $1，没有错误码'],
  [/^stopped before (\S+) answered$/, '在 $1 应答之前停止'],
  [/^(\S+) did not finish its answer in time$/, '$1 没有及时答完'],
  [/^the certificate of (\S+) cannot be trusted \((\S+)\)$/, '$1 的证书不受信任（$2）'],
  [/^the connection to (\S+) broke \((\S+)\)$/, '到 $1 的连接中断（$2）'],
  [/^(\S+) cannot be reached \((\S+)\)$/, '无法连接 $1（$2）'],
  [/^no address is known for (\S+)$/, '查不到 $1 的地址'],
  [/^the name server did not answer for (\S+)$/, '查询 $1 时域名服务器没有应答'],
  [/^(\S+) refuses connections$/, '$1 拒绝连接'],
  [/^(\S+) did not take the connection in time$/, '$1 没有及时接受连接'],
  [/^(\S+) did not answer in time$/, '$1 没有及时应答'],
  [/^the answer of (\S+) is too long to be DingTalk's$/, '$1 的应答过长，不像钉钉的应答'],
  [/^the proxy does not lead to (\S+)$/, '代理无法到达 $1'],
  [
    /^the request to (\S+) cannot be written: check its address and token$/,
    '无法写出发往 $1 的请求：请检查地址和令牌',
  ],
  [
    /^suite_ticket_file (.+) cannot be read: check what writes it, and its permissions$/,
    '无法读取 suite_ticket_file $1：请检查由什么程序写入，以及文件权限',
  ],
  [/^DingTalk asked (\d+) of the users to wait$/, '钉钉要求其中 $1 人稍后再发'],
  [
    /^Everybody it is for has had (\d+) work notifications today$/,
    '收件人今天都已收到 $1 条工作通知',
  ],
]
