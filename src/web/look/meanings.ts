import type { TemplateCode } from '../../expression/issue.ts'
import { REJECTIONS, type RejectionCode } from '../../ingest/rejection.ts'
import type { SettingsCode } from '../../settings/issue.ts'
import type { Language } from './page-speech.ts'

/**
 * What a code asks for, beside its exact sentence: that one is English, as in the log and on the
 * command line. Null where the sentence says it itself, and for a code of somebody else.
 */
export function meaningOf(code: string, lang: Language): string | null {
  if (lang === 'zh-CN') return Object.hasOwn(ZH_CN, code) ? ZH_CN[code as Code] : null
  return Object.hasOwn(REJECTIONS, code) ? REJECTIONS[code as RejectionCode].remedy : null
}

type Code = RejectionCode | SettingsCode | TemplateCode

const ZH_CN: Readonly<Record<Code, string>> = {
  bad_json: '内容不是 JSON。原文给出行和列：检查发送方模板里是否少了引号或逗号。',
  bad_text: '内容不是它声明的编码（未声明时为 UTF-8）。请以 UTF-8 发送。',
  too_deep: '内容嵌套过深。请减少层数。',
  bad_payload:
    '是 JSON，但不是这类来源发送的格式。原文给出字段；请检查地址里的来源 `type` 是否正确。',
  unrecognised:
    '/webhook/auto 认不出发送方，或有几个来源都符合。请发送到 /webhook/<来源>，并在配置里写明 `type`。',
  bad_compression: '无法按 Content-Encoding 解压。请不压缩发送，或用 gzip。',
  unauthorized:
    '凭证或签名缺失、错误或已过期。请对照发送方的设置与来源的 `auth`，并核对两边的时钟。',
  address_not_allowed:
    '发送方的地址不在来源的允许列表中。请加入 `auth.allow`，中间有代理时加入 `server.trusted_proxies`。',
  body_too_large:
    '内容超过 `server.max_body`（按发送时或解压后计）。请调大它，或让发送方每次少带一些告警（`max_alerts`）。',
  unsupported_type: '来源不读取这种 Content-Type。请发送 `application/json`。',
  unsupported_charset: 'Content-Type 声明了未知的字符集。请发送 UTF-8。',
  unsupported_encoding: '未知的 Content-Encoding。请不压缩发送，或用 gzip、deflate、br、zstd。',

  file_unreadable: '无法读取配置里写的文件或文件夹。请检查路径和权限。',
  yaml_syntax: '文件不是合法的 YAML。请修改这一行，多为缩进、引号或冒号的问题。',
  yaml_duplicate_key: '同一层里有重复的键。请只保留一个。',
  yaml_alias: '别名指向不存在的锚点、指向自身，或使文件过大。',
  env_missing: '变量没有设置。请设置它，或写默认值：`${NAME:-default}`。',
  env_syntax: '`${` 后面不是变量。请补上右括号；要写字面的 `${` 请用 `$${`。',
  unknown_key: '这里没有这个键。请改正拼写；自己的键以 `x-` 开头。',
  missing_key: '缺少必需的键。请补上。',
  invalid_value: '值的格式不对。原文说明应为什么。',
  conflicting_keys: '互斥的键同时出现。请只保留一个。',
  duplicate_name: '名称或值定义了两次，可能在两个文件里。请只保留一个。',
  unknown_name: '引用的名称没有定义。请改正，或加上定义。',
  reserved_name: '这个名称由本程序保留。请换一个。',
  circular_reference: '接收人或名单互相引用成环。请断开它。',
  invalid_matcher: '无法读取匹配条件。请写成 `label="value"`，可用 = != =~ !~。',
  invalid_interval: '无法读取时间段。语法与 Alertmanager 相同。',
  invalid_template: '模板或表达式无法编译。原文说明原因。',
  auth_required: '监听地址可从外部访问，却没有任何凭证。请写上 `auth`。',
  pace_conflict: '同一目标写了两种 `pace`。请只写一种。',
  pace_too_fast: '自定义机器人每分钟超过 20 条会被钉钉限制。请调低。',
  unused_name: '定义了却没有用到。请删除，或用上它。',
  unreachable_route: '前面的路由已接收全部告警。请调整顺序，或写 `continue: true`。',
  doubtful_id: '这个 id 看起来不像 id。仍会照原样使用。',
  shared_app: '应用出问题时，会经由同一个应用报告。请另用一个应用。',
  undocumented_use: '钉钉文档里这是给另一类应用用的，可能被拒绝。',
  no_mentions: '这类发送方可以按名字 @人，而这个接收人只能在正文里写出名字。',
  restart_needed: '重新加载改不了这一项。请重启，或改回去。',
  no_effect: '这个键在这里不起作用。请删除，或移到起作用的地方。',

  template_syntax: '不是合法的 Handlebars。多为少了花括号、引号或结束标签。',
  template_field: '读取了数据中没有的名称，结果总是空的。',
  template_helper: '调用了不存在的辅助函数。请改正名称。',
  template_argument: '辅助函数的参数不对。',
  template_partial: '包含了另一个模板，这做不到。请把文字直接写进来。',
  template_decorator: '使用了装饰器，这做不到。请去掉。',
  template_front_matter: '--- 之间的部分不是由键和值组成的 YAML。',
  template_key: '文件头里有不存在的键。',
  template_value: '文件头里某个值的格式不对。原文说明是哪一个。',
  template_buttons: '按钮数超过了 `msg_key` 能放下的数目。',
}
