/** One row of the generated docs. */
export interface HelperDoc {
  readonly about: string
  readonly example: string
  /** What the example prints: a firing HighCPU on host-1 since 2026-11-22 06:02 UTC, eight minutes ago. */
  readonly prints: string
}

export const HELPER_DOCS: Readonly<Record<string, HelperDoc>> = {
  t: {
    about: 'A word of the built-in ones in the target’s language; any other text stays as it is.',
    example: '{{t status}}',
    prints: 'firing',
  },
  date: {
    about: 'A moment in the target’s time zone; in the pattern YYYY MM DD HH mm ss are replaced.',
    example: '{{date alert.startsAt "DD.MM.YYYY HH:mm"}}',
    prints: '22.11.2026 06:02',
  },
  time: {
    about: 'A moment, as short as it is clear today.',
    example: '{{time alert.startsAt}}',
    prints: '06:02',
  },
  duration: {
    about: 'The time from one moment to another, or until now.',
    example: '{{duration alert.startsAt}}',
    prints: '8 min',
  },
  list: {
    about: 'Values side by side, without those that are empty.',
    example: '{{list alert.labels.instance alert.labels.nothing "eu"}}',
    prints: 'host-1, eu',
  },
  brief: {
    about:
      'Pieces joined by " · " in at most so many characters as a person counts them; what stands last gives way first. A list is one piece, which gives way from its end. The second may take a fifth more rather than be cut.',
    example: '{{brief 12 name "a long explanation"}}',
    prints: 'HighCPU · a…',
  },
  link: {
    about: 'A link, or the text alone where the address may not be one.',
    example: '{{link "Graph" "javascript:x"}}',
    prints: 'Graph (javascript:x)',
  },
  linkList: {
    about: 'Links side by side, text and address in turn; one without an address is left out.',
    example: '{{linkList "A" "" "B" "dingtalk://x"}}',
    prints: '[B](dingtalk://x)',
  },
  url: {
    about: 'A value made ready to stand inside an address.',
    example: 'https://x.example/?q={{url "a b"}}',
    prints: 'https://x.example/?q=a%20b',
  },
  md: {
    about: 'A text whose own Markdown shall act, such as a description that people wrote so.',
    example: '{{md "**bold**"}}',
    prints: '**bold**',
  },
  without: {
    about: 'Names by the alphabet, alertname first, less some: by name, or those of another set.',
    example: '{{#each (without alert.labels "severity")}}{{@key}}.{{/each}}',
    prints: 'alertname.cluster.instance.',
  },
  values: {
    about: 'The values of names, in the same order.',
    example: '{{join (values (without alert.labels "severity")) " "}}',
    prints: 'HighCPU prod host-1',
  },
  plain: {
    about: 'A text without its Markdown.',
    example: '{{plain "**bold** [x](https://x.example)"}}',
    prints: 'bold x',
  },
  default: {
    about: 'The first of the values that is not empty.',
    example: '{{default alert.labels.nothing "none"}}',
    prints: 'none',
  },
  eq: {
    about: 'Whether two values read the same.',
    example: '{{eq status "firing"}}',
    prints: 'true',
  },
  ne: { about: 'Whether they do not.', example: '{{ne status "firing"}}', prints: 'false' },
  lt: { about: 'Whether a number is smaller.', example: '{{lt count 2}}', prints: 'true' },
  gt: { about: 'Whether a number is greater.', example: '{{gt count 2}}', prints: 'false' },
  and: { about: 'Whether none is empty.', example: '{{and name status}}', prints: 'true' },
  or: { about: 'Whether one is not empty.', example: '{{or name ""}}', prints: 'true' },
  not: { about: 'Whether it is empty.', example: '{{not name}}', prints: 'false' },
  upper: { about: 'In capitals.', example: '{{upper name}}', prints: 'HIGHCPU' },
  lower: { about: 'In small letters.', example: '{{lower name}}', prints: 'highcpu' },
  concat: {
    about: 'Values without anything between.',
    example: '{{concat name "!"}}',
    prints: 'HighCPU!',
  },
  trim: { about: 'Without spaces around it.', example: '{{trim " a "}}', prints: 'a' },
  contains: {
    about: 'Whether a text or a list holds something.',
    example: '{{contains name "CPU"}}',
    prints: 'true',
  },
  startsWith: {
    about: 'Whether a text begins so.',
    example: '{{startsWith name "High"}}',
    prints: 'true',
  },
  replace: {
    about: 'Every occurrence replaced, letter by letter.',
    example: '{{replace name "High" "Low"}}',
    prints: 'LowCPU',
  },
  join: {
    about: 'A list as one text.',
    example: '{{join alert.where "/"}}',
    prints: 'host-1/prod',
  },
  len: { about: 'How many characters or items.', example: '{{len name}}', prints: '7' },
  truncate: {
    about: 'The first characters as people count them.',
    example: '{{truncate name 5}}',
    prints: 'High…',
  },
  lookup: {
    about: 'A value by a name that is itself a value, or that has unusual characters.',
    example: '{{lookup alert.labels "cluster"}}',
    prints: 'prod',
  },
  choose: {
    about: 'For a value the one that stands after it; an odd one at the end is for all others.',
    example: '{{choose status "firing" "broken" "resolved" "well" "unknown"}}',
    prints: 'broken',
  },
  match: {
    about:
      'What a regular expression (RE2) finds: its group in brackets, or all of it. It looks at the first 65,536 characters.',
    example: '{{match "DOWN -> UP" "-> (.+)"}}',
    prints: 'UP',
  },
  split: {
    about: 'A text as a list, parted at a comma or at what is named.',
    example: '{{last (split "a/b/c" "/")}}',
    prints: 'c',
  },
  first: { about: 'The first of a list.', example: '{{first (split "a,b")}}', prints: 'a' },
  last: { about: 'The last of a list.', example: '{{last (split "a,b")}}', prints: 'b' },
  where: {
    about: 'Those of a list whose field reads one of the values.',
    example: '{{len (where alerts "status" "firing")}}',
    prints: '1',
  },
  pluck: {
    about: 'One field of each item of a list.',
    example: '{{join (pluck alerts "status") "+"}}',
    prints: 'firing',
  },
  slice: {
    about:
      'The characters of a text, or the items of a list, from one place up to another, counted from 0.',
    example: '{{slice "0123456789abcdef" 0 7}}',
    prints: '0123456',
  },
  firstLine: {
    about: 'A text up to its first line break, such as the subject of a commit.',
    example: '{{firstLine name}}',
    prints: 'HighCPU',
  },
  plus: { about: 'The sum of numbers.', example: '{{plus count 2}}', prints: '3' },
  json: {
    about: 'The value that a text holds as JSON; nothing where it holds none.',
    example: '{{lookup (json "[1,2]") 1}}',
    prints: '2',
  },
  base64: {
    about: 'The text that a text in Base64 stands for.',
    example: '{{base64 "ZGItMQ=="}}',
    prints: 'db-1',
  },
  decodeUri: {
    about:
      'A text out of an address with %20 and the like read; what is no such text stays as it is.',
    example: '{{decodeUri "feature%2Fpay"}}',
    prints: 'feature/pay',
  },
  loose: {
    about:
      'Values by their names in small letters without separators, where people make names up: `event_name`, `EventName`.',
    example: '{{lookup (loose alert.labels) "alertname"}}',
    prints: 'HighCPU',
  },
  pairs: {
    about:
      'Names and values, however a sender writes them: object, list of pairs, or `a:1,b:2` as text.',
    example: '{{lookup (pairs "env:prod,team:db") "team"}}',
    prints: 'db',
  },
}
