import { useEffect, useRef } from 'preact/hooks'
import { keyBindings } from './keys.ts'
import { useStudio } from './studio-context.ts'

/** What the marks of the diagram stand for. */
const signs: readonly (readonly [sign: string, meaning: string])[] = [
  ['●', 'a message is delivered'],
  ['◇', 'a timer runs out'],
  ['○', 'a node starts'],
  ['✕', 'a node crashes; where a line ends, a message is lost'],
  ['□', 'a write is on disk'],
  ['⚑', 'a node notes something'],
  ['▾', 'a fault strikes'],
  ['◷', 'a clock is set forward or back'],
  ['▨', 'a node is down'],
  ['▥', 'a node is paused'],
  ['⊗', 'a property is violated'],
]

/** The list of keys, and of what is drawn. */
export function Help() {
  const studio = useStudio()
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = studio.helpIsOpen.value
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog
      ref={dialog}
      aria-label="Keys"
      onClose={() => {
        studio.helpIsOpen.value = false
      }}
    >
      <h2>Keys</h2>
      <dl>
        {keyBindings.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <h2>Signs</h2>
      <dl class="signs">
        {signs.map(([sign, meaning]) => (
          <div key={sign}>
            <dt>{sign}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
