/** The distributed transaction log (DT log) of a site. */
export interface DtLog<LogRecord> {
  /** What is on stable storage. */
  log: LogRecord[]
  /** What was written but not forced; it reaches stable storage with the next forced record, and a crash takes it. */
  tail: LogRecord[]
}

/** Writes a record and has it, and all before it, on stable storage before anything is sent (Mohan et al. 1986, §2). */
export function force<LogRecord>(site: DtLog<LogRecord>, record: LogRecord): void {
  site.log.push(...site.tail, record)
  site.tail = []
}

/** Writes a record that may be lost. */
export function write<LogRecord>(site: DtLog<LogRecord>, record: LogRecord): void {
  site.tail.push(record)
}
