--- The protocol of a port: one request in, one answer out (conformance/spec/protocol.md).
--
-- This half of the port knows JSON but no network; experiments.lua is the other half.

local errors = require("errors")
local experiments = require("experiments")
local json = require("json")
local readers = require("readers")

local protocol = {}

local function missing(field)
  return errors.refusal("missing_field", field, field .. ": this field is required")
end

--- Return a field that every request must have.
local function given(request, field)
  if request[field] == nil then
    error(missing(field))
  end
  return request[field]
end

--- Refuse fields that the experiment does not have: the first in the order of UTF-8 bytes.
--
-- `<` compares strings by the locale, which for Lua's own interpreter is "C": byte by byte.
local function check_known(name, fields, request)
  local known = { id = true, experiment = true }
  for _, field in ipairs(fields) do
    known[field.name] = true
  end
  local first
  for field in pairs(request) do
    if not known[field] and (first == nil or field < first) then
      first = field
    end
  end
  if first ~= nil then
    error(errors.refusal("unknown_field", first, first .. ": " .. name .. " has no such field"))
  end
end

--- Return the values of an experiment's fields by name (PORT-4).
local function read_fields(name, fields, request)
  check_known(name, fields, request)
  local values = {}
  for _, field in ipairs(fields) do
    if request[field.name] == nil and not field.required then
      values[field.name] = field.default
    else
      values[field.name] = field.read(field.name, given(request, field.name))
    end
  end
  return values
end

--- Return the name of a request's experiment; one that no port has is refused.
local function read_experiment(request)
  local name = readers.string("experiment", given(request, "experiment"))
  if experiments.HERE[name] == nil and not experiments.ELSEWHERE[name] then
    local message = "experiment: there is none of this name"
    error(errors.refusal("unknown_experiment", "experiment", message))
  end
  return name
end

--- Return what belongs in an answer beside its id: a name and its value.
local function result(request)
  local name = read_experiment(request)
  local experiment = experiments.HERE[name]
  if experiment == nil then
    return "unsupported", name .. " is beyond level 3"
  end
  return experiment.answers, experiment.run(read_fields(name, experiment.fields, request))
end

--- Return the error object of an answer (PORT-6). Only a run that diverged has a trial.
local function written(refusal)
  local names = { "code", "field", "message", refusal.trial and "trial" }
  return json.ordered(names, refusal)
end

--- Return the answer to one line, as a line (PORT-3).
function protocol.answer(line)
  local id, name, value
  local fine, fault = pcall(function()
    local request = json.read(line)
    if not json.is_object(request) then
      error(errors.refusal("malformed_request", nil, "expected a JSON object on one line"))
    end
    id = readers.id("id", given(request, "id"))
    name, value = result(request)
  end)
  if not fine then
    if not errors.is_refusal(fault) then
      error(fault, 0) -- of this program: it ends, and the runner quotes its standard error
    end
    name, value = "error", written(fault)
  end
  return json.write(json.ordered({ "id", name }, { id = id, [name] = value }))
end

return protocol
