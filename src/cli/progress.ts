/** A line on a terminal that is written anew now and then; nothing where there is no terminal. */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream
  private writtenAt = 0
  private shown = false

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream
  }

  /** At most ten times a second. */
  show(text: () => string): void {
    const now = Date.now()
    if (!this.stream.isTTY || now - this.writtenAt < 100) return
    this.writtenAt = now
    this.shown = true
    const line = text()
    const width = this.stream.columns || 80
    this.stream.write(`\r\x1b[2K${line.length < width ? line : `${line.slice(0, width - 2)}…`}`)
  }

  clear(): void {
    if (this.shown) this.stream.write('\r\x1b[2K')
    this.shown = false
  }
}
