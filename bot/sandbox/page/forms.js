/*
 * What people have typed and chosen in a container (a message or a view), by block_id and action_id, as raw values; and what
 * is under way or went wrong there. Values outlive redrawing: a field keeps what was typed across views.update and errors for
 * as long as its block_id and action_id stay. `press` is the one way an element tells the app something.
 */

import { act } from "./api.js";
import { state, touch } from "./state.js";

const forms = new Map();
const pending = new Set();
const troubles = new Map();

const TYPED = new Set(["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"]);
const INPUTS = /select$|input$|picker$|^checkboxes$|^radio_buttons$/;

/** A container: `key` names it, `at` is how the server finds it. */
export const messagePlace = (message) => ({ key: `m:${message.channel}:${message.ts}`, at: { channel: message.channel, ts: message.ts } });
export const viewPlace = (view) => ({ key: `v:${view.id}`, at: { view_id: view.id }, view });

/** The input elements of a list of blocks, each with its block. */
export function inputsOf(blocks = []) {
  const found = [];
  for (const block of blocks) {
    for (const element of [block.element, block.accessory, ...(block.elements || [])]) {
      if (element && block.block_id && element.action_id && INPUTS.test(element.type)) found.push({ block, element });
    }
  }
  return found;
}

/** The raw values of a container, with initial values for fields not seen before. */
export function valuesOf(place, blocks, given = {}) {
  const before = forms.get(place.key) || {};
  const values = {};
  for (const { block, element } of inputsOf(blocks)) {
    const was = before[block.block_id]?.[element.action_id];
    const told = given[block.block_id]?.[element.action_id];
    const value = was !== undefined ? was : told ? fromState(told) : initial(element);
    (values[block.block_id] ||= {})[element.action_id] = value;
  }
  forms.set(place.key, values);
  return values;
}

/** What a field holds now. */
export const valueOf = (place, block, element) => forms.get(place.key)?.[block.block_id]?.[element.action_id];

/** Remember a field's value; draw the container anew unless only typing happened. */
export function setValue(place, block, element, value) {
  const values = forms.get(place.key) || {};
  (values[block.block_id] ||= {})[element.action_id] = value;
  forms.set(place.key, values);
  touch(place.key);
}

/** Forget a container that is gone. */
export const forget = (place) => {
  forms.delete(place.key);
  troubles.delete(place.key);
};

const idOf = (place, block, element) => `${place.key}|${block.block_id}|${element.action_id}`;

export const isPending = (place, block, element) => pending.has(idOf(place, block, element));

/** The sentence to show below a block, or null. */
export const troubleOf = (place, block) => {
  const trouble = troubles.get(place.key);
  return trouble && trouble.block === block.block_id ? trouble.text : null;
};

/** Tell the app: this element of this container was used. Further presses wait until this one is answered. */
export async function press(place, block, element, value) {
  const id = idOf(place, block, element);
  if (pending.has(id)) return { ok: false };
  pending.add(id);
  troubles.delete(place.key);
  touch(place.key);
  const answer = await act(state.me, {
    do: "press", at: place.at, block_id: block.block_id, action_id: element.action_id, value, values: forms.get(place.key) || {},
  });
  pending.delete(id);
  if (!answer.ok) troubles.set(place.key, { block: block.block_id, text: answer.shown || "Something went wrong. Try that again." });
  touch(place.key);
  return answer;
}

function initial(element) {
  const { type } = element;
  if (type === "rich_text_input") return textOf(element.initial_value);
  if (TYPED.has(type)) return String(element.initial_value ?? "");
  if (type === "datepicker") return element.initial_date ?? null;
  if (type === "timepicker") return element.initial_time ?? null;
  if (type === "datetimepicker") return element.initial_date_time ?? null;
  if (type === "file_input") return [];
  if (type === "checkboxes") return (element.initial_options || []).map((option) => option.value);
  if (type === "radio_buttons") return element.initial_option?.value ?? null;
  const noun = type.replace("multi_", "").replace(/s?_select$/, "");
  const plural = { user: "initial_users", conversation: "initial_conversations", channel: "initial_channels" }[noun];
  if (type.startsWith("multi_")) return plural ? element[plural] || [] : (element.initial_options || []).map((option) => option.value);
  return plural ? element[plural.slice(0, -1)] ?? null : element.initial_option?.value ?? null;
}

function fromState(told) {
  if (told.selected_options) return told.selected_options.map((option) => option.value);
  if ("selected_option" in told) return told.selected_option?.value ?? null;
  if (told.type === "rich_text_input") return textOf(told.rich_text_value);
  if (told.type === "file_input") return [];
  const chosen = Object.keys(told).find((name) => name.startsWith("selected_"));
  if (chosen) return told[chosen];
  return TYPED.has(told.type) ? String(told.value ?? "") : told.value ?? null;
}

function textOf(rich) {
  if (!rich) return "";
  if (typeof rich === "string") return rich;
  return (rich.elements || []).map((part) => part.text ?? textOf(part)).join(rich.type === "rich_text" ? "\n" : "");
}
