/**
 * What a code means and what to do, for somebody who is woken by it. Where DingTalk's own text
 * misleads, this one says what is usually behind it. Codes without a line get their class's.
 */
export const REMEDIES: Readonly<Record<string, string>> = {
  // Credentials and permissions of the app
  invalidClientIdOrSecret: 'app_key and app_secret do not belong together, or to another region',
  'invalid.client': 'suite_key and suite_secret do not belong together, or to another region',
  'unauthorized.client': 'the app is not authorised for this corp_id: install it there',
  'unsupported.grant.type': 'this API address does not know our way to get a token: check api_url',
  invalidSuiteKey: 'suite_key or suite_secret is wrong',
  invalidSuiteTicket: 'the suite ticket is too old: check what writes suite_ticket_file',
  invalidAuthInfo: 'the organisation corp_id has not installed the app, or removed it',
  InvalidAuthentication: 'the access token was refused',
  unauthorized: 'the app may not do this: check its permissions and the robot code',
  'auth.error': 'the app may not do this: check its permissions',
  'Forbidden.AccessDenied.AccessTokenPermissionDenied':
    'the app lacks a permission: grant it in the developer console',
  'Forbidden.AccessDenied.IpNotInWhiteList':
    'our address is not on the list of the app: add it in the developer console',
  '60011': 'the app lacks a permission: grant it in the developer console',
  '60020': 'our address is not on the list of the app: add it in the developer console',
  '853001': "the signature's time is wrong: check this machine's clock",
  '853002': "the signature's time is wrong: check this machine's clock",
  '853003': 'suite_key is wrong',
  '853004': 'suite_secret is wrong',
  '40080': 'suite_secret is wrong',
  '40083': 'suite_key is wrong',
  '40088': 'the credentials of the app are wrong',
  '40089': 'the credentials of the app are wrong',
  '40090': 'the credentials of the app are wrong',
  '40096': 'app_key and app_secret do not belong together, or to another region',
  '40079': 'the organisation has not authorised the app',
  '41030': 'the organisation has not authorised the app',
  '48002': 'the app may not use this API: check its permissions',
  '48004': 'the organisation has not authorised the app',
  '50003': 'the app is disabled',
  '50005': 'the organisation has disabled the app',
  '70001': 'the organisation has not authorised the app, or is disabled',
  '40013': 'corp_id is wrong',
  '40056': 'agent_id is wrong',
  '41011': 'agent_id is missing',
  '52019': 'agent_id is wrong',
  '70003': 'agent_id is wrong',
  '70004': 'corp_id is wrong',
  '400002': 'agent_id is wrong',
  '90017': 'too many organisations are served from this address: use another one',

  // The robot and the chat
  'invalidParameter.robotCode.auth': 'robot_code belongs to another app than app_key',
  'invalidParameter.robotCode.coolApp': 'cool_app_code is wrong, or not used in this group',
  'invalidParameter.robotCode.empty': 'robot_code is empty, or the robot is not in this group',
  'invalidParameter.robotCode.missing': 'robot_code is empty',
  'invalidParameter.robotCode.invalid': 'robot_code is wrong',
  'invalidParameter.robotCode.notExsit':
    'no robot has this robot_code here: publish the app, or correct robot_code',
  'resource.not.found': 'the robot is not in this group, or was removed: add it again',
  'resource.unavailable': 'the robot is disabled, or its cool app is not in this group',
  'chatbot.notFound': 'no robot has this robot_code here',
  chatbotNotFound: 'no robot has this robot_code here',
  chatbotNotInstall: 'the robot is not in this group, or was removed: add it again',
  'chat.coolApp.notInstalled': 'the cool app is not in this group: add it',
  coolAppNotInstalled: 'the cool app is not in this group: add it',
  'template.not.existed': 'no robot has this robot_code here',
  'template.stopped': 'the robot is disabled: enable it in the developer console',
  'bot.stopped': 'the robot is disabled in this group',
  'bot.forbidden.sendMessage': 'the robot is muted in this group: let it speak again',
  'chatbotId.notAllow.sendOTO':
    'the robot may not write to people: enable it, and its one-to-one chats',
  'send.forbidden': 'the robot may not send here',
  'group.disbanded': 'the group no longer exists: name another one',
  'invalid.openConversationId': 'no group has this id: check the id of the group',
  conversationNotExist: 'no group has this id: check the id of the group',
  'miss.openConversationId': 'the id of the group is empty',
  'conversation.org.notMatch': "the group belongs to another organisation than the app's",
  'session.expired': 'the chat has expired: write to the robot again, or name another target',
  'session.notExisted': 'the chat does not exist: check the id of the group',
  'ip.not.match': 'our address is not on the list of the robot: add it in its security settings',
  'sign.not.match': 'the robot expects a signature: check its security settings',
  'keywords.not.match': 'the text lacks a keyword that the robot asks for',
  'invalid.processQueryKey': 'DingTalk does not know this message any more',
  'invalidParameter.processQueryKey.missing': 'the message to look up is not named',

  // Custom robots
  '300001': 'the robot or its chat is gone, or the request is wrong: check url and access_token',
  '300005': 'no robot has this access_token: it was removed, or belongs to another region',
  '310000': 'the security settings of the robot refuse it: check secret, addresses and our clock',
  '400013': 'the group no longer exists',
  '400101': 'no robot has this access_token: it was removed, or belongs to another region',
  '400102': 'the robot is disabled in its group',
  '400106': 'the robot was removed from its group',
  '130101': 'more than 20 messages a minute: DingTalk silences the robot for 10 minutes',
  '410100': 'more than 20 messages a minute: DingTalk silences the robot for 10 minutes',
  '660026': 'more than 20 messages a minute: DingTalk silences the robot for 10 minutes',
  '460101': 'the message is longer than 20,000 bytes',

  // Work notifications
  '885001': 'template_id does not exist',
  '885006': 'the template is not approved or not enabled: publish it in the developer console',
  '41028': 'the app may not write to everybody',
  '41044': 'the app may not send messages',
  '50002': 'the user is outside what the app may see: widen its visible range',
  '50004': 'the department is outside what the app may see: widen its visible range',
  '143106': 'the same words already reached this user today',
  '143206': 'the same words already reached this user today',

  // Addresses
  '22': 'this address does not know the API: check oapi_url',
  '404': 'this address does not know the API: check api_url and oapi_url',

  // Limits
  'send.too.fast': 'the robot writes faster than DingTalk allows here',
  '90020': 'the organisation has used up its calls of this month: buy more, or wait',
  'Forbidden.AccessDenied.ApiCountLimitForOrg':
    'the organisation has used up its calls of this month: buy more, or wait',
  '90002': 'DingTalk as a whole is busy with this API',
  '90018': 'the app calls this API more often a second than DingTalk allows',

  // Words
  'invalidParameter.msgParam.tooLong': 'the message is longer than DingTalk takes',
  'contain.unsafe.url': 'DingTalk holds a link in it for unsafe',
  'only.groupAdmin.canAtAll': 'only the owner of the group may call everybody',
}
