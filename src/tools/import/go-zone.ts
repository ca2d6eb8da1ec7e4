import { openZone } from '../../domain/zone.ts'

/**
 * The zones in which templates say when something was: by name, or as China's hours added by hand.
 * Ours say a time in the zone of the settings.
 */
export function zonesIn(templates: readonly string[]): readonly string[] {
  const named = templates.flatMap((text) =>
    [...text.matchAll(/dateInZone\b[^}]*?"([A-Z][\w+-]*(?:\/[\w+-]+)*)"\s*(?:\||\)|-?\}\})/g)].map(
      ([, zone = '']) => zone,
    ),
  )
  const added = templates.some((text) => /\.Add\s+(?:28800e9|288e11|28800000000000)\b/.test(text))
  return [...new Set([...named, ...(added ? ['Asia/Shanghai'] : [])])].filter(
    (zone) => openZone(zone) !== null,
  )
}
