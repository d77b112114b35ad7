--- The first phase of the checks: each field has its type (ERR-5, the types of protocol.md).
--
-- A reader takes the field's name and its JSON value, and returns what the chapters calculate with:
-- floats for numbers, integers for counts. It throws wrong_type.

local errors = require("errors")
local json = require("json")

local readers = {}

local LARGEST_COUNT <const> = 2 ^ 53 - 1 -- up to here binary64 holds every whole number
local SPECIAL <const> = {
  ["NaN"] = 0.0 / 0.0,
  ["Infinity"] = math.huge,
  ["-Infinity"] = -math.huge,
  ["-0"] = -0.0,
}
local BITS <const> = "^0x" .. ("%x"):rep(16) .. "$"

--- Return the float that a JSON value stands for (NUM-1 to NUM-3), or nil.
local function decoded(value)
  if type(value) ~= "string" then
    return math.type(value) == "float" and value or nil
  end
  if value:find(BITS) then
    -- tonumber reads hexadecimal digits as an integer of 64 bits, which has the same bits
    return (string.unpack("<d", string.pack("<i8", tonumber(value))))
  end
  return SPECIAL[value]
end

--- Return the whole number that a JSON value stands for, as an integer (PORT-5), or nil.
local function counted(value)
  local number = decoded(value)
  if number ~= nil and math.abs(number) <= LARGEST_COUNT then
    return math.tointeger(number) -- nil for 1.5, and 0 for -0.0
  end
  return nil
end

local function as_string(value)
  return type(value) == "string" and value or nil
end

--- Return a string as it is, or a whole number; "0x..." is a string here (PORT-2).
--
-- As an integer, -0 is 0, and is not written as "-0".
local function as_id(value)
  return as_string(value) or counted(value)
end

local function as_boolean(value)
  if type(value) == "boolean" then
    return value
  end
  return nil
end

--- Return a function from a JSON list to the list of its converted items; nil if one has none.
local function list_of(convert)
  return function(value)
    if not json.is_list(value) then
      return nil
    end
    local items = {}
    for i, item in ipairs(value) do
      items[i] = convert(item)
      if items[i] == nil then
        return nil
      end
    end
    return items
  end
end

local function reader(convert, expected)
  return function(field, value)
    local converted = convert(value)
    if converted == nil then
      error(errors.fault("wrong_type", field, expected))
    end
    return converted
  end
end

--- Return a reader that also accepts null, and returns nil for it.
local function or_null(convert, expected)
  local read = reader(convert, expected .. " or null")
  return function(field, value)
    if value == json.null then
      return nil
    end
    return read(field, value)
  end
end

readers.id = reader(as_id, "a string or a whole number")
readers.number = reader(decoded, "a number")
readers.number_or_null = or_null(decoded, "a number")
readers.numbers = reader(list_of(decoded), "a list of numbers")
readers.numbers_or_null = or_null(list_of(decoded), "a list of numbers")
readers.rows = reader(list_of(list_of(decoded)), "a list of lists of numbers")
readers.count = reader(counted, "a whole number")
readers.counts = reader(list_of(counted), "a list of whole numbers")
readers.string = reader(as_string, "a string")
readers.booleans = reader(list_of(as_boolean), "a list of true and false")

return readers
