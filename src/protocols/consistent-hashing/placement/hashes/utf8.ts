/** The bytes of the text encoded last; only the first `length` that `encodeUtf8` returned are meaningful. */
export let utf8Bytes = new Uint8Array(256)

const REPLACEMENT_CHARACTER = 0xfffd

/**
 * Encodes `text` as UTF-8 into `utf8Bytes`, which the next call overwrites, and returns the number of bytes.
 * A lone surrogate becomes U+FFFD, as in the Encoding Standard.
 */
export function encodeUtf8(text: string): number {
  // A UTF-16 unit never takes more than three bytes.
  if (utf8Bytes.length < text.length * 3) utf8Bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index)
    if (code < 0x80) {
      utf8Bytes[length++] = code
      continue
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const point = text.codePointAt(index)!
      if (point > 0xffff) index++
      code = point > 0xffff ? point : REPLACEMENT_CHARACTER
    }
    if (code < 0x800) {
      utf8Bytes[length++] = 0xc0 | (code >>> 6)
    } else {
      if (code < 0x10000) {
        utf8Bytes[length++] = 0xe0 | (code >>> 12)
      } else {
        utf8Bytes[length++] = 0xf0 | (code >>> 18)
        utf8Bytes[length++] = 0x80 | ((code >>> 12) & 0x3f)
      }
      utf8Bytes[length++] = 0x80 | ((code >>> 6) & 0x3f)
    }
    utf8Bytes[length++] = 0x80 | (code & 0x3f)
  }
  return length
}
