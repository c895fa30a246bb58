const bits = new DataView(new ArrayBuffer(8))

/** ln 2 in two parts; the first has 33 significant bits, so that its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/**
 * The natural logarithm by `+ - * /` alone, so that it has the same bits in every engine (`Math.log` does not).
 *
 * With x = m·2^e and m in (√½, √2], ln x = e·ln 2 + 2·artanh((m − 1)/(m + 1)). The relative error is below
 * 1e-15. Zero gives −∞, a negative number NaN.
 */
export function ln(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) {
    if (x === 0) return Number.NEGATIVE_INFINITY
    return x > 0 ? x : Number.NaN
  }

  let exponent = -1023
  if (x < 2.2250738585072014e-308) {
    // A subnormal number keeps its exponent in its mantissa: scale it by 2^54 first.
    x *= 18014398509481984
    exponent -= 54
  }
  bits.setFloat64(0, x)
  const upper = bits.getInt32(0)
  exponent += upper >>> 20
  bits.setInt32(0, (upper & 0x000fffff) | 0x3ff00000)
  let m = bits.getFloat64(0)
  if (m > 1.4142135623730951) {
    m /= 2
    exponent += 1
  }

  const s = (m - 1) / (m + 1)
  const z = s * s
  // |s| < 0.1716, so the first term left out, z^11/23, is below 2^-60.
  let tail = z * (1 / 19 + z * (1 / 21))
  tail = z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + tail)))
  tail = z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + tail)))
  tail = z * (1 / 3 + z * (1 / 5 + tail))
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * tail + 2 * s)
}
