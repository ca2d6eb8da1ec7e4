/** What `remedies.ts` and its neighbours say, in Chinese, by the English sentence. */
export const ZH_CN: Readonly<Record<string, string>> = {
  // Credentials and permissions of the app
  'app_key and app_secret do not belong together, or to another region':
    'app_key 与 app_secret 不匹配，或属于另一个区域',
  'suite_key and suite_secret do not belong together, or to another region':
    'suite_key 与 suite_secret 不匹配，或属于另一个区域',
  'the app is not authorised for this corp_id: install it there':
    '应用未获得这个 corp_id 的授权：请在该组织安装应用',
  'this API address does not know our way to get a token: check api_url':
    '这个接口地址不支持当前的取令牌方式：请检查 api_url',
  'suite_key or suite_secret is wrong': 'suite_key 或 suite_secret 错误',
  'the suite ticket is too old: check what writes suite_ticket_file':
    'suite ticket 已过期：请检查写入 suite_ticket_file 的程序',
  'the organisation corp_id has not installed the app, or removed it':
    'corp_id 对应的组织没有安装应用，或已卸载',
  'the access token was refused': '访问令牌被拒绝',
  'the app may not do this: check its permissions and the robot code':
    '应用无权这样做：请检查应用权限和 robot_code',
  'the app may not do this: check its permissions': '应用无权这样做：请检查应用权限',
  'the app lacks a permission: grant it in the developer console':
    '应用缺少权限：请在开发者后台开通',
  'our address is not on the list of the app: add it in the developer console':
    '出口 IP 不在应用的白名单中：请在开发者后台添加',
  "the signature's time is wrong: check this machine's clock": '签名时间不对：请检查本机时钟',
  'suite_key is wrong': 'suite_key 错误',
  'suite_secret is wrong': 'suite_secret 错误',
  'the credentials of the app are wrong': '应用凭证错误',
  'the organisation has not authorised the app': '组织没有授权这个应用',
  'the app may not use this API: check its permissions': '应用无权调用这个接口：请检查应用权限',
  'the app is disabled': '应用已停用',
  'the organisation has disabled the app': '组织已停用这个应用',
  'the organisation has not authorised the app, or is disabled':
    '组织没有授权这个应用，或组织已停用',
  'corp_id is wrong': 'corp_id 错误',
  'agent_id is wrong': 'agent_id 错误',
  'agent_id is missing': '缺少 agent_id',
  'too many organisations are served from this address: use another one':
    '同一出口 IP 服务的组织过多：请更换出口地址',

  // The robot and the chat
  'robot_code belongs to another app than app_key': 'robot_code 与 app_key 不属于同一个应用',
  'cool_app_code is wrong, or not used in this group': 'cool_app_code 错误，或没有用于这个群',
  'robot_code is empty, or the robot is not in this group': 'robot_code 为空，或机器人不在群里',
  'robot_code is empty': 'robot_code 为空',
  'robot_code is wrong': 'robot_code 错误',
  'no robot has this robot_code here: publish the app, or correct robot_code':
    '这里没有使用这个 robot_code 的机器人：请发布应用，或更正 robot_code',
  'the robot is not in this group, or was removed: add it again':
    '机器人不在群里，或已被移除：请重新添加',
  'the robot is disabled, or its cool app is not in this group':
    '机器人已停用，或群里没有安装它的酷应用',
  'no robot has this robot_code here': '这里没有使用这个 robot_code 的机器人',
  'the cool app is not in this group: add it': '群里没有这个酷应用：请添加',
  'the robot is disabled: enable it in the developer console': '机器人已停用：请在开发者后台启用',
  'the robot is disabled in this group': '机器人在这个群里已停用',
  'the robot is muted in this group: let it speak again': '机器人在这个群里被禁言：请解除禁言',
  'the robot may not write to people: enable it, and its one-to-one chats':
    '机器人不能给个人发消息：请启用机器人及其单聊功能',
  'the robot may not send here': '机器人不能在这里发消息',
  'the group no longer exists: name another one': '群已解散：请换一个群',
  'no group has this id: check the id of the group': '没有使用这个 ID 的群：请检查群 ID',
  'the id of the group is empty': '群 ID 为空',
  "the group belongs to another organisation than the app's": '群与应用不属于同一个组织',
  'the chat has expired: write to the robot again, or name another target':
    '会话已过期：请再给机器人发一条消息，或换一个目标',
  'the chat does not exist: check the id of the group': '会话不存在：请检查群 ID',
  'our address is not on the list of the robot: add it in its security settings':
    '出口 IP 不在机器人的白名单中：请在机器人的安全设置中添加',
  'the robot expects a signature: check its security settings':
    '机器人要求加签：请检查它的安全设置',
  'the text lacks a keyword that the robot asks for': '文字中缺少机器人要求的关键词',
  'DingTalk does not know this message any more': '钉钉已不再保留这条消息',
  'the message to look up is not named': '没有指明要查询的消息',

  // Custom robots
  'the robot or its chat is gone, or the request is wrong: check url and access_token':
    '机器人或群已不存在，或请求有误：请检查 url 和 access_token',
  'no robot has this access_token: it was removed, or belongs to another region':
    '没有使用这个 access_token 的机器人：已被移除，或属于另一个区域',
  'the security settings of the robot refuse it: check secret, addresses and our clock':
    '机器人的安全设置拒绝了请求：请检查 secret、IP 白名单和本机时钟',
  'the group no longer exists': '群已解散',
  'the robot is disabled in its group': '机器人在群里已停用',
  'the robot was removed from its group': '机器人已被移出群',
  'more than 20 messages a minute: DingTalk silences the robot for 10 minutes':
    '一分钟超过 20 条消息：钉钉会让机器人静默 10 分钟',
  'the message is longer than 20,000 bytes': '消息超过 20,000 字节',

  // Work notifications
  'template_id does not exist': 'template_id 不存在',
  'the template is not approved or not enabled: publish it in the developer console':
    '模板未通过审核或未启用：请在开发者后台发布',
  'the app may not write to everybody': '应用无权发给全员',
  'the app may not send messages': '应用无权发送消息',
  'the user is outside what the app may see: widen its visible range':
    '该人员不在应用的可见范围内：请扩大可见范围',
  'the department is outside what the app may see: widen its visible range':
    '该部门不在应用的可见范围内：请扩大可见范围',
  'the same words already reached this user today': '今天已向此人发送过相同的内容',
  'it is told tomorrow.': '明天再发送。',

  // Addresses
  'this address does not know the API: check oapi_url': '这个地址没有该接口：请检查 oapi_url',
  'this address does not know the API: check api_url and oapi_url':
    '这个地址没有该接口：请检查 api_url 和 oapi_url',

  // Limits
  'the robot writes faster than DingTalk allows here': '机器人在这里发送过快，超过钉钉的限制',
  'the organisation has used up its calls of this month: buy more, or wait':
    '组织本月的调用量已用完：请购买额度，或等到下个月',
  'DingTalk as a whole is busy with this API': '钉钉的这个接口整体繁忙',
  'the app calls this API more often a second than DingTalk allows':
    '应用每秒调用这个接口的次数超过钉钉的限制',

  // Words
  'the message is longer than DingTalk takes': '消息超过钉钉允许的长度',
  'DingTalk holds a link in it for unsafe': '钉钉认为其中的链接不安全',
  'only the owner of the group may call everybody': '只有群主可以 @所有人',

  // Where the code says too little
  'too many calls: DingTalk asks to wait': '调用过多：钉钉要求等待',
  'a daily or monthly limit is used up': '每日或每月额度已用完',
  'DingTalk is in trouble': '钉钉出现故障',
  'nobody knows whether it was sent': '无法确认是否已发送',
  'DingTalk refuses this app, robot or chat: check the settings of the target':
    '钉钉拒绝这个应用、机器人或群：请检查目标的配置',
  'DingTalk refuses these words': '钉钉拒绝这些文字',
  'DingTalk refuses these recipients': '钉钉拒绝这些人员',
  'the network failed': '网络故障',
  'no answer in time': '没有及时应答',
  'the template failed': '模板出错',
  'the text lacks a keyword that the robot asks for: set keyword on the target':
    '文字中缺少机器人要求的关键词：请在目标上设置 keyword',
  'DingTalk blocks our address for 5 minutes, or a proxy answers in its place':
    '钉钉封禁我们的地址 5 分钟，或是代理代为应答',
  'the address leads somewhere else: check api_url, oapi_url or url, and the proxy':
    '这个地址指向别处：请检查 api_url、oapi_url 或 url，以及代理',
  'this is not how DingTalk answers: check api_url, oapi_url or url, and the proxy':
    '这不是钉钉的应答：请检查 api_url、oapi_url 或 url，以及代理',
  'DingTalk refuses this robot: check url, access_token and secret':
    '钉钉拒绝这个机器人：请检查 url、access_token 和 secret',

  // Of the bridge itself
  'it may have arrived': '可能已送达',
  'nothing was sent': '没有发送',
  'stopped while waiting for an access token': '在等待访问令牌时停止',
  'the access token was refused, and was fetched anew only just before':
    '访问令牌被拒绝，而它刚刚才重新获取',
  'a fresh access token was refused as well': '新获取的访问令牌也被拒绝',
  'the bridge itself failed': '网桥自身出错',
  'its log says how': '详情见日志',
  'The bridge stopped while this was being sent.': '发送过程中网桥停止。',
  'the others were told.': '其他人已收到。',
}
