import { UsageError } from '../../kernel/errors.ts'
import { hashText } from '../../kernel/text-hash.ts'
import { base64url } from './base64url.ts'
import { type FailureRecord, failureFormat, parseFailure } from './failure-record.ts'
import { coarser, type Trail } from './trail.ts'

const prefix = 'lc1_'

/** Whether a text is meant as a token. */
export function isToken(text: string): boolean {
  return text.startsWith(prefix)
}

/** So many hashes of its trail go with a token. */
const trailHashes = 32

/** A failure as one word of letters, digits, - and _, with a check sum, to be sent in a message. */
export function tokenOf({ engine, scenario, property, plan, hash, trail }: FailureRecord): string {
  const way = trail === undefined ? [] : wayOf(coarser(trail, trailHashes))
  const fields = [engine, scenario, property, hash, plan, ...way]
  const body = encode(JSON.stringify(fields))
  return `${prefix}${body}${checkSum(body)}`
}

function wayOf({ events, every, hashes }: Trail): unknown[] {
  return [events, every, hashes]
}

/** The failure that a token carries. @throws UsageError when it is cut off, mistyped or of another version. */
export function parseToken(token: string): FailureRecord {
  const body = token.slice(prefix.length, -6)
  if (!isToken(token) || checkSum(body) !== token.slice(-6))
    throw new UsageError(
      `Expected a whole token (${prefix}…), but the check sum of ${short(token)} does not fit; was it cut off when it was copied?`,
    )
  const [engine, scenario, property, hash, plan, ...trail] = JSON.parse(decode(body)) as unknown[]
  const [events, every, hashes] = trail
  const record = {
    format: failureFormat,
    engine,
    scenario,
    property,
    hash,
    plan,
    ...(trail.length > 0 && { trail: { events, every, hashes } }),
  }
  return parseFailure(JSON.stringify(record), 'the token')
}

function checkSum(body: string): string {
  let hash = hashText(body) >>> 0
  let text = ''
  for (let digit = 0; digit < 6; digit++) {
    text += base64url[hash & 63]
    hash >>>= 6
  }
  return text
}

/** Base 64 for URLs (RFC 4648, §5, without padding) of the UTF-8 text. */
function encode(text: string): string {
  const bytes = utf8(text)
  let encoded = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const digits = Math.min(4, bytes.length - at + 1)
    for (let digit = 0; digit < digits; digit++) encoded += base64url[(three >> (18 - 6 * digit)) & 63]
  }
  return encoded
}

function decode(encoded: string): string {
  const bytes: number[] = []
  for (let at = 0; at < encoded.length; at += 4) {
    let four = 0
    for (let digit = 0; digit < 4; digit++)
      four = (four << 6) | Math.max(0, base64url.indexOf(encoded[at + digit] ?? 'A'))
    const count = Math.min(3, Math.floor(((encoded.length - at) * 3) / 4))
    for (let byte = 0; byte < count; byte++) bytes.push((four >> (16 - 8 * byte)) & 255)
  }
  return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
}

function utf8(text: string): number[] {
  const bytes: number[] = []
  const escaped = encodeURIComponent(text)
  for (let at = 0; at < escaped.length; at++) {
    if (escaped[at] !== '%') bytes.push(escaped.charCodeAt(at))
    else {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16))
      at += 2
    }
  }
  return bytes
}

function short(text: string): string {
  return text.length > 24 ? `${text.slice(0, 20)}…` : `'${text}'`
}
