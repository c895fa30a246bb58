import type { ViewedNode } from './protocol-view.ts'

/** How many transactions are shown, the latest. */
const most = 10

interface TransactionTableProps {
  readonly nodes: readonly ViewedNode[]
  /** The transactions that a site knows of. */
  readonly namesIn: (state: unknown) => readonly string[]
  /** How a transaction stands at a site: its tone, and in words. */
  readonly standingOf: (state: unknown, transaction: string) => [tone: string, text: string]
}

/** How each transaction stands at each site. */
export function TransactionTable({ nodes, namesIn, standingOf }: TransactionTableProps) {
  const names = new Set(nodes.flatMap(({ state }) => namesIn(state)))
  const shown = [...names].slice(-most)
  if (shown.length === 0) return <p class="empty">No transaction has begun.</p>
  return (
    <table class="grid">
      <thead>
        <tr>
          <th scope="col">Transaction</th>
          {nodes.map(({ id, up }) => (
            <th key={id} scope="col" class={up ? '' : 'down'}>
              {id}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((transaction) => (
          <tr key={transaction}>
            <th scope="row">{transaction}</th>
            {nodes.map(({ id, state }) => {
              const [tone, text] = standingOf(state, transaction)
              return (
                <td key={id} class={tone}>
                  {text}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
