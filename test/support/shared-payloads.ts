import { existsSync, readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../../../shared/payloads/', import.meta.url)
export const ABSENT = 'the folder shared/payloads does not stand beside this repository'
export const arePayloadsHere = existsSync(FOLDER)

export interface PayloadFile {
  readonly file: string
  readonly bytes: Uint8Array
}

/** Bodies of real senders, which may be read here and not copied: none where they are absent. */
export function sharedPayloads(folder: string): readonly PayloadFile[] {
  if (!arePayloadsHere) return []
  const names = readdirSync(new URL(`${folder}/`, FOLDER)).filter(
    (name) => name.endsWith('.json') && !name.endsWith('.headers.json'),
  )
  return names.map((name) => ({ file: `${folder}/${name}`, bytes: payload(`${folder}/${name}`) }))
}

export const payload = (file: string): Uint8Array => readFileSync(new URL(file, FOLDER))
