/*
 * Fields people type or tick in: one line and many, numbers, addresses, dates and times, checkboxes, radio buttons, files.
 * Numbers are typed as text, so that what is not a number reaches the validation and is not silently lost by the browser.
 */

import { clock24, dayKey, epochOf } from "./dates.js";
import { h } from "./dom.js";
import { setValue } from "./forms.js";
import { icon } from "./icons.js";
import { prose } from "./prose.js";
import { zone } from "./state.js";

const LINES = {
  plain_text_input: { type: "text" },
  number_input: { type: "text", inputmode: "decimal" },
  email_text_input: { type: "text", inputmode: "email", autocomplete: "off" },
  url_text_input: { type: "text", inputmode: "url", autocomplete: "off" },
};
const PLACEHOLDERS = { number_input: "Enter a number", email_text_input: "Enter an email address", url_text_input: "Enter a URL" };

/** The id that ties a field to its label. */
export const fieldId = (place, block) => `${place.key}-${block.block_id}`.replace(/[^\w-]/g, "_");

/** A field's element, or null if its type is none of these. */
export function inputNode(field) {
  const { type } = field.element;
  if (type === "rich_text_input" || (type === "plain_text_input" && field.element.multiline)) return many(field);
  if (LINES[type]) return one(field);
  if (type === "datepicker") return picker(field, "date");
  if (type === "timepicker") return picker(field, "time");
  if (type === "datetimepicker") return dateTime(field);
  if (type === "checkboxes") return choices(field, "checkbox");
  if (type === "radio_buttons") return choices(field, "radio");
  if (type === "file_input") return files(field);
  return null;
}

function shared({ element, block, place, error }, part = "") {
  const id = fieldId(place, block);
  return {
    id: id + part, "data-action": element.action_id, "aria-invalid": error ? "true" : null, "aria-describedby": `${id}-hint`,
    "aria-label": block.type === "input" ? null : element.placeholder?.text || "Field",
  };
}

let typing = 0;

function typed(field) {
  const { element, block, place, dispatches } = field;
  const on = element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  return {
    oninput: (event) => {
      setValue(place, block, element, event.target.value);
      if (!dispatches || !on.includes("on_character_entered")) return;
      clearTimeout(typing);
      typing = setTimeout(() => field.use(event.target.value), 300);
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing || !dispatches || !on.includes("on_enter_pressed")) return;
      if (element.multiline && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      field.use(event.target.value);
    },
  };
}

function focusOnLoad({ element }) {
  return element.focus_on_load ? { create: (el) => el.focus() } : undefined;
}

function one(field) {
  const { element, value } = field;
  return h("div", { class: "field" },
    h("input", {
      ...shared(field), ...LINES[element.type], ...typed(field), class: "input", value: value ?? "", hook: focusOnLoad(field),
      placeholder: element.placeholder?.text ?? PLACEHOLDERS[element.type] ?? null,
    }),
    counter(element, value));
}

function many(field) {
  const { element, value } = field;
  return h("div", { class: "field" },
    h("textarea", {
      ...shared(field), ...typed(field), class: "input input-many", rows: 4, value: value ?? "", hook: focusOnLoad(field),
      placeholder: element.placeholder?.text ?? (element.type === "rich_text_input" ? "Write something" : null),
    }),
    counter(element, value));
}

function counter(element, value = "") {
  if (!element.max_length) return null;
  const left = element.max_length - [...value].length;
  if (left > Math.max(10, element.max_length * 0.1)) return null;
  return h("span", { class: `counter${left < 0 ? " is-over" : ""}`, role: "status", "aria-label": `${left} characters left` }, String(left));
}

function picker(field, type) {
  return h("input", {
    ...shared(field), type, class: "input input-picker", value: field.value ?? "",
    onchange: (event) => field.use(event.target.value || null),
  });
}

const halves = new Map();

function dateTime(field) {
  const { value } = field;
  const id = fieldId(field.place, field.block);
  const half = halves.get(id) || {};
  const date = value ? dayKey(value, zone()) : half.date || "";
  const time = value ? clock24(value, zone()) : half.time || "";
  const name = (half) => [field.block.label?.text, half].filter(Boolean).join(", ");
  const change = (part) => {
    const both = { date, time, ...part };
    halves.set(id, both);
    field.use(both.date && both.time ? epochOf(both.date, both.time, zone()) : null);
  };
  return h("div", { class: "field-pair" },
    h("input", { ...shared(field), type: "date", class: "input input-picker", "aria-label": name("Date"), value: date, onchange: (event) => change({ date: event.target.value }) }),
    h("input", { ...shared(field, "-time"), type: "time", class: "input input-picker", "aria-label": name("Time"), value: time, onchange: (event) => change({ time: event.target.value }) }));
}

function choices(field, type) {
  const { element, block, place, value } = field;
  const chosen = (option) => (type === "radio" ? value === option.value : (value || []).includes(option.value));
  const change = (option, checked) => {
    if (type === "radio") return field.use(option.value);
    const kept = element.options.map((o) => o.value).filter((v) => (v === option.value ? checked : value?.includes(v)));
    return field.use(kept);
  };
  return h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", "aria-labelledby": `${fieldId(place, block)}-label` },
    element.options.map((option, i) => h("label", { class: "choice", key: option.value },
      h("input", {
        ...(i === 0 ? shared(field) : {}), "aria-label": null, type, name: `${fieldId(place, block)}-${element.action_id}`, checked: chosen(option),
        class: `tick tick-${type}`, onchange: (event) => change(option, event.target.checked),
      }),
      h("span", { class: "choice-words" },
        h("span", { class: "choice-label" }, prose(option.text)),
        option.description ? h("span", { class: "choice-description" }, prose(option.description)) : null))));
}

function files(field) {
  const { element, value = [] } = field;
  const add = async (list) => {
    const read = await Promise.all([...list].map(async (file) => ({ name: file.name, mimetype: file.type || "application/octet-stream", data: await base64(file) })));
    field.use([...value, ...read].slice(0, element.max_files || 10));
  };
  return h("div", { class: "files" },
    value.map((file, i) => h("span", { class: "chip", key: `${i}${file.name}` }, icon("file", 16), file.name,
      h("button", { type: "button", class: "chip-off", "aria-label": `Remove ${file.name}`, onclick: () => field.use(value.filter((_, n) => n !== i)) }, icon("close", 12)))),
    h("label", { class: "button file-button" }, "Add a file",
      h("input", {
        ...shared(field), type: "file", class: "visually-hidden", multiple: (element.max_files || 10) > 1,
        accept: element.filetypes?.map((t) => `.${t}`).join(",") || null,
        onchange: (event) => {
          add(event.target.files);
          event.target.value = "";
        },
      })));
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
