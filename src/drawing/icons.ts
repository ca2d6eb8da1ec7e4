const svg = (inner: string): string =>
  `<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inner}</svg>`

const BELL =
  '<path d="M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15L6 16Z"/><path d="M10 21a2.2 2.2 0 0 0 4 0"/>'

/** Drawn here: a sandbox has nobody else's pictures. */
export const icons = {
  bell: svg(BELL),
  robot: svg(
    '<rect x="4.5" y="8" width="15" height="11" rx="3.5"/><path d="M12 8V4.5M9.5 4.5h5"/><path d="M9.2 12.6v1.6M14.8 12.6v1.6"/>',
  ),
  group: svg(
    '<circle cx="9" cy="9" r="3.2"/><path d="M3 19c.5-3.5 3-5 6-5s5.5 1.5 6 5"/><path d="M15.5 6.2a3 3 0 0 1 0 5.6M17.5 14.5c2 .6 3.2 2.2 3.5 4.5"/>',
  ),
  image: svg(
    '<rect x="3.5" y="5" width="17" height="14" rx="2.5"/><circle cx="9" cy="10" r="1.6"/><path d="m4 17 5-4 3.5 2.8L16 12l4.5 4.5"/>',
  ),
  link: svg(
    '<path d="M10 14a4 4 0 0 0 5.7 0l2.6-2.6a4 4 0 0 0-5.7-5.7L11.5 6.8"/><path d="M14 10a4 4 0 0 0-5.7 0l-2.6 2.6a4 4 0 0 0 5.7 5.7l1.1-1.1"/>',
  ),
  file: svg('<path d="M6.5 3.5h7l4 4v13h-11z"/><path d="M13.5 3.5v4h4"/>'),
  back: svg('<path d="m14.5 5-7 7 7 7"/>'),
} as const

/** The page's own mark: a bell in a speech bubble. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#1673ff" d="M6 2h20a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4H14l-7 5v-5H6a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4Z"/><g transform="translate(5.5 3) scale(.875)" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${BELL}</g></svg>`
