/** Which API was asked: it decides in whose words the codes are, and what a refusal closes. */
export type Asked =
  | 'api' // api.dingtalk.*, with the app's token
  | 'oapi' // oapi.dingtalk.*, with the app's token
  | 'robot' // a custom robot, with its own
  | 'token' // the token endpoint itself
