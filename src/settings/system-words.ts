/** What the machine refused, in words; its own sentence where there are none. */
export function systemWords(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  return (code && WORDS[code]) || error.message
}

/** Why a bridge or a sandbox cannot start, and what to do about it; `listen` is where its address is said. */
export function startWords(error: Error, listen: string): string {
  const { code, syscall, path, address, port } = error as SystemError
  const words = code === undefined ? undefined : WORDS[code]
  if (words === undefined) return error.message
  if (syscall === 'listen')
    return `it cannot listen on ${address ?? ''}${port === undefined ? '' : `:${port}`}: ${words}. Stop what has it, or choose another address in ${listen}.`
  if (path !== undefined)
    return `${path}: ${words}. Give its user the right to write there, or name another place in store.url.`
  return error.message
}

type SystemError = NodeJS.ErrnoException & { readonly address?: string; readonly port?: number }

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this is not permitted',
  EADDRINUSE: 'another program has this address',
  EADDRNOTAVAIL: 'this machine does not have this address',
  EISDIR: 'this is a folder',
  ENOENT: 'there is no such file',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'this is not permitted',
  EROFS: 'the disk is read-only',
}
