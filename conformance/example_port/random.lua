--- Chapter random: the Mersenne Twister (conformance/spec/random.md).
--
-- math.random is another generator. Lua's integers have 64 bits, so every word is cut to 32 with
-- `& 0xFFFFFFFF` where it may have grown; `>>` is a logical shift, as for unsigned words.

local checks = require("checks")
local log = require("elementary").log

local random = {}

local WORDS <const> = 624

--- Return a generator whose words follow from the seed (RANDOM-1).
--
-- words [0 to 623], as the rules count them; used: how many of them have been used
function random.seeded(seed)
  local words = { [0] = seed }
  for i = 1, WORDS - 1 do
    local previous = words[i - 1]
    words[i] = (1812433253 * (previous ~ (previous >> 30)) + i) & 0xFFFFFFFF
  end
  return { words = words, used = WORDS }
end

--- Turn the generator's words into the next 624 (RANDOM-2).
function random.twist(generator)
  local words = generator.words
  for i = 0, WORDS - 1 do
    local mixed = (words[i] & 0x80000000) | (words[(i + 1) % WORDS] & 0x7FFFFFFF)
    words[i] = words[(i + 397) % WORDS] ~ (mixed >> 1)
    if mixed & 1 == 1 then
      words[i] = words[i] ~ 0x9908B0DF
    end
  end
  generator.used = 0
end

--- Return the next 32 random bits (RANDOM-3).
function random.next_word(generator)
  if generator.used == WORDS then
    random.twist(generator)
  end
  local word = generator.words[generator.used]
  generator.used = generator.used + 1
  word = word ~ (word >> 11)
  word = word ~ ((word << 7) & 0x9D2C5680)
  word = word ~ ((word << 15) & 0xEFC60000)
  return word ~ (word >> 18)
end

--- Return the next random number in [0, 1) with 53 bits, from two words (RANDOM-4).
function random.next_double(generator)
  local high = random.next_word(generator) >> 5 -- 27 bits
  local low = random.next_word(generator) >> 6 -- 26 bits
  return (high * 67108864.0 + low) / 9007199254740992.0
end

--- Return the next two normal numbers, of mean 0 and variance 1 (RANDOM-6).
function random.next_normals(generator)
  while true do
    local x = 2.0 * random.next_double(generator) - 1.0
    local y = 2.0 * random.next_double(generator) - 1.0
    local square = x * x + y * y
    if square < 1.0 and square ~= 0.0 then
      local factor = math.sqrt(-2.0 * log(square) / square)
      return factor * y, factor * x
    end
  end
end

--- Return the next random whole number from 0 to high - 1; high: 1 to 2^32 (RANDOM-7).
function random.next_integer(generator, high)
  local last = high - 1
  if last == 0 then
    return 0
  end
  local mask = last
  for _, shift in ipairs({ 1, 2, 4, 8, 16 }) do
    mask = mask | (mask >> shift)
  end
  while true do
    local word = random.next_word(generator) & mask
    if word <= last then
      return word
    end
  end
end

--- Return the first numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).
--
-- distribution: "uniform" in [0, 1), "normal", or "integers" from 0 to high - 1 -> [count]
function random.random(seed, count, distribution, high)
  checks.check_random(seed, count, distribution, high)
  local generator = random.seeded(seed)
  local values = {}
  while #values < count do
    if distribution == "uniform" then
      values[#values + 1] = random.next_double(generator)
    elseif distribution == "integers" then
      values[#values + 1] = random.next_integer(generator, high)
    else
      local first, second = random.next_normals(generator)
      values[#values + 1] = first
      values[#values + 1] = second
    end
  end
  values[count + 1] = nil -- the second number of the last pair
  return values
end

return random
