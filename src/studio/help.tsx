import { useEffect, useRef } from 'preact/hooks'
import { keyBindings } from './keys.ts'
import { useStudio } from './studio-context.ts'

/** The list of keys. */
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
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
