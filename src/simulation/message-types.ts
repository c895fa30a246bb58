import { hashText } from '../kernel/text-hash.ts'

/** One type of message: its running counts, and the hash of its name. */
export class MessageType {
  sent = 0
  delivered = 0
  dropped = 0
  duplicated = 0
  readonly name: string
  readonly hash: number
  /** Counts the run's types from 0. */
  readonly number: number

  constructor(name: string, number: number) {
    this.name = name
    this.hash = hashText(name)
    this.number = number
  }
}

/** The types of message of a run, in the order in which they first occur. */
export class MessageTypes {
  readonly all: MessageType[] = []
  private readonly byName = new Map<string, MessageType>()

  find(name: unknown): MessageType | undefined {
    return this.byName.get(name as string)
  }

  add(name: string): MessageType {
    const type = new MessageType(name, this.all.length)
    this.byName.set(name, type)
    this.all.push(type)
    return type
  }
}
