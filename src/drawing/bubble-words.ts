/** What the drawing of a message itself says, beside the message. */
export interface BubbleWords {
  readonly everybody: string
  readonly file: string
  readonly workNotification: string
  readonly template: string
  readonly to: string
}

export const bubbleWords = (lang: string): BubbleWords => (lang === 'zh-CN' ? ZH : EN)

const EN: BubbleWords = {
  everybody: 'everybody',
  file: '[File]',
  workNotification: 'Work notification',
  template: 'Template',
  to: 'To',
}

const ZH: BubbleWords = {
  everybody: '所有人',
  file: '[文件]',
  workNotification: '工作通知',
  template: '模板',
  to: '发给',
}
