--- Chapter elementary: exp, log, tanh and their relatives, the same bits everywhere
-- (conformance/spec/elementary.md).
--
-- math.exp and math.log are those of the C library, whose last bits differ from system to system.
-- So these functions use + - * / alone, and powers of two from their bits. A fraction such as
-- 1 / 3628800 is a division of two whole numbers, which Lua makes in binary64.

local checks = require("checks")

local elementary = {}

local LOG2_E <const> = 1.4426950408889634
local LN2_HIGH <const> = 0.6931471803691238
local LN2_LOW <const> = 1.9082149292705877e-10
local SQRT_HALF <const> = 0.7071067811865476
local ROUNDER <const> = 6755399441055744.0 -- 1.5 * 2^52: numbers of this size are whole
local TWO_BY_ROOT_PI <const> = 1.1283791670955126
local ERFC_FIT <const> = {
  1.2801900862962662e-06,
  2.023603179641757e-06,
  -8.008021319412685e-06,
  -1.284889451252353e-05,
  6.406182073530546e-05,
  4.525472635483354e-05,
  -0.0005970623517093284,
  0.0007077464443901538,
  0.004269136347508256,
  -0.024392499318273194,
  0.07166583719774874,
  -0.15011593650078744,
  0.24560380171233195,
  -0.32623356004303716,
  0.17900115118138996,
}

-- T(17) to T(1), where T(n) = 1/(n! * (2n + 1)). The products are whole numbers of 64 bits; the
-- largest, 17! * 35, is above 2^53, but a multiple of 2^15, so that binary64 holds it exactly.
local ERF_TERMS <const> = {}
do
  local factorial = 1
  for n = 1, 17 do
    factorial = factorial * n
    table.insert(ERF_TERMS, 1, 1 / (factorial * (2 * n + 1)))
  end
end

--- Return the whole number nearest to x, ties to even, for |x| < 2^51 (ELEM-1).
function elementary.round_to_integer(x)
  return (x + ROUNDER) - ROUNDER
end

--- Return 2^k for -1022 <= k <= 1023, from its bits (ELEM-2).
--
-- k may be a float with a whole value. 2.0 ^ k would call the C library's pow.
function elementary.power_of_two(k)
  local exponent = math.tointeger(k) + 1023
  return (string.unpack("<d", string.pack("<i8", exponent << 52)))
end

--- Return m and k with x = m * 2^k and sqrt(1/2) <= m < sqrt(2), for finite x > 0 (ELEM-3).
function elementary.mantissa_and_exponent(x)
  local k = 0
  if x < 2.0 ^ -1022 then -- subnormal: its leading bit is not implied
    x, k = x * 2.0 ^ 54, -54 -- exact
  end
  local bits = string.unpack("<i8", string.pack("<d", x))
  k = k + (bits >> 52) - 1022
  local half_to_one = (bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000
  local m = string.unpack("<d", string.pack("<i8", half_to_one)) -- 1/2 <= m < 1
  if m < SQRT_HALF then
    return 2.0 * m, k - 1
  end
  return m, k
end

--- Return k, r and tail with e^x = 2^k * (1 + r + tail), for |x| <= 1000 (ELEM-4).
function elementary.exponent_and_rest(x)
  local k = elementary.round_to_integer(x * LOG2_E)
  local high = x - k * LN2_HIGH -- exact
  local low = k * LN2_LOW
  local r = high - low
  local lost = (high - r) - low -- the rounding error of r

  local s = r * r
  local even = 1 / 3628800 + s * (1 / 479001600)
  even = 1 / 24 + s * (1 / 720 + s * (1 / 40320 + s * even))
  even = 1 / 2 + s * even
  local odd = 1 / 39916800 + s * (1 / 6227020800)
  odd = 1 / 120 + s * (1 / 5040 + s * (1 / 362880 + s * odd))
  odd = 1 / 6 + s * odd
  return k, r, s * (even + r * odd) + lost
end

--- Return y * 2^k, in two steps, because 2^k itself may be out of range (ELEM-4).
function elementary.scaled(y, k)
  local half = elementary.round_to_integer(0.5 * k)
  return y * elementary.power_of_two(half) * elementary.power_of_two(k - half)
end

--- Return e^x (ELEM-4).
function elementary.exp(x)
  if x ~= x then
    return x
  end
  local k, r, tail = elementary.exponent_and_rest(math.min(math.max(x, -1000.0), 1000.0))
  local y = 1.0 + r
  return elementary.scaled(y + ((r - (y - 1.0)) + tail), k)
end

--- Return e^x - 1, precise near 0 too (ELEM-9).
function elementary.expm1(x)
  if x ~= x then
    return x
  end
  if x < -40.0 then
    return -1.0
  end
  local k, r, tail = elementary.exponent_and_rest(math.min(x, 1000.0))
  local one = 1.0 - elementary.power_of_two(math.max(-k, -60.0))
  local y = one + r
  return elementary.scaled(y + ((r - (y - one)) + tail), k)
end

--- Return ln x (ELEM-5).
function elementary.log(x)
  if x ~= x or x < 0.0 then
    return 0.0 / 0.0
  end
  if x == 0.0 then
    return -math.huge
  end
  if x == math.huge then
    return x
  end

  local m, k = elementary.mantissa_and_exponent(x)
  local f = m - 1.0
  local s = f / (2.0 + f)
  local z = s * s
  local series = 2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))))
  series = 2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * series))))
  local half_square = 0.5 * f * f
  local tail = s * (half_square + z * series) + k * LN2_LOW
  return k * LN2_HIGH - ((half_square - tail) - f)
end

--- Return ln(1 + x), precise near 0 too (ELEM-10).
function elementary.log1p(x)
  local u = 1.0 + x
  if u == 0.0 or u == math.huge then
    return elementary.log(u)
  end
  return elementary.log(u) + (x - (u - 1.0)) / u
end

--- Return the hyperbolic tangent (ELEM-6).
function elementary.tanh(x)
  if math.abs(x) < 0.625 then
    local s = x * x
    local fraction = 7.0 + s / (9.0 + s / (11.0 + s / (13.0 + s / 15.0)))
    return x / (1.0 + s / (3.0 + s / (5.0 + s / fraction)))
  end
  local t = 1.0 - 2.0 / (elementary.exp(2.0 * math.abs(x)) + 1.0)
  return x < 0.0 and -t or t
end

--- Return 1/(1 + e^-x) (ELEM-7).
function elementary.sigmoid(x)
  local e = elementary.exp(-math.abs(x))
  local q = e / (1.0 + e)
  return x < 0.0 and e - e * q or 1.0 - q
end

--- Return 2/sqrt(pi) times the integral of e^-t^2 from 0 to x (ELEM-11).
function elementary.erf(x)
  if x ~= x then
    return x
  end
  if math.abs(x) < 1.0 then
    local s, series = x * x, 0.0
    for _, term in ipairs(ERF_TERMS) do
      series = term - s * series
    end
    return TWO_BY_ROOT_PI * (x - x * s * series)
  end
  local size = math.min(math.abs(x), 6.0)
  local t, fitted = (size - 3.0) / (size + 3.0), 0.0
  for _, coefficient in ipairs(ERFC_FIT) do
    fitted = coefficient + t * fitted
  end
  local y = 1.0 - elementary.exp(-size * size) * fitted
  return x < 0.0 and -y or y
end

--- Return a function of each value (ELEM-8).
--
-- name: "exp", "log", "tanh", "sigmoid", "expm1", "log1p" or "erf"; values [n] -> [n]
function elementary.elementary(name, values)
  checks.check_elementary(name)
  local results = {}
  for i, value in ipairs(values) do
    results[i] = elementary[name](value)
  end
  return results
end

return elementary
