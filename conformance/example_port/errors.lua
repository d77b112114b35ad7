--- A refusal: the one error that is an answer (conformance/spec/errors.md).
--
-- It is thrown by error(), like any value, and caught in protocol.answer. Whatever else is thrown
-- there is a fault of this program, and ends it.

local errors = {}

local Refusal = {}

--- Return a refusal; field: the one at fault, or nil; trial: for "diverged" only.
function errors.refusal(code, field, message, trial)
  return setmetatable({ code = code, field = field, message = message, trial = trial }, Refusal)
end

function errors.is_refusal(value)
  return getmetatable(value) == Refusal
end

--- Return the refusal of a value, or of the item at these places of it, counted from 1.
--
-- The message counts from 0, as JSON's readers do; the field is without an index.
function errors.fault(code, field, expected, ...)
  local place = field
  for _, i in ipairs({ ... }) do
    place = ("%s[%d]"):format(place, i - 1)
  end
  return errors.refusal(code, field, place .. ": expected " .. expected)
end

return errors
