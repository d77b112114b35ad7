// The machine of chapter button_press, run by the port's own function.
//
// A run is a list of parts: the trials between two changes of a button or a setting. Each part is a
// request to buttonPress, whose first weights are the last ones of the part before. The address of
// the page holds the parts, so that a run can be shared.

import { buttonPress, weightedSum } from "../../../js/src/button_press.js";
import { agrees, sameBits } from "./fixtures.js";

/** @typedef {{inputs: number[], desired: number, learningRate: number, rule: string, trials: number}} Part */

const BUTTONS = 4;
const MOST_TRIALS = 1000; // of a part
const RULES = ["add", "widrow_hoff"];
const FIRST = { inputs: [0, 0, 1, 0], desired: 1, learningRate: 0.2, rule: "add", trials: 0 };

/** @type {import("./fixtures.js").Fixture[]} */
const fixtures = FIXTURES; // by the build
const demo = /** @type {HTMLElement} */ (document.querySelector("#demo .demo"));

/** @type {Part[]} */
let parts = [FIRST];

// The run

/**
 * Return the request of each part, with the trials that the port answers.
 * @type {(parts: Part[]) => {request: Record<string, any>, trials: any[]}[]}
 */
function run(parts) {
  let weights = Array(BUTTONS).fill(0);
  return parts.map(({ inputs, desired, learningRate, rule, trials: count }) => {
    const trials = buttonPress(inputs, weights, desired, learningRate, count, rule);
    const request = {
      experiment: "button_press",
      inputs,
      weights,
      desired,
      learning_rate: learningRate,
      trials: count,
      rule,
    };
    weights = trials.length > 0 ? trials[trials.length - 1].weights : weights;
    return { request, trials };
  });
}

/**
 * Return the last part: what the buttons and settings say now.
 * @type {() => Part}
 */
function now() {
  return parts[parts.length - 1];
}

/**
 * Change the buttons or a setting, which begins a part unless the last one has no trials.
 * @type {(change: Partial<Part>) => void}
 */
function change(change) {
  const before = now().trials > 0 ? parts : parts.slice(0, -1);
  attempt([...before, { ...now(), ...change, trials: 0 }]);
}

const ACTIONS = {
  step: () => attempt([...parts.slice(0, -1), { ...now(), trials: now().trials + 1 }]),
  back: () => {
    const last = parts.findLastIndex((part) => part.trials > 0);
    if (last >= 0) {
      attempt([...parts.slice(0, last), { ...parts[last], trials: parts[last].trials - 1 }]);
    }
  },
  rewind: () => attempt([{ ...now(), trials: 0 }]),
  download,
};

/**
 * Show other parts, if the port accepts them; otherwise say what it refuses.
 * @type {(next: Part[]) => void}
 */
function attempt(next) {
  if (next.some((part) => part.trials > MOST_TRIALS)) {
    message(`This demo stops after ${MOST_TRIALS} trials.`);
    return;
  }
  try {
    const answers = run(next);
    parts = next;
    show(answers);
    message("");
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "RefnetError") {
      throw error;
    }
    show(run(parts));
    message(`Refused: ${error.message}`);
  }
}

// The address

/** @type {(parts: Part[]) => string} */
function toAddress(parts) {
  const texts = parts.map(({ inputs, desired, learningRate, rule, trials }) =>
    [inputs.join(""), desired, learningRate, rule, trials].join(","),
  );
  return `#demo=${texts.join(";")}`;
}

/**
 * Return the parts in an address; null without any, or with others than this page writes.
 * @type {(address: string) => Part[] | null}
 */
function fromAddress(address) {
  if (!address.startsWith("#demo=")) {
    return null;
  }
  const parts = decodeURIComponent(address.slice("#demo=".length))
    .split(";")
    .map((text) => {
      const [inputs, desired, learningRate, rule, trials] = text.split(",");
      return {
        inputs: [...inputs].map(Number),
        desired: Number(desired || NaN),
        learningRate: Number(learningRate || NaN),
        rule,
        trials: Number(trials || NaN),
      };
    });
  const valid = parts.every(
    ({ inputs, desired, learningRate, rule, trials }) =>
      inputs.length === BUTTONS &&
      inputs.every((input) => input === 0 || input === 1) &&
      Number.isFinite(desired) &&
      Number.isFinite(learningRate) &&
      RULES.includes(rule) &&
      Number.isInteger(trials) &&
      trials >= 0 &&
      trials <= MOST_TRIALS,
  );
  return valid ? parts : null;
}

// The page

/** @type {(name: string) => HTMLElement} */
function place(name) {
  return /** @type {HTMLElement} */ (demo.querySelector(`[data-show="${name}"]`));
}

/** @type {(text: string) => void} */
function message(text) {
  place("message").textContent = text;
}

/** @type {(answers: ReturnType<typeof run>) => void} */
function show(answers) {
  const { request, trials } = answers[answers.length - 1];
  const weights = trials.length > 0 ? trials[trials.length - 1].weights : request.weights;
  const lamp = weightedSum(request.inputs, weights, 0.0);
  place("lamp").textContent = String(lamp);
  demo.style.setProperty("--light", String(Math.min(Math.max(lamp, 0), 1)));
  demo.querySelectorAll(".buttons button").forEach((button, i) => {
    button.setAttribute("aria-pressed", String(request.inputs[i] === 1));
    button.querySelector("output").textContent = String(weights[i]);
  });
  for (const input of demo.querySelectorAll("[data-setting]")) {
    input.value = String(now()[input.dataset.setting]);
  }
  const rows = answers.flatMap((answer) => answer.trials);
  place("trials").replaceChildren(...rows.map(trialRow).reverse());
  place("request").textContent = JSON.stringify({ id: 1, ...request });
  place("fixture").textContent = fixtureLine(request, trials);
  for (const [action, possible] of [
    ["back", rows.length > 0],
    ["rewind", rows.length > 0 || parts.length > 1],
  ]) {
    demo.querySelector(`[data-do="${action}"]`).disabled = !possible;
  }
  history.replaceState(null, "", isFirst() ? location.pathname : toAddress(parts));
}

/** @type {() => boolean} */
function isFirst() {
  return toAddress(parts) === toAddress([FIRST]);
}

/** @type {(trial: any, index: number) => HTMLElement} */
function trialRow({ output, error, weights }, index) {
  const row = document.createElement("tr");
  for (const text of [index + 1, output, error, weights.join("  ")]) {
    row.insertCell().textContent = String(text);
  }
  return row;
}

/**
 * Return what a fixture says of the trials: the first with the same request, as far as it goes.
 * @type {(request: Record<string, any>, trials: any[]) => string}
 */
function fixtureLine(request, trials) {
  const same = fixtures.find(({ line, expected }) => {
    const { id, trials: count, ...fields } = { rule: "add", ...JSON.parse(line) };
    const { trials: own, ...ours } = request;
    return !expected.error && own > 0 && own <= count && sameBits(fields, ours);
  });
  if (!same) {
    return "";
  }
  const agreed = trials.filter((trial, i) => sameBits(trial, same.expected.trials[i])).length;
  return `This run is fixture ${same.id}: ${agreed} of ${trials.length} trials have its bits.`;
}

/** @type {() => string} */
function bitsLine() {
  const start = performance.now();
  const wrong = fixtures.filter((fixture) => !agrees(fixture));
  const time = Math.round(performance.now() - start);
  if (wrong.length === 0) {
    return `Your browser gives the expected bits in all ${fixtures.length} fixtures of button_press, computed just now in ${time} ms.`;
  }
  return `Your browser gives other bits in ${wrong.length} of ${fixtures.length} fixtures: ${wrong.map(({ id }) => id).join(", ")}.`;
}

function download() {
  const link = document.createElement("a");
  const text = place("request").textContent + "\n";
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "request.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

function makeButtons() {
  const buttons = FIRST.inputs.map((_, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = `<b>${i + 1}</b> <small>weight <output></output></small>`;
    button.addEventListener("click", () => {
      change({ inputs: now().inputs.map((input, j) => (i === j ? 1 - input : input)) });
    });
    return button;
  });
  demo.querySelector(".buttons").append(...buttons);
}

function start() {
  makeButtons();
  for (const button of demo.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => ACTIONS[button.dataset.do]());
  }
  for (const input of demo.querySelectorAll("[data-setting]")) {
    const read = (text) => (input.type === "number" ? Number(text.trim() || NaN) : text);
    input.addEventListener("change", () => change({ [input.dataset.setting]: read(input.value) }));
  }
  addEventListener("hashchange", () => attempt(fromAddress(location.hash) ?? parts));
  const shared = fromAddress(location.hash);
  attempt([FIRST]);
  if (shared !== null) {
    attempt(shared);
    demo.scrollIntoView();
  }
  place("bits").textContent = bitsLine();
  demo.hidden = false;
}

start();
