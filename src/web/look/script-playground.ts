/** The playground's part of the script: the message follows what is typed. */
export const playgroundScript = `
const playground = $('playground')
if (playground) play(playground)

function play(form) {
  const text = $('p-text')
  const preview = $('preview')
  const gutter = $('gutter')
  const copy = $('copy')
  let asked = 0
  let timer = 0
  document.body.classList.add('scripted')
  if (navigator.clipboard) copy.hidden = false

  const ask = async (what) => {
    const mine = ++asked
    preview.setAttribute('aria-busy', 'true')
    const body = new URLSearchParams(new FormData(form))
    body.set('do', what)
    try {
      const headers = { accept: 'text/html' }
      const answer = await fetch(form.action, { method: 'POST', body, headers })
      const fresh = parse(await answer.text())
      if (mine !== asked) return
      const other = fresh.getElementById('preview')
      if (!other) return location.reload()
      if (what !== 'preview') for (const id of ['p-text', 'p-payload', 'p-source']) $(id).value = fresh.getElementById(id).value
      preview.innerHTML = other.innerHTML
      preview.removeAttribute('aria-busy')
      number()
    } catch {
      timer = setTimeout(() => ask(what), 2000)
    }
  }
  const soon = () => {
    /* What stands there is not about what was just typed. */
    preview.setAttribute('aria-busy', 'true')
    clearTimeout(timer)
    timer = setTimeout(() => ask('preview'), 250)
  }
  function number() {
    const wrong = new Set([...preview.querySelectorAll('[data-line]')].map((each) => each.dataset.line))
    const count = text.value.split('\\n').length
    gutter.innerHTML = Array.from({ length: count }, (_, i) =>
      wrong.has(String(i + 1)) ? '<b>' + (i + 1) + '</b>' : i + 1).join('\\n')
    gutter.scrollTop = text.scrollTop
  }

  form.addEventListener('input', (event) => {
    if (event.target === text) number()
    if (event.target.matches('textarea')) soon()
  })
  form.addEventListener('change', (event) => {
    const take = event.target.dataset.take
    if (take) ask(take)
    else if (event.target.matches('#p-source, #p-receiver')) ask('preview')
  })
  text.addEventListener('scroll', () => { gutter.scrollTop = text.scrollTop })
  preview.addEventListener('click', (event) => {
    const place = event.target.closest('[data-line]')
    if (!place) return
    event.preventDefault()
    const lines = text.value.split('\\n')
    const at = lines.slice(0, place.dataset.line - 1).join('\\n').length
    const start = at + (place.dataset.line > 1 ? 1 : 0) + Number(place.dataset.column) - 1
    text.focus()
    text.setSelectionRange(start, start)
    text.scrollTop = Math.max(0, (place.dataset.line - 4) * parseFloat(getComputedStyle(text).lineHeight))
  })
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text.value)
    const word = copy.textContent
    copy.textContent = copy.dataset.done
    setTimeout(() => { copy.textContent = word }, 1500)
  })
  number()
}
`
