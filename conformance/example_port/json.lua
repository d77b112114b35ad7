--- JSON, read strictly and written to the bit (RFC 8259; rules NUM-1, NUM-2, PORT-1).
--
-- Debian's two libraries do not serve a port. lua-cjson reads [] and {} as the same value, accepts
-- 01, +1, 0x10, NaN and text that is not UTF-8, and writes at most 14 digits of a number.
-- lua-dkjson accepts 01, 1., comments, half of a surrogate pair and text that is not UTF-8, reads
-- -0 as 0, writes 14 digits too, and null for infinities.
--
-- A value that was read is a list (a plain table), an object (a table that is_object knows), a
-- string, a float, true, false or json.null. A nil would leave a hole in a list, and take its field
-- out of an object.

local json = {}

local DEEPEST <const> = 100 -- levels of nesting; PORT-1 allows more to be refused

local Object = {} -- the metatable of objects that were read
local Ordered = {} -- the metatable of objects to write

json.null = setmetatable({}, {})

local MALFORMED = {} -- what is thrown at a fault in the text

function json.is_object(value)
  return getmetatable(value) == Object
end

function json.is_list(value)
  return type(value) == "table" and getmetatable(value) == nil
end

-- Reading. Each function takes the text and a position, and returns a value and the position
-- behind it.

local read_value

local function skip_spaces(text, at)
  return text:match("^[ \t\r\n]*()", at)
end

--- Return the position behind a literal text and the spaces around it.
local function skip(literal, text, at)
  at = skip_spaces(text, at)
  if text:sub(at, at + #literal - 1) ~= literal then
    error(MALFORMED)
  end
  return skip_spaces(text, at + #literal)
end

--- Return a number, always a float.
--
-- tonumber alone would read 3 and -0 as integers, and an integer has no negative zero. With a
-- fraction or an exponent, it is the C library's strtod, which rounds correctly.
local function read_number(text, at)
  local from = at
  at = text:match("^%-?[1-9]%d*()", at) or text:match("^%-?0()", at)
  if at == nil then
    error(MALFORMED)
  end
  at = text:match("^%.%d+()", at) or at
  at = text:match("^[eE][+-]?%d+()", at) or at
  local digits = text:sub(from, at - 1)
  if not digits:find("[.eE]") then
    digits = digits .. ".0"
  end
  return tonumber(digits), at
end

local ESCAPES <const> = {
  ['"'] = '"', ["\\"] = "\\", ["/"] = "/",
  b = "\b", f = "\f", n = "\n", r = "\r", t = "\t",
}

--- Return the character of \uXXXX, or of the two that are a surrogate pair.
local function read_escaped_unit(text, at)
  local digits = text:match("^\\u(%x%x%x%x)", at)
  local unit = tonumber(digits or error(MALFORMED), 16)
  if unit < 0xD800 or unit > 0xDFFF then
    return utf8.char(unit), at + 6
  end
  digits = text:match("^\\u([dD][c-fC-F]%x%x)", at + 6)
  if unit > 0xDBFF or digits == nil then
    error(MALFORMED) -- half of a pair
  end
  local low = tonumber(digits, 16)
  return utf8.char(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)), at + 12
end

local function read_string(text, at)
  if text:sub(at, at) ~= '"' then
    error(MALFORMED)
  end
  local parts = {}
  at = at + 1
  while true do
    local plain, behind = text:match('^([^"\\\0-\31]*)()', at)
    parts[#parts + 1] = plain
    at = behind
    local next = text:sub(at, at)
    if next == '"' then
      return table.concat(parts), at + 1
    end
    if next ~= "\\" then
      error(MALFORMED) -- the end of the line, or a control character
    end
    local escaped = ESCAPES[text:sub(at + 1, at + 1)]
    if escaped ~= nil then
      at = at + 2
    else
      escaped, at = read_escaped_unit(text, at)
    end
    parts[#parts + 1] = escaped
  end
end

local function read_list(text, at, depth)
  local list = {}
  at = skip("[", text, at)
  if text:sub(at, at) == "]" then
    return list, at + 1
  end
  while true do
    list[#list + 1], at = read_value(text, at, depth)
    at = skip_spaces(text, at)
    if text:sub(at, at) == "]" then
      return list, at + 1
    end
    at = skip(",", text, at)
  end
end

local function read_object(text, at, depth)
  local object = setmetatable({}, Object)
  at = skip("{", text, at)
  if text:sub(at, at) == "}" then
    return object, at + 1
  end
  while true do
    local key
    key, at = read_string(text, at)
    at = skip(":", text, at)
    object[key], at = read_value(text, at, depth) -- a repeated key has its last value
    at = skip_spaces(text, at)
    if text:sub(at, at) == "}" then
      return object, at + 1
    end
    at = skip(",", text, at)
  end
end

local WORDS <const> = { ["true"] = true, ["false"] = false, ["null"] = json.null }

function read_value(text, at, depth)
  local first = text:sub(at, at)
  if first == "[" or first == "{" then
    if depth == DEEPEST then
      error(MALFORMED)
    end
    return (first == "[" and read_list or read_object)(text, at, depth + 1)
  end
  if first == '"' then
    return read_string(text, at)
  end
  local word = text:match("^%l+", at)
  if word ~= nil and WORDS[word] ~= nil then
    return WORDS[word], at + #word
  end
  return read_number(text, at)
end

--- Return the one JSON value that a text has, or nil if it has none, or more.
function json.read(text)
  if not utf8.len(text) then
    return nil -- not UTF-8
  end
  local read, value = pcall(function()
    local value, at = read_value(text, skip_spaces(text, 1), 0)
    if skip_spaces(text, at) <= #text then
      error(MALFORMED)
    end
    return value
  end)
  if not read and value ~= MALFORMED then
    error(value, 0) -- a fault of this program
  end
  return read and value or nil
end

-- Writing

--- Return an object to write, with its fields in this order; a value that is nil is null.
function json.ordered(names, values)
  return setmetatable({ names = names, values = values }, Ordered)
end

local function write_string(text)
  local escaped = text:gsub('[%c"\\]', function(character)
    return ("\\u%04x"):format(character:byte())
  end)
  return '"' .. escaped .. '"'
end

--- Return a number, or the string that stands for one (NUM-2).
--
-- Seventeen digits are enough for any binary64; Lua's own tostring writes fourteen.
local function write_number(number)
  if number ~= number then
    return '"NaN"'
  end
  if number == math.huge then
    return '"Infinity"'
  end
  if number == -math.huge then
    return '"-Infinity"'
  end
  if number == 0 and 1 / number < 0 then
    return '"-0"'
  end
  return ("%.17g"):format(number)
end

local function write_each(values)
  local parts = {}
  for i, value in ipairs(values) do
    parts[i] = json.write(value)
  end
  return table.concat(parts, ", ")
end

local function write_ordered(object)
  local parts = {}
  for i, name in ipairs(object.names) do
    parts[i] = write_string(name) .. ": " .. json.write(object.values[name])
  end
  return table.concat(parts, ", ")
end

--- Return the JSON text of a value: nil, a boolean, a number, a string, a list or json.ordered.
function json.write(value)
  if type(value) == "number" then
    return write_number(value)
  end
  if type(value) == "string" then
    return write_string(value)
  end
  if type(value) ~= "table" then
    return value == nil and "null" or tostring(value)
  end
  if getmetatable(value) == Ordered then
    return "{" .. write_ordered(value) .. "}"
  end
  return "[" .. write_each(value) .. "]"
end

return json
