import { useEffect, useRef } from 'preact/hooks'

/** What stands at one place of a log. */
export interface LogBox {
  readonly text: string
  /** Boxes of one epoch have one colour. */
  readonly epoch: string
  /** Committed, or chosen. */
  readonly isSettled: boolean
  readonly title: string
}

export interface LogRow {
  readonly id: string
  readonly up: boolean
  readonly note: string
  /** The index of the first box. */
  readonly first: number
  readonly boxes: readonly (LogBox | null)[]
}

/** How many boxes fit. */
const most = 24

/** Logs one below the other, so that equal indexes stand in one column. */
export function LogBoxes({ rows, explanation }: { rows: readonly LogRow[]; explanation: string }) {
  const last = Math.max(0, ...rows.map(({ first, boxes }) => first + boxes.length - 1))
  const start = Math.max(1, last - most + 1, Math.min(...rows.map(({ first }) => first)))
  const indexes = Array.from({ length: Math.max(0, last - start + 1) }, (_, place) => start + place)
  const scroller = useRef<HTMLDivElement>(null)
  // The end of a log is where things happen.
  useEffect(() => {
    scroller.current!.scrollLeft = scroller.current!.scrollWidth
  }, [last, start])
  return (
    <figure class="log-boxes">
      <div ref={scroller} class="log-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{start > 1 ? `from ${start}` : ''}</th>
              {indexes.map((index) => (
                <th key={index} scope="col">
                  {index % 5 === 0 || index === start ? index : ''}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, up, note, first, boxes }) => (
              <tr key={id} class={up ? '' : 'down'}>
                <th scope="row" title={note}>
                  <b>{id}</b>
                  <small>{note}</small>
                </th>
                {indexes.map((index) => {
                  const box = boxes[index - first]
                  if (index < first) return <td key={index} class="compacted" title="in the snapshot" />
                  return <td key={index}>{box && <Box {...box} />}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption>{explanation}</figcaption>
    </figure>
  )
}

function Box({ text, epoch, isSettled, title }: LogBox) {
  const number = Number.parseInt(epoch, 10)
  const colour = `var(--epoch-${((Number.isNaN(number) ? 0 : number) % 6) + 1})`
  return (
    <span class={`box ${isSettled ? 'settled' : ''}`} style={{ '--colour': colour }} title={title}>
      {text}
    </span>
  )
}
