const GO = /^(?:range|end|define|template|block|if|with|else)$|^[-.$|]/

/**
 * What to write instead where somebody wrote a Go template, as Alertmanager and the bridges before
 * this one have them; empty for any other slip. Made to stand at the end of a sentence.
 */
export const goHint = (written: string): string =>
  GO.test(written)
    ? ' In place of Go’s {{ .Labels.x }} write {{labels.x}}, and {{#each alerts}}…{{/each}} in place of {{ range .Alerts }}…{{ end }}.'
    : ''
