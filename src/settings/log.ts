import { oneOf, section } from '../domain/forms.ts'

export const logSettings = {
  log: section({
    level: oneOf('debug', 'info', 'warn', 'error')
      .describe('The least that is written')
      .prefault('info'),
    format: oneOf('json', 'pretty')
      .describe('json for machines, pretty for people')
      .prefault('json'),
  })
    .describe('What is written to standard output')
    .prefault({}),
}
